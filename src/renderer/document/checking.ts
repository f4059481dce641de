import { create } from 'zustand';
import type { Finding, Severity } from '#flow/check/finding.ts';
import type { Flow, FlowNode } from '#flow/flow.ts';
import type { ToldFollowing } from '#flow/template/tell-following.ts';
import { startWorker } from '#ui/start-worker.ts';
import type { CheckAnswer, CheckQuestion, KnownFacts } from './check-messages.ts';
import CheckWorker from './check-worker.ts?worker&url';
import { presentDocument, useDocument } from './document.ts';

/** What the checker says of the open flow. */
export type Checking = {
  readonly findings: readonly Finding[];
  /** What the flow follows, and which steps play which part. */
  readonly following: readonly ToldFollowing[];
  /** When it was last said, in milliseconds since the epoch; undefined before the first time. */
  readonly checkedAt: number | undefined;
  /** How long the last check took in the worker, in milliseconds. */
  readonly tookMs: number;
  /** The flow value the findings are about. */
  readonly flow: Flow | undefined;
};

/** The findings of the open flow, at most a moment behind what is drawn. */
export const useChecking = create<Checking>(() => ({
  findings: [],
  following: [],
  checkedAt: undefined,
  tookMs: 0,
  flow: undefined,
}));

/** True for a finding nobody waived. */
export function isOpen({ waiver }: Pick<Finding, 'waiver'>): boolean {
  return waiver === undefined;
}

/** Open findings of a severity, as badges count them. */
export function countOpen({ findings }: Pick<Checking, 'findings'>, severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity && isOpen(finding)).length;
}

/** How long nothing changes before the flow is checked, in milliseconds. */
const idleMs = 150;

/** Checks the open flow in a worker after every change; returns what ends it. */
export function checkOnChange(): { readonly setFacts: (facts: KnownFacts) => void; readonly stop: () => void } {
  const worker = startWorker(CheckWorker, 'checker');
  const asked = new Map<number, Flow>();
  // Nodes the worker holds, by their place there: only what an edit changed crosses to it.
  let sent: ReadonlyMap<FlowNode, number> = new Map();
  let number = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = (): void => {
    const { flow } = presentDocument();
    if (flow === undefined) return;
    number += 1;
    asked.set(number, flow);
    const { nodes, ...header } = flow;
    const question = { kind: 'check', number, header, nodes: nodes.map((node) => sent.get(node) ?? node) } as const;
    worker.postMessage(question satisfies CheckQuestion);
    sent = new Map(nodes.map((node, index) => [node, index]));
  };
  worker.addEventListener('message', ({ data }: MessageEvent<CheckAnswer>) => {
    const flow = asked.get(data.number);
    for (const old of asked.keys()) if (old <= data.number) asked.delete(old);
    if (flow === undefined || presentDocument().flow === undefined) return;
    performance.measure('penstock.check', { start: performance.now() - data.tookMs, duration: data.tookMs });
    const { findings, following, tookMs } = data;
    useChecking.setState({ findings, following, checkedAt: Date.now(), tookMs, flow });
  });
  const unsubscribe = useDocument.subscribe((now, before) => {
    if (now.flow === before.flow) return;
    clearTimeout(timer);
    if (now.path !== before.path || before.flow === undefined) ask();
    else timer = setTimeout(ask, idleMs);
  });
  ask();
  return {
    setFacts: (facts) => {
      worker.postMessage({ kind: 'facts', facts } satisfies CheckQuestion);
      ask();
    },
    stop: () => {
      clearTimeout(timer);
      unsubscribe();
      worker.terminate();
    },
  };
}

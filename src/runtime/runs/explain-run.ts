import type { Failure } from '#flow/failure.ts';
import type { Entry } from '#flow/interpret/entry.ts';
import { planNodeId, splitStep } from '#flow/interpret/path.ts';
import type { Plan } from '#flow/plan/plan.ts';
import type { RunState } from '../store/command.ts';
import type { RunStep } from './describe-run.ts';

/** Why a run stands where it does, and what it left behind. */
export type RunCause = {
  /** One sentence for people: which step, what happened, after how many tries. */
  readonly sentence: string;
  /** Path of the step it is about; undefined where it is about none. */
  readonly path: string | undefined;
  /** Name of that step. */
  readonly step: string | undefined;
  readonly failure: Failure | undefined;
  readonly attempts: number;
  /** Names of the steps whose effect was undone, in the order of the undoing. */
  readonly undone: readonly string[];
  /** Names of the steps whose effect stands although the run did not succeed. */
  readonly kept: readonly string[];
};

/** What a run is explained from. */
export type ExplainAsk = {
  readonly state: RunState;
  /** How the run itself failed, as its row says. */
  readonly failure: Failure | undefined;
  readonly plan: Plan | undefined;
  readonly entries: readonly Entry[];
  readonly steps: readonly RunStep[];
};

/** Explains a run that failed, was cancelled, or has a write nobody knows the outcome of; undefined for any other. */
export function explainRun(ask: ExplainAsk): RunCause | undefined {
  const doubt = ask.steps.find((step) => step.state === 'in doubt');
  if (doubt === undefined && ask.state !== 'failed' && ask.state !== 'cancelled') return undefined;
  const effects = listEffects(ask);
  if (doubt === undefined && ask.state === 'cancelled') {
    return { ...noStep, ...effects, sentence: sayCancelled(ask.entries) };
  }
  const step = doubt ?? culprit(ask);
  const failure = step?.failure ?? ask.failure;
  const about = { path: step?.path, step: step && nameOf(step), failure, attempts: step?.attempts ?? 0 };
  return { ...about, ...effects, sentence: saySentence(step, failure) };
}

const noStep = { path: undefined, step: undefined, failure: undefined, attempts: 0 } as const;

function sayCancelled(entries: readonly Entry[]): string {
  const cancel = entries.find((entry) => entry.kind === 'cancel');
  if (cancel === undefined) return 'The run was cancelled.';
  return `${cancel.by} ${cancel.abandon ? 'abandoned' : 'cancelled'} the run: ${cancel.reason}`;
}

/** The step a failed run failed at: the one its failure names, else the last that failed, else where it was set aside. */
function culprit({ failure, steps }: ExplainAsk): RunStep | undefined {
  const failed = steps.filter((step) => step.failure !== undefined && !isUndo(step));
  const named = failed.filter((step) => failure?.node === undefined || step.node === failure.node);
  const setAside = steps.filter((step) => step.type?.startsWith('dead-letter@') && step.state !== 'skipped');
  return (
    named.findLast((step) => step.state === 'failed') ?? named.at(-1) ?? setAside.at(-1) ?? failed.at(-1) ?? undefined
  );
}

function saySentence(step: RunStep | undefined, failure: Failure | undefined): string {
  const name = step === undefined ? 'The run' : `"${nameOf(step)}"`;
  if (step?.state === 'in doubt')
    return `Nobody knows whether ${name} happened: ${failure?.title ?? 'no answer came.'}`;
  if (failure === undefined) return `${name} set the event aside.`;
  const tries = step !== undefined && step.attempts > 1 ? ` after ${step.attempts} tries` : '';
  return `${name} failed${tries}: ${failure.title}`;
}

function nameOf(step: RunStep): string {
  return step.name ?? step.node;
}

function isUndo({ path }: RunStep): boolean {
  return splitStep(path).node.startsWith('~');
}

/** Which writes were undone, and which stand. Without a plan nobody knows which steps write. */
function listEffects({ plan, entries, steps }: ExplainAsk): Pick<RunCause, 'undone' | 'kept'> {
  if (plan === undefined) return { undone: [], kept: [] };
  const orders = new Map<string, string>();
  for (const entry of entries) if (entry.kind === 'intended') orders.set(String(entry.order), entry.path);
  const undonePaths = new Set<string>();
  const undone: string[] = [];
  for (const step of steps) {
    const order = /^~.+:(\d+)$/.exec(splitStep(step.path).node)?.[1];
    const of = order === undefined ? undefined : orders.get(order);
    if (of === undefined || step.state !== 'done') continue;
    undonePaths.add(of);
    undone.push(plan.nodes[planNodeId(splitStep(of).node)]?.name ?? of);
  }
  const kept = steps
    .filter((step) => isWritten(plan, step) && !undonePaths.has(step.path) && !isUndo(step))
    .map(nameOf);
  return { undone, kept: [...new Set(kept)] };
}

function isWritten(plan: Plan, step: RunStep): boolean {
  const node = plan.nodes[step.node];
  return node?.kind === 'effect' && !node.local && node.effect === 'write' && step.state === 'done' && !step.failure;
}

import { readFileSync } from 'node:fs';
import type { Json, JsonText } from '#flow/json.ts';
import type { Plan, PlanNode } from '#flow/plan/plan.ts';
import type { Clock, Log } from '#runtime/engine/ports.ts';
import { entryUrl } from '#runtime/entries.ts';
import { createSandboxPool, type SandboxPool } from '#runtime/sandbox-pool/sandbox-pool.ts';
import type { EvalRequest, SandboxResult, SegmentRequest } from '#sandbox/messages.ts';
import { planNode } from '#test/rigs/plan-node.ts';

/** A text in a data file: as it is, or pieces with how often each is repeated. */
type Repeated = string | readonly (readonly [string, number])[];

/** One attack. `held` means the script itself looked for a way out and found none. */
export type Vector = {
  readonly name: string;
  readonly kind: 'jsonata' | 'script';
  readonly source: Repeated;
  readonly input?: Repeated;
  /** What must come of it; `contained` is any verdict at all, because machines differ in how far such a thing gets. */
  readonly verdict: 'value' | 'held' | 'refused' | 'stopped' | 'contained';
};

/** How an attack ended. */
export type Verdict = { readonly is: 'value' | 'refused' | 'stopped'; readonly text: string; readonly tookMs: number };

/** Reads the attacks of one data file. */
export function readVectors(name: 'expressions' | 'scripts'): readonly Vector[] {
  // The file is part of this suite.
  return JSON.parse(readFileSync(new URL(`./vectors/${name}.json`, import.meta.url), 'utf8')) as readonly Vector[];
}

/** Time as it passes. */
export const realClock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** A log that keeps what was said. */
export function keepingLog(): Log & { readonly events: { event: string; facts: unknown }[] } {
  const events: { event: string; facts: unknown }[] = [];
  const keep = (event: string, facts?: unknown): void => void events.push({ event, facts });
  return { events, info: keep, warn: keep, error: keep };
}

/** A pool of real children, as the runtime makes it. */
export function openPool(log: Log = keepingLog()): SandboxPool {
  return createSandboxPool({ entry: entryUrl('sandbox-child'), clock: realClock, log });
}

/** JSON of a value, as the engine would hold it. */
export function json(value: Json): JsonText {
  // A serialiser writes it here and now.
  return JSON.stringify(value) as JsonText;
}

/** A request for one expression, with the run's recorded time and seed. */
export function evalRequest(
  expression: string,
  input?: JsonText,
  bindings: Record<string, JsonText> = {},
): EvalRequest {
  return { kind: 'eval', expression, input, bindings, now: 1_700_000_000_000, seed: 7 };
}

/** A flow of one trigger and one node, written out, because these tests need no checker. */
export function planOf(hash: string, node: Partial<PlanNode> & Pick<PlanNode, 'type' | 'kind' | 'config'>): Plan {
  const start = planNode('start', { type: 'manual', kind: 'trigger', next: { out: ['work'] } });
  const work = planNode('work', { incoming: [{ from: 'start', port: 'out' }], ports: ['done'], ...node });
  return {
    hash,
    flow: 'attack',
    version: '1.0.0',
    name: 'Attack',
    owner: undefined,
    onFailure: undefined,
    correlation: undefined,
    root: { order: ['start', 'work'], starts: ['start'], sinks: ['work'] },
    nodes: { start, work },
    contracts: {},
  };
}

/** The request that runs a plan's first segment. */
export function segmentRequest(plan: Plan, input: JsonText, more: Partial<SegmentRequest> = {}): SegmentRequest {
  return {
    kind: 'segment',
    program: plan.hash,
    body: '',
    frame: '',
    input,
    trigger: 'start',
    outcomes: {},
    underWay: [],
    outer: {},
    bindings: { vars: json({ limit: 10 }), run: json({ id: 'run_1' }) },
    now: 1_700_000_000_000,
    seed: 7,
    ...more,
  };
}

/** Runs one attack to its verdict. */
export async function attack(pool: SandboxPool, vector: Vector): Promise<Verdict> {
  const source = written(vector.source);
  // What an attacker sends need not be JSON.
  const input = (vector.input === undefined ? '{"a":{"b":1}}' : written(vector.input)) as JsonText;
  const startedAt = performance.now();
  const result =
    vector.kind === 'jsonata'
      ? await pool.evaluate(undefined, evalRequest(source, input))
      : await runScript(pool, vector.name, source, input);
  return { ...verdictOf(result), tookMs: performance.now() - startedAt };
}

function runScript(pool: SandboxPool, name: string, code: string, input: JsonText): Promise<SandboxResult> {
  const plan = planOf(`script ${name}`, { type: 'script', kind: 'pure', config: { code } });
  return pool.evaluate(plan, segmentRequest(plan, input));
}

function written(text: Repeated): string {
  return typeof text === 'string' ? text : text.map(([piece, times]) => piece.repeat(times)).join('');
}

const limits = /\/(killed|timeout|out-of-memory|too-deep|output-too-large|stopped|runtime-error|threw)$/;

function verdictOf(result: SandboxResult): Omit<Verdict, 'tookMs'> {
  if (result.kind === 'eval') return { is: 'value', text: result.text ?? '' };
  const failure = result.kind === 'refused' ? result.failure : result.settled[0]?.failure;
  if (failure !== undefined) return { is: limits.test(failure.code) ? 'stopped' : 'refused', text: failure.code };
  return { is: 'value', text: result.kind === 'segment' ? (result.settled[0]?.output ?? '') : '' };
}

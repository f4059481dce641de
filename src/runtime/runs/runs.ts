import { fromJsonText, type JsonText, toJsonText } from '#flow/json.ts';
import type { Plan } from '#flow/plan/plan.ts';
import { decodeFrame } from '../engine/journal.ts';
import type { RunRow } from '../store/row.ts';
import type { StoreReads } from '../store/store.ts';
import { describeRun, type RunStep } from './describe-run.ts';
import { explainRun, type RunCause } from './explain-run.ts';
import { listAttempts, type StepAttempt } from './list-attempts.ts';
import { countEdges, endScopes, readData, type StepData, type TakenEdge } from './read-data.ts';

/** A run as its page shows it. */
export type RunStory = {
  readonly row: RunRow;
  /** `$` as the trigger handed it on; undefined before the first entry. */
  readonly input: JsonText | undefined;
  readonly steps: readonly RunStep[];
  /** What steps received, by path; a step that was never reached has none. */
  readonly inputs: ReadonlyMap<string, JsonText>;
  /** Attempts of steps that acted on a system, by path. */
  readonly attempts: ReadonlyMap<string, readonly StepAttempt[]>;
  readonly edges: readonly TakenEdge[];
  readonly cause: RunCause | undefined;
};

/** Tells one run with its steps; undefined when there is none of this id. */
export async function tellRun(
  store: Pick<StoreReads, 'loadRun' | 'loadPlan'>,
  id: string,
): Promise<RunStory | undefined> {
  const stored = await store.loadRun(id);
  if (stored === undefined) return undefined;
  const plan = await readPlan(store, stored.row.plan);
  const entries = stored.frames.flatMap(decodeFrame);
  const started = entries.find((entry) => entry.kind === 'started');
  const data = plan === undefined ? new Map<string, StepData>() : readData(plan, entries);
  const steps = endScopes(plan, describeRun(plan, entries), data);
  const { row } = stored;
  return {
    row,
    input: started?.input,
    steps,
    inputs: new Map([...data].map(([path, { input }]) => [path, input])),
    attempts: listAttempts(plan, entries, steps),
    edges: plan === undefined ? [] : countEdges(plan, data),
    cause: explainRun({ state: row.state, failure: row.failure, plan, entries, steps }),
  };
}

/** Loads a plan by its hash; undefined when the store does not know it. */
export async function readPlan(store: Pick<StoreReads, 'loadPlan'>, hash: string): Promise<Plan | undefined> {
  const text = await store.loadPlan(hash);
  if (text === undefined) return undefined;
  // The planner wrote the text and the store keeps it under its hash.
  return JSON.parse(text) as Plan;
}

/**
 * Reads a stored payload; text that is no JSON shows as the text itself, so that one odd payload cannot hide a run.
 *
 * @returns undefined for no payload
 */
export function showPayload(text: JsonText | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return fromJsonText(text);
  } catch (error) {
    if (error instanceof SyntaxError) return fromJsonText(toJsonText(text));
    throw error;
  }
}

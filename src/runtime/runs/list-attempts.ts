import type { Failure } from '#flow/failure.ts';
import type { Entry } from '#flow/interpret/entry.ts';
import { planNodeId, splitStep, stepPath } from '#flow/interpret/path.ts';
import type { Plan } from '#flow/plan/plan.ts';
import type { RunStep } from './describe-run.ts';

/** One attempt of a step. Instants are epoch milliseconds. */
export type StepAttempt = {
  /** Counts from 1. */
  readonly number: number;
  /** Of a step that only reads, when it could start: the journal keeps no intent of it. */
  readonly startedAt: number;
  /** Undefined while it is under way. */
  readonly endedAt: number | undefined;
  readonly failure: Failure | undefined;
  /** When the next attempt was planned to start. */
  readonly retryAt: number | undefined;
};

type Draft = {
  startedAt: number | undefined;
  endedAt: number | undefined;
  failure: Failure | undefined;
  retryAt: number | undefined;
};

/** Lists the attempts of every step that acted on a system, by path, each in the order of its number. */
export function listAttempts(
  plan: Plan | undefined,
  entries: readonly Entry[],
  steps: readonly RunStep[],
): ReadonlyMap<string, readonly StepAttempt[]> {
  const drafts = draftAttempts(entries);
  const endings = new Map(steps.map((step) => [step.path, step.endedAt]));
  const attempts = new Map<string, readonly StepAttempt[]>();
  for (const [path, byNumber] of drafts) {
    const told: StepAttempt[] = [];
    for (const [number, draft] of [...byNumber].sort(([one], [other]) => one - other)) {
      const { endedAt } = draft;
      const began = draft.startedAt ?? told.at(-1)?.retryAt ?? readyAt(plan, path, endings) ?? endedAt ?? 0;
      told.push({ ...draft, number, startedAt: Math.min(began, endedAt ?? began) });
    }
    attempts.set(path, told);
  }
  return attempts;
}

function draftAttempts(entries: readonly Entry[]): ReadonlyMap<string, ReadonlyMap<number, Draft>> {
  const drafts = new Map<string, Map<number, Draft>>();
  const draftOf = (path: string, number: number): Draft => {
    const byNumber = drafts.get(path) ?? new Map<number, Draft>();
    drafts.set(path, byNumber);
    const draft = byNumber.get(number) ?? {
      startedAt: undefined,
      endedAt: undefined,
      failure: undefined,
      retryAt: undefined,
    };
    byNumber.set(number, draft);
    return draft;
  };
  for (const entry of entries) {
    if (entry.kind === 'intended') draftOf(entry.path, entry.attempt).startedAt ??= entry.at;
    if (entry.kind === 'attempted') {
      const draft = draftOf(entry.path, entry.attempt);
      draft.endedAt ??= entry.at;
      draft.failure ??= entry.failure;
      draft.retryAt ??= entry.retryAt;
    }
  }
  return drafts;
}

/** When the last step before this one in its frame was over; undefined where none is known to be. */
function readyAt(
  plan: Plan | undefined,
  path: string,
  endings: ReadonlyMap<string, number | undefined>,
): number | undefined {
  const { frame, node } = splitStep(path);
  const incoming = plan?.nodes[planNodeId(node)]?.incoming ?? [];
  const ends = incoming.flatMap((edge) => endings.get(stepPath(frame, edge.from)) ?? []);
  return ends.length === 0 ? undefined : Math.max(...ends);
}

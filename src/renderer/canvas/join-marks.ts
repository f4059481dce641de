import type { StepMark, StepStatus } from './overlay.ts';

/** The most telling first: of several items of one step, the canvas shows the one a person must look at. */
const telling: readonly StepStatus[] = [
  'failed',
  'in doubt',
  'waiting',
  'running',
  'cancelled',
  'ready',
  'simulated',
  'done',
  'skipped',
];

/**
 * Marks by step id, one for each step, however often it ran.
 *
 * @param together how long a step took that ran several times: its longest time, as of items side by side, or all of
 * them, as of items one after another
 */
export function markByStep<Step extends { readonly node: string }>(
  steps: readonly Step[],
  markOf: (step: Step) => StepMark,
  together: 'longest' | 'all',
): ReadonlyMap<string, StepMark> {
  const marks = new Map<string, StepMark>();
  for (const step of steps) {
    const known = marks.get(step.node);
    const mark = markOf(step);
    marks.set(step.node, known === undefined ? mark : join(known, mark, together));
  }
  return marks;
}

/** How long a step took in milliseconds; nothing while it has not ended. */
export function lengthOf(startedAt: string | null, endedAt: string | null): Pick<StepMark, 'durationMs'> {
  return startedAt === null || endedAt === null ? {} : { durationMs: Date.parse(endedAt) - Date.parse(startedAt) };
}

function join(one: StepMark, other: StepMark, together: 'longest' | 'all'): StepMark {
  const status = telling.indexOf(one.status) <= telling.indexOf(other.status) ? one.status : other.status;
  const lengths = [one.durationMs, other.durationMs].filter((ms) => ms !== undefined);
  const durationMs = together === 'longest' ? Math.max(...lengths) : lengths.reduce((sum, ms) => sum + ms, 0);
  return {
    status,
    attempts: Math.max(one.attempts, other.attempts),
    ...(lengths.length === 0 ? {} : { durationMs }),
  };
}

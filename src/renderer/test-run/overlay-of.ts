import type { EdgeMark, StepMark, StepStatus } from '../canvas/overlay.ts';
import { edgeKey } from '../canvas/react-flow.ts';
import type { TriedFlow, TriedStep } from '../data/tries.ts';

/** What a tried run draws over the flow. */
export type RunMarks = {
  readonly steps: ReadonlyMap<string, StepMark>;
  readonly edges: ReadonlyMap<string, EdgeMark>;
};

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

/** Turns a tried run into marks by step and by edge. */
export function overlayOf({ steps, edges }: TriedFlow): RunMarks {
  const marks = new Map<string, StepMark>();
  for (const step of steps) {
    const mark = markOf(step);
    const known = marks.get(step.node);
    marks.set(step.node, known === undefined ? mark : joinMarks(known, mark));
  }
  const taken = edges.filter(({ count }) => count > 0);
  return {
    steps: marks,
    edges: new Map(taken.map(({ from, port, to, count }) => [edgeKey(from, port, to), { count }])),
  };
}

function markOf(step: TriedStep): StepMark {
  const status = step.state === 'done' && step.simulated && !step.pinned ? 'simulated' : step.state;
  const { startedAt, endedAt } = step;
  const duration = startedAt === null || endedAt === null ? undefined : Date.parse(endedAt) - Date.parse(startedAt);
  return { status, attempts: step.attempts.length, ...(duration === undefined ? {} : { durationMs: duration }) };
}

function joinMarks(one: StepMark, other: StepMark): StepMark {
  const status = telling.indexOf(one.status) <= telling.indexOf(other.status) ? one.status : other.status;
  const durations = [one.durationMs, other.durationMs].filter((each) => each !== undefined);
  return {
    status,
    attempts: Math.max(one.attempts, other.attempts),
    ...(durations.length === 0 ? {} : { durationMs: durations.reduce((sum, each) => sum + each, 0) }),
  };
}

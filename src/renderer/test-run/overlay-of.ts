import { lengthOf, markByStep } from '../canvas/join-marks.ts';
import type { EdgeMark, StepMark } from '../canvas/overlay.ts';
import { edgeKey } from '../canvas/react-flow.ts';
import type { TriedFlow, TriedStep } from '../data/tries.ts';

/** What a tried run draws over the flow. */
export type RunMarks = {
  readonly steps: ReadonlyMap<string, StepMark>;
  readonly edges: ReadonlyMap<string, EdgeMark>;
};

/** Turns a tried run into marks by step and by edge. */
export function overlayOf({ steps, edges }: TriedFlow): RunMarks {
  const taken = edges.filter(({ count }) => count > 0);
  return {
    steps: markByStep(steps, markOf, 'all'),
    edges: new Map(taken.map(({ from, port, to, count }) => [edgeKey(from, port, to), { count }])),
  };
}

function markOf(step: TriedStep): StepMark {
  const status = step.state === 'done' && step.simulated && !step.pinned ? 'simulated' : step.state;
  return { status, attempts: step.attempts.length, ...lengthOf(step.startedAt, step.endedAt) };
}

import type { Failure } from '../../failure.ts';
import { isJsonObject, type Json, toJsonText } from '../../json.ts';
import type { PlanNode } from '../../plan/plan.ts';
import type { StepPlace, StepView, Walk } from '../frame.ts';
import { attemptFrame } from '../path.ts';
import { failureData } from '../segment.ts';
import { failed } from '../step.ts';
import { decideInner, failureOf, innerFrame } from './scope.ts';

/** `try`: one attempt; a failure takes the port of the first `catch` it fits. */
export function decideTry(walk: Walk, place: StepPlace): StepView {
  const status = decideInner(walk, innerFrame(place, { path: attemptFrame(place.path, 1), input: place.input }, walk));
  if (status.is !== 'closed') return { is: 'working', inFlight: status.is === 'open' };
  const { entry } = status;
  if (entry.status === 'done') return { is: 'over', outcome: { ports: ['done'], output: entry.output ?? place.input } };
  const failure = failureOf(entry);
  const handler = handlerFor(place.node, failure);
  if (handler === undefined) return failed(walk, place, failure);
  if (handler.degraded) walk.degraded = true;
  return {
    is: 'over',
    outcome: { ports: [handler.port], output: place.input, learned: toJsonText({ failure: failureData(failure) }) },
  };
}

function handlerFor(
  node: PlanNode,
  failure: Failure,
): { readonly port: string; readonly degraded: boolean } | undefined {
  const handlers = Array.isArray(node.config.catch) ? node.config.catch : [];
  for (const handler of handlers as readonly Json[]) {
    if (!isJsonObject(handler) || typeof handler.port !== 'string') continue;
    const fits =
      handler.code === undefined
        ? handler.kind === undefined || handler.kind === failure.kind
        : handler.code === failure.code;
    if (fits) return { port: handler.port, degraded: handler.degraded === true };
  }
  return undefined;
}

import type { Failure } from '#flow/failure.ts';
import { formatInstant } from '#flow/instant.ts';
import type { Started } from '#flow/interpret/entry.ts';
import { failureData } from '#flow/interpret/segment.ts';
import { fromJsonText, isJsonObject, type Json, toJsonText } from '#flow/json.ts';
import type { Change } from '../store/change.ts';
import type { ActiveRun } from './active-run.ts';
import type { EngineContext, LiveFlow } from './context.ts';
import { encodeFrame } from './journal.ts';

/**
 * Begins the flow that handles failures of this one, in the commit that records the failure. A run begun this way
 * never begins another: a broken handler must not call itself for ever.
 */
export function startOnFailure(
  engine: EngineContext,
  run: ActiveRun,
  failure: Failure | undefined,
  at: number,
): readonly Change[] {
  const handler = run.plan.onFailure === undefined ? undefined : engine.live.get(run.plan.onFailure);
  const trigger = handler === undefined ? undefined : triggerOf(handler);
  if (handler === undefined || trigger === undefined || isHandling(run)) return [];
  const id = engine.ids.next('run');
  const started: Started = {
    kind: 'started',
    at,
    trigger,
    input: toJsonText(whatHappened(run, failure)),
    event: toJsonText({ headers: {}, query: {}, receivedAt: formatInstant(at), failureOf: run.id }),
    run: toJsonText({ id, flow: handler.flow, version: handler.version, startedAt: formatInstant(at), key: run.id }),
    vars: engine.vars,
    seed: Math.floor(engine.random.next() * 2 ** 31),
  };
  return [
    {
      kind: 'start',
      run: {
        id,
        environment: engine.environment,
        flow: handler.flow,
        version: handler.version,
        plan: handler.plan.hash,
        trigger,
        key: run.id,
        origin: id,
        parent: run.id,
        acceptedAt: at,
        state: 'accepted',
      },
      frame: encodeFrame([started]),
      audit: {
        at,
        actor: 'system',
        action: 'run.accepted',
        subject: id,
        detail: { flow: handler.flow, plan: handler.plan.hash, failureOf: run.id },
      },
    },
  ];
}

/** The first trigger of a flow, in the order of its graph. */
export function triggerOf(live: LiveFlow): string | undefined {
  return live.plan.root.starts.find((id) => live.plan.nodes[id]?.kind === 'trigger');
}

function isHandling(run: ActiveRun): boolean {
  const event = run.state.started === undefined ? null : fromJsonText(run.state.started.event);
  return isJsonObject(event) && event.failureOf !== undefined;
}

function whatHappened(run: ActiveRun, failure: Failure | undefined): Json {
  const started = run.state.started;
  return {
    run: run.id,
    flow: run.flow,
    failure: failure === undefined ? null : { ...failureData(failure), node: failure.node ?? null },
    input: started === undefined ? null : fromJsonText(started.input),
  };
}

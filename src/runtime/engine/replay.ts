import type { Entry, Started } from '#flow/interpret/entry.ts';
import { fromJsonText, isJsonObject, toJsonText } from '#flow/json.ts';
import { isFinal } from '../store/command.ts';
import type { StoredRun } from '../store/row.ts';
import { beginRun } from './accept.ts';
import type { EngineContext, LiveFlow } from './context.ts';
import type { AcceptOutcome, Engine, SignalOutcome } from './engine-port.ts';
import { decodeFrame } from './journal.ts';
import { triggerOf } from './on-failure.ts';
import { planOf } from './wake.ts';

/** Dead letters being replayed right now: a double click replays once. */
const underWay = new WeakMap<EngineContext, Set<string>>();

function refused(code: string, reason: string): SignalOutcome {
  return { kind: 'refused', code, reason };
}

/** Runs a dead letter or a past run again as a new run of the live version, linked to the old one. */
export async function replay(
  engine: EngineContext,
  ask: Parameters<Engine['replay']>[0],
): Promise<AcceptOutcome | SignalOutcome> {
  const busy = underWay.get(engine) ?? new Set<string>();
  underWay.set(engine, busy);
  const subject = ask.deadLetter ?? ask.run ?? '';
  if (busy.has(subject)) return refused('replay/under-way', 'This is being replayed already.');
  busy.add(subject);
  try {
    return await replayOnce(engine, ask);
  } finally {
    busy.delete(subject);
  }
}

async function replayOnce(
  engine: EngineContext,
  ask: Parameters<Engine['replay']>[0],
): Promise<AcceptOutcome | SignalOutcome> {
  const letter = ask.deadLetter === undefined ? undefined : await engine.store.loadDeadLetter(ask.deadLetter);
  if (ask.deadLetter !== undefined && letter === undefined)
    return refused('dead-letter/unknown', 'There is nothing set aside under this id.');
  if (letter !== undefined && letter.state !== 'open')
    return refused('dead-letter/closed', 'This was already replayed or closed.');
  const stored = await engine.store.loadRun(letter?.run ?? ask.run ?? '');
  if (stored === undefined) return refused('run/unknown', 'There is no such run.');
  if (!isFinal(stored.row.state))
    return refused('run/still-open', 'This run is not over yet. Cancel it first, or wait.');
  return await begin(engine, stored, ask);
}

async function begin(
  engine: EngineContext,
  stored: StoredRun,
  ask: Parameters<Engine['replay']>[0],
): Promise<AcceptOutcome | SignalOutcome> {
  const entries = stored.frames.flatMap((frame) => decodeFrame(frame));
  const started = entries.find((entry): entry is Started => entry.kind === 'started');
  if (started === undefined) throw new Error(`The journal of ${stored.row.id} has no beginning.`);
  const live = await versionFor(engine, stored);
  const body = ask.input === undefined ? started.input : toJsonText(ask.input);
  const outcome = await beginRun(engine, {
    live,
    event: {
      flow: live.flow,
      triggerNode:
        live.plan.nodes[started.trigger] === undefined ? (triggerOf(live) ?? started.trigger) : started.trigger,
      event: { body, ...sentWith(started) },
      receivedAt: engine.clock.now(),
      bodyHash: engine.hash(body),
      actor: ask.by,
      reason: ask.reason,
    },
    replayOf: {
      origin: stored.row.origin,
      run: stored.row.id,
      again: ask.again === true,
      isUnclaimed: ask.again !== true && stored.row.state === 'failed' && !entries.some(tellsOfWrite),
      ...(ask.deadLetter === undefined ? {} : { letter: { id: ask.deadLetter, edited: ask.input !== undefined } }),
    },
  });
  engine.reach('replay-accepted');
  return outcome;
}

/** A write was about to be sent, here or among the items of a page that is folded. */
function tellsOfWrite(entry: Entry): boolean {
  return entry.kind === 'intended' || (entry.kind === 'page-folded' && entry.order > 1);
}

function sentWith(started: Started): {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
} {
  const event = fromJsonText(started.event);
  const part = (name: string): Readonly<Record<string, string>> => {
    const value = isJsonObject(event) ? event[name] : undefined;
    return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, String(one)])) : {};
  };
  return { headers: part('headers'), query: part('query') };
}

/** The live version, or the run's own when the flow is no longer live. */
async function versionFor(engine: EngineContext, stored: StoredRun): Promise<LiveFlow> {
  const live = engine.live.get(stored.row.flow);
  if (live !== undefined) return live;
  return { flow: stored.row.flow, version: stored.row.version, plan: await planOf(engine, stored.row.plan) };
}

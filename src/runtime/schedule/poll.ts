import { type Failure, transient } from '#flow/failure.ts';
import { formatInstant } from '#flow/instant.ts';
import { fromJsonText, type Json, type JsonText, toJsonText } from '#flow/json.ts';
import type { PollContext, PolledEvent, PollResult, PollTrigger } from '#flow/node-type/work.ts';
import type { Plan, PlanNode } from '#flow/plan/plan.ts';
import { pollTriggers } from '#nodes/triggers.ts';
import { brokenNode } from '../engine/attempt.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { Clock, Hash, Log } from '../engine/ports.ts';
import type { Store } from '../store/store.ts';

/** What the door of polling triggers needs of the rest of the runtime. */
export type PollParts = {
  readonly engine: Pick<Engine, 'acceptEvent'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly environment: string;
  readonly plans: readonly Plan[];
  readonly hash: Hash;
  /** The client of a connection, as effects have it. */
  readonly connection: (id: string) => unknown;
};

/** How one polling trigger is doing. */
export type PollState = {
  readonly flow: string;
  /** Id of the trigger node. */
  readonly node: string;
  readonly connection: string | undefined;
  /** `waiting` for its next look, `looking` now, or `failing`: its last look failed and is tried again later. */
  readonly state: 'waiting' | 'looking' | 'failing';
  /** Epoch milliseconds of the last look that went well, and of the next one. */
  readonly lastGoodAt: number | undefined;
  readonly nextAt: number | undefined;
  /** Failed looks in a row. */
  readonly failures: number;
  readonly failure: Failure | undefined;
  /** Runs started since the runtime started. */
  readonly accepted: number;
};

/** Polling triggers under way. */
export type Polls = {
  readonly states: () => readonly PollState[];
  /** Looks no more; resolves when nothing is under way. */
  readonly stop: () => Promise<void>;
};

/** Longest pause between two tries of a look that keeps failing, in milliseconds. */
const longestPauseMs = 5 * 60_000;
/** Keys remembered per trigger, so that what a look finds again need not be asked of the store. */
const mostRemembered = 20_000;
/** Pages read in one go before the next timer, so that a long catching up lets other work through. */
const mostPages = 20;

/**
 * Lets every polling trigger look again and again, one look at a time. How far it got is kept in the commit that takes
 * its last event in, and what is found twice is recognised by its key, so neither a restart nor a kill repeats a run or
 * loses one. Resolves without waiting for any other system.
 */
export async function startPolls(parts: PollParts): Promise<Polls> {
  const pollers: Poller[] = [];
  for (const plan of parts.plans) {
    for (const id of plan.root.starts) {
      const node = plan.nodes[id];
      const trigger = node === undefined ? undefined : pollTriggers.get(`${node.type}@${node.major}`);
      if (node !== undefined && trigger !== undefined) pollers.push(await startOne(parts, { plan, node, trigger }));
    }
  }
  return {
    states: () => pollers.map((poller) => poller.state()),
    stop: async () => {
      await Promise.all(pollers.map((poller) => poller.stop()));
    },
  };
}

type Poller = { readonly state: () => PollState; readonly stop: () => Promise<void> };

type Watched = { readonly plan: Plan; readonly node: PlanNode; readonly trigger: PollTrigger };

/** What changes while one trigger is polled. */
type Standing = {
  cursor: JsonText | undefined;
  state: PollState['state'];
  lastGoodAt: number | undefined;
  nextAt: number | undefined;
  failures: number;
  failure: Failure | undefined;
  accepted: number;
  readonly known: Set<string>;
};

type Polled = Watched & {
  readonly parts: PollParts;
  readonly scope: string;
  readonly standing: Standing;
  readonly signal: AbortSignal;
};

async function startOne(parts: PollParts, watched: Watched): Promise<Poller> {
  const { plan, node } = watched;
  const scope = `${parts.environment}/${plan.flow}/${node.firstId}`;
  const stopping = new AbortController();
  const standing: Standing = {
    cursor: await parts.store.pollCursor(scope),
    state: 'waiting',
    lastGoodAt: undefined,
    nextAt: parts.clock.now(),
    failures: 0,
    failure: undefined,
    accepted: 0,
    known: new Set(),
  };
  const polled: Polled = { ...watched, parts, scope, standing, signal: stopping.signal };
  let disarm = (): void => undefined;
  let underWay: Promise<void> = Promise.resolve();
  const arm = (delayMs: number): void => {
    if (stopping.signal.aborted) return;
    standing.nextAt = parts.clock.now() + delayMs;
    disarm = parts.clock.after(delayMs, () => {
      underWay = lookAround(polled).then(arm);
    });
  };
  arm(0);
  const connection = typeof node.config.connection === 'string' ? node.config.connection : undefined;
  return {
    state: () => {
      const { cursor: _cursor, known: _known, ...shown } = standing;
      return { flow: plan.flow, node: node.id, connection, ...shown };
    },
    stop: async () => {
      stopping.abort();
      disarm();
      await underWay;
    },
  };
}

/** Reads page after page until the trigger has seen everything, or something fails; gives the pause until the next look. */
async function lookAround(polled: Polled): Promise<number> {
  const { parts, standing, signal } = polled;
  standing.state = 'looking';
  standing.nextAt = undefined;
  const failure = await readPages(polled);
  if (signal.aborted) return longestPauseMs;
  if (failure !== undefined && failure !== 'more') return pauseAfter(polled, failure);
  if (standing.failures > 0) parts.log.info('poll.recovered', factsOf(polled));
  standing.state = 'waiting';
  standing.failures = 0;
  standing.failure = undefined;
  standing.lastGoodAt = parts.clock.now();
  return failure === 'more' ? 0 : everyMs(polled);
}

async function readPages(polled: Polled): Promise<Failure | 'more' | undefined> {
  try {
    for (let page = 0; page < mostPages; page += 1) {
      const result = await pollOnce(polled);
      if (!result.ok) return result.failure;
      const refusal = await takeIn(polled, result);
      if (refusal !== undefined || polled.signal.aborted) return refusal;
      if (!result.more) return undefined;
    }
    return 'more';
  } catch (error) {
    // A bug in the trigger's work, or a disk that refuses: neither may end the polling for good.
    const why = error instanceof Error ? (error.stack ?? error.message) : 'unknown';
    polled.parts.log.error('poll.broke', { ...factsOf(polled), why });
    return brokenNode(error);
  }
}

async function pollOnce({ parts, node, trigger, standing, signal }: Polled): Promise<PollResult> {
  const context: PollContext = {
    clock: { now: parts.clock.now },
    log: { info: (event, facts) => parts.log.info(`node.${event}`, { ...facts, node: node.id }) },
    signal,
    // Each node type asks for the client type of the kind its manifest names, and the checker holds the two together.
    connection: <Client>(name: string) => parts.connection(name) as Client,
  };
  const cursor: Json | undefined = standing.cursor === undefined ? undefined : fromJsonText(standing.cursor);
  return await trigger.poll(node.config, cursor, context);
}

/** Takes the events of a page in, in order; its cursor is kept with the last of them. */
async function takeIn(polled: Polled, page: Extract<PollResult, { readonly ok: true }>): Promise<Failure | undefined> {
  const { parts, scope, standing } = polled;
  const cursor = toJsonText(page.cursor);
  const fresh = page.events.filter(({ key }) => !standing.known.has(key));
  for (const [index, event] of fresh.entries()) {
    const isLast = index === fresh.length - 1;
    const refusal = await takeOne(polled, event, isLast ? cursor : undefined);
    if (refusal !== undefined) return refusal;
    remember(standing.known, event.key);
    if (polled.signal.aborted && !isLast) return undefined;
  }
  if (fresh.length === 0 && cursor !== standing.cursor)
    await parts.store.commit({ kind: 'poll-cursor', scope, cursor });
  standing.cursor = cursor;
  return undefined;
}

async function takeOne(polled: Polled, event: PolledEvent, cursor: JsonText | undefined): Promise<Failure | undefined> {
  const { parts, plan, node, scope, standing } = polled;
  const outcome = await parts.engine.acceptEvent({
    flow: plan.flow,
    triggerNode: node.id,
    event: { body: event.body, headers: {}, query: {} },
    receivedAt: parts.clock.now(),
    bodyHash: parts.hash(event.body),
    actor: `sender:${node.id}`,
    dedupeKey: event.key,
    ...(event.lane === undefined ? {} : { laneKey: event.lane }),
    ...(cursor === undefined ? {} : { cursor: { scope, cursor } }),
  });
  if (outcome.kind === 'accepted') standing.accepted += 1;
  if (outcome.kind !== 'refused') return undefined;
  const { code, reason, status, retryAfterMs } = outcome;
  if (status === 503) return transient(code, reason, retryAfterMs === undefined ? {} : { retryAfterMs });
  // This event can never be taken in; the ones behind it must not wait for it.
  parts.log.warn('poll.refused', { ...factsOf(polled), code });
  await parts.store.commit({
    kind: 'refused-call',
    at: parts.clock.now(),
    path: `${plan.flow}/${node.id}`,
    method: 'POLL',
    status,
    code,
    reason,
    sizeBytes: event.body.length,
  });
  if (cursor !== undefined) await parts.store.commit({ kind: 'poll-cursor', scope, cursor });
  return undefined;
}

function remember(known: Set<string>, key: string): void {
  known.add(key);
  if (known.size <= mostRemembered) return;
  const [oldest] = known;
  if (oldest !== undefined) known.delete(oldest);
}

/** Longer after every failure in a row, at least as long as the other system asks for. */
function pauseAfter(polled: Polled, failure: Failure): number {
  const { parts, standing } = polled;
  const isNews = standing.failure?.code !== failure.code;
  standing.failures += 1;
  standing.failure = failure;
  standing.state = 'failing';
  const grown = Math.max(1_000, everyMs(polled)) * 2 ** Math.min(standing.failures - 1, 10);
  const pauseMs = Math.max(Math.min(grown, Math.max(longestPauseMs, everyMs(polled))), failure.retryAfterMs ?? 0);
  const facts = { ...factsOf(polled), code: failure.code, failures: standing.failures };
  // Said once per cause: a system that is down for a night must not fill the log.
  if (isNews) parts.log.warn('poll.failed', { ...facts, nextAt: formatInstant(parts.clock.now() + pauseMs) });
  return pauseMs;
}

function everyMs({ trigger, node }: Polled): number {
  return trigger.everyMs(node.config);
}

function factsOf({ plan, node }: Polled): { readonly flow: string; readonly node: string } {
  return { flow: plan.flow, node: node.id };
}

import { formatInstant } from '#flow/instant.ts';
import type { Started } from '#flow/interpret/entry.ts';
import { failureData } from '#flow/interpret/segment.ts';
import { fromJsonText, isJsonObject, type Json, type JsonText, toJsonText } from '#flow/json.ts';
import type { Plan, PlanNode } from '#flow/plan/plan.ts';
import { parseRate } from '#flow/workspace/ids.ts';
import type { Engine } from '../engine/engine-port.ts';
import { decodeFrame } from '../engine/journal.ts';
import type { Clock, Hash, Log } from '../engine/ports.ts';
import { countReplays, mostReplays } from '../engine/replay-letter.ts';
import { readPlan } from '../runs/runs.ts';
import { isFinal } from '../store/command.ts';
import type { DeadLetterRow, StoredRun } from '../store/row.ts';
import type { Store } from '../store/store.ts';

/** What the door of flows that repair needs of the rest of the runtime. */
export type DeadLetterParts = {
  readonly engine: Pick<Engine, 'acceptEvent' | 'subscribe'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly environment: string;
  readonly plans: readonly Plan[];
  readonly hash: Hash;
};

/** Triggers under way. */
export type DeadLetterScans = {
  /** Looks no more; resolves when nothing is under way. */
  readonly stop: () => Promise<void>;
};

/** Pause between two looks where no run failed meanwhile, in milliseconds. */
const lookEveryMs = 10_000;
/** Read in one go. */
const pageSize = 100;
/** Dead letters of runs that are not over which are remembered; beyond it the look waits for one of them. */
const mostPending = 1_000;
const defaultRate = '1/s';

/**
 * Starts one run for each dead letter a trigger takes. How far it got is kept in the commit that starts the run, so
 * neither a restart nor a kill starts one twice or leaves one out. A trigger begins with what is set aside after its
 * first look: what lay there before is for people.
 */
export async function startDeadLetterScans(parts: DeadLetterParts): Promise<DeadLetterScans> {
  const stops: (() => Promise<void>)[] = [];
  for (const plan of parts.plans) {
    for (const id of plan.root.starts) {
      const node = plan.nodes[id];
      if (node?.type === 'dead-letter-trigger') stops.push(await startOne(parts, plan, node));
    }
  }
  return {
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

/** How far a trigger has looked: the newest dead letter it has dealt with, and those before it that must wait. */
type Cursor = { readonly after: string; readonly pending: readonly string[] };

type Scan = {
  readonly parts: DeadLetterParts;
  readonly plan: Plan;
  readonly node: PlanNode;
  readonly scope: string;
  readonly signal: AbortSignal;
  cursor: Cursor;
};

async function startOne(parts: DeadLetterParts, plan: Plan, node: PlanNode): Promise<() => Promise<void>> {
  const { clock, engine, log } = parts;
  const stopping = new AbortController();
  const scope = `${parts.environment}/${plan.flow}/${node.firstId}`;
  const cursor = await firstCursor(parts.store, scope);
  const scan: Scan = { parts, plan, node, scope, signal: stopping.signal, cursor };
  let disarm = (): void => undefined;
  let underWay: Promise<void> | undefined;
  let isAskedAgain = false;
  const arm = (delayMs: number): void => {
    disarm();
    if (!stopping.signal.aborted) disarm = clock.after(delayMs, look);
  };
  const look = (): void => {
    isAskedAgain = underWay !== undefined;
    if (underWay !== undefined) return;
    underWay = lookThrough(scan)
      .catch((error: unknown) => {
        // A disk that refuses, or a bug: neither may end the looking for good.
        const why = error instanceof Error ? error.message : 'unknown';
        log.error('repair.look-failed', { flow: plan.flow, node: node.id, why });
      })
      .then(() => {
        underWay = undefined;
        arm(isAskedAgain ? 0 : lookEveryMs);
      });
  };
  const unsubscribe = engine.subscribe((event) => {
    if (event.state === 'failed') arm(0);
  });
  arm(0);
  return async () => {
    stopping.abort();
    unsubscribe();
    disarm();
    await underWay;
  };
}

async function firstCursor(store: Store, scope: string): Promise<Cursor> {
  const kept = await store.pollCursor(scope);
  // Written by this file alone.
  if (kept !== undefined) return fromJsonText(kept) as Cursor;
  const newest = (await store.listDeadLetters({ limit: 1 })).rows[0]?.id ?? '';
  const cursor: Cursor = { after: newest, pending: [] };
  await store.commit({ kind: 'poll-cursor', scope, cursor: textOf(cursor) });
  return cursor;
}

function textOf({ after, pending }: Cursor): JsonText {
  return toJsonText({ after, pending: [...pending] });
}

/** Deals with what had to wait and with everything new, oldest first. */
async function lookThrough(scan: Scan): Promise<void> {
  const { store } = scan.parts;
  for (const id of scan.cursor.pending) {
    const letter = await store.loadDeadLetter(id);
    const without = { ...scan.cursor, pending: scan.cursor.pending.filter((one) => one !== id) };
    if (!(await dealWith(scan, letter, { over: without, waiting: scan.cursor }))) return;
  }
  for (;;) {
    const { rows } = await store.listDeadLetters({ state: 'open', after: scan.cursor.after, limit: pageSize });
    for (const letter of rows) {
      const { pending } = scan.cursor;
      const waiting = { after: letter.id, pending: [...pending, letter.id] };
      const isFull = pending.length >= mostPending;
      const next = { over: { after: letter.id, pending }, waiting: isFull ? undefined : waiting };
      if (!(await dealWith(scan, letter, next))) return;
    }
    if (rows.length < pageSize) return;
  }
}

/** Where the trigger goes on: past a dead letter, or past it for now. */
type Next = { readonly over: Cursor; readonly waiting: Cursor | undefined };

/** Starts a run for a dead letter, or passes it by; false where the look ends here for now. */
async function dealWith(scan: Scan, letter: DeadLetterRow | undefined, next: Next): Promise<boolean> {
  if (scan.signal.aborted) return false;
  if (letter === undefined || letter.state !== 'open' || !isWanted(scan, letter)) return await moveTo(scan, next.over);
  const { store, log } = scan.parts;
  const stored = await store.loadRun(letter.run);
  const started = stored === undefined ? undefined : startOf(stored);
  if (stored === undefined || started === undefined) return await moveTo(scan, next.over);
  if (await isRepairing(store, stored, started)) return await moveTo(scan, next.over);
  // It can only be replayed once its run is over.
  if (!isFinal(stored.row.state)) return next.waiting !== undefined && (await moveTo(scan, next.waiting));
  const most = typeof scan.node.config.maxReplays === 'number' ? scan.node.config.maxReplays : mostReplays;
  const replays = await countReplays(store, letter.run, most);
  if (replays >= most) {
    log.warn('repair.left-for-a-person', { flow: letter.flow, deadLetter: letter.id, replays });
    return await moveTo(scan, next.over);
  }
  if (!(await waitForTurn(scan))) return false;
  return await start(scan, { letter, replays, event: fromJsonText(started.input), next });
}

function isWanted({ node, plan }: Scan, letter: DeadLetterRow): boolean {
  const { owner, flows, codes } = node.config;
  if (letter.owner !== owner || letter.flow === plan.flow) return false;
  if (Array.isArray(flows) && !flows.includes(letter.flow)) return false;
  return !Array.isArray(codes) || (letter.cause !== undefined && codes.includes(letter.cause.code));
}

function startOf({ frames }: StoredRun): Started | undefined {
  return frames.flatMap(decodeFrame).find((entry): entry is Started => entry.kind === 'started');
}

/** A run that repairs, or that handles a failure, never begins another repair: two of them could go on for ever. */
async function isRepairing(store: Store, { row }: StoredRun, started: Started): Promise<boolean> {
  const event = fromJsonText(started.event);
  if (isJsonObject(event) && event.failureOf !== undefined) return true;
  const plan = await readPlan(store, row.plan);
  return plan?.nodes[row.trigger]?.type === 'dead-letter-trigger';
}

async function moveTo(scan: Scan, cursor: Cursor): Promise<true> {
  const text = textOf(cursor);
  if (text !== textOf(scan.cursor)) {
    await scan.parts.store.commit({ kind: 'poll-cursor', scope: scan.scope, cursor: text });
    scan.cursor = cursor;
  }
  return true;
}

/** Waits for the next turn of the trigger's rate; false where it is stopped meanwhile. */
async function waitForTurn({ parts, scope, node, signal }: Scan): Promise<boolean> {
  const { store, clock } = parts;
  const perSecond = parseRate(String(node.config.rate ?? defaultRate)) ?? 1;
  const intervalMs = 1_000 / perSecond;
  const turn = await store.commit({ kind: 'take-turn', scope, key: '', at: clock.now(), intervalMs, burst: 1 });
  const delayMs = turn.kind === 'turn' ? turn.at - clock.now() : 0;
  if (delayMs > 0) {
    await new Promise<void>((resolve) => {
      const disarm = clock.after(delayMs, resolve);
      signal.addEventListener('abort', () => {
        disarm();
        resolve();
      });
    });
  }
  return !signal.aborted;
}

type Repair = {
  readonly letter: DeadLetterRow;
  readonly replays: number;
  readonly event: Json;
  readonly next: Next;
};

async function start(scan: Scan, { letter, replays, event, next }: Repair): Promise<boolean> {
  const { parts, plan, node, scope } = scan;
  // Somebody may have dealt with it while the trigger waited for its turn.
  if ((await parts.store.loadDeadLetter(letter.id))?.state !== 'open') return await moveTo(scan, next.over);
  const { id, flow, owner, cause, hint, at } = letter;
  const told = {
    id,
    flow,
    owner,
    cause: cause === undefined ? null : failureData(cause),
    replays,
    reason: hint ?? null,
  };
  const body = toJsonText({ deadLetter: { ...told, at: formatInstant(at), run: letter.run }, event });
  const outcome = await parts.engine.acceptEvent({
    flow: plan.flow,
    triggerNode: node.id,
    event: { body, headers: {}, query: {} },
    receivedAt: parts.clock.now(),
    bodyHash: parts.hash(body),
    actor: `sender:${node.id}`,
    dedupeKey: id,
    cursor: { scope, cursor: textOf(next.over) },
  });
  if (outcome.kind !== 'refused') {
    scan.cursor = next.over;
    return true;
  }
  parts.log.warn('repair.refused', { flow: plan.flow, deadLetter: id, code: outcome.code });
  return outcome.status !== 503 && (await moveTo(scan, next.over));
}

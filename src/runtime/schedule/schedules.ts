import { formatInstant } from '#flow/instant.ts';
import { toJsonText } from '#flow/json.ts';
import type { Plan, PlanNode } from '#flow/plan/plan.ts';
import { clockTriggers } from '#nodes/triggers.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { Clock, Hash, Log } from '../engine/ports.ts';
import type { Store } from '../store/store.ts';

/** What the clock door needs of the rest of the runtime. */
export type ScheduleParts = {
  readonly engine: Pick<Engine, 'acceptEvent'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly environment: string;
  readonly plans: readonly Plan[];
  readonly hash: Hash;
};

/** Ticks under way. */
export type Schedules = { readonly stop: () => void };

/** Longest sleep in milliseconds: a wall clock that jumped is noticed after at most this long. */
const longestSleepMs = 60_000;
/** Missed ticks started at once after a long stop, per trigger, under `catchUp: all`. */
const mostCaughtUp = 1_000;

/**
 * Starts one run per tick of every schedule. The tick itself is the key that drops repeats, so a restart in the
 * middle of one starts it once; the last tick is remembered so that missed ones can be caught up.
 */
export async function startSchedules(parts: ScheduleParts): Promise<Schedules> {
  const stops: (() => void)[] = [];
  for (const plan of parts.plans) {
    for (const id of plan.root.starts) {
      const node = plan.nodes[id];
      if (node !== undefined && clockTriggers.has(`${node.type}@${node.major}`))
        stops.push(await startOne(parts, plan, node));
    }
  }
  const stopAll = (): void => {
    for (const stop of stops) stop();
  };
  return { stop: stopAll };
}

async function startOne(parts: ScheduleParts, plan: Plan, node: PlanNode): Promise<() => void> {
  const { clock, store } = parts;
  const scope = `${parts.environment}/${plan.flow}/${node.firstId}`;
  const trigger = clockTriggers.get(`${node.type}@${node.major}`);
  if (trigger === undefined) throw new Error(`No clock work for ${node.type}.`);
  let last = (await store.lastTick(scope)) ?? clock.now();
  let disarm = (): void => undefined;
  let isStopped = false;
  const look = async (): Promise<void> => {
    const due = dueTicks((after) => trigger.nextTick(node.config, after), {
      last,
      now: clock.now(),
      catchUp: String(node.config.catchUp ?? 'last'),
    });
    for (const tick of due.start) await fire(parts, { plan, node, scope, tick });
    last = due.last;
    if (!isStopped) arm();
  };
  const arm = (): void => {
    const next = trigger.nextTick(node.config, last);
    const delayMs = next === undefined ? longestSleepMs : Math.min(longestSleepMs, Math.max(0, next - clock.now()));
    disarm = clock.after(delayMs, () => {
      look().catch((error: unknown) => {
        parts.log.error('schedule.tick-failed', {
          flow: plan.flow,
          why: error instanceof Error ? error.message : 'unknown',
        });
        if (!isStopped) disarm = clock.after(1_000, () => void look().catch(() => undefined));
      });
    });
  };
  await look();
  return () => {
    isStopped = true;
    disarm();
  };
}

/** Ticks to start now, and the tick up to which everything is dealt with. */
export function dueTicks(
  nextTick: (after: number) => number | undefined,
  at: { readonly last: number; readonly now: number; readonly catchUp: string },
): { readonly start: readonly number[]; readonly last: number } {
  const due: number[] = [];
  let last = at.last;
  for (
    let tick = nextTick(last);
    tick !== undefined && tick <= at.now && due.length < mostCaughtUp;
    tick = nextTick(last)
  ) {
    due.push(tick);
    last = tick;
  }
  // One tick is simply on time; only more than one are a matter of catching up.
  if (due.length <= 1 || at.catchUp === 'all') return { start: due, last };
  return { start: at.catchUp === 'last' ? due.slice(-1) : [], last };
}

type Tick = { readonly plan: Plan; readonly node: PlanNode; readonly scope: string; readonly tick: number };

async function fire(parts: ScheduleParts, { plan, node, scope, tick }: Tick): Promise<void> {
  const overlap = node.config.overlap ?? 'forbid';
  if (overlap === 'forbid' && (await isStillOpen(parts, plan.flow))) {
    parts.log.warn('schedule.tick-left-out', { flow: plan.flow, node: node.id, tick: formatInstant(tick) });
    await parts.store.commit({ kind: 'tick', scope, tickAt: tick });
    return;
  }
  const body = toJsonText({ tick: formatInstant(tick), ...batchOf(node, tick) });
  const outcome = await parts.engine.acceptEvent({
    flow: plan.flow,
    triggerNode: node.id,
    event: { body, headers: {}, query: {} },
    receivedAt: parts.clock.now(),
    bodyHash: parts.hash(body),
    actor: `sender:${node.id}`,
    dedupeKey: formatInstant(tick),
    ...(overlap === 'queue' ? { laneKey: 'ticks' } : {}),
  });
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  await parts.store.commit({ kind: 'tick', scope, tickAt: tick });
}

/** Longer than two days, also when the clocks go back. */
const batchSearchMs = 75 * 3_600_000;

/** What a tick has to deal with: all that came after the cut-off before the last one, up to the last one. */
export function batchOf(
  { type, major, config }: Pick<PlanNode, 'type' | 'major' | 'config'>,
  tick: number,
): { readonly batch?: { readonly from: string; readonly until: string } } {
  const trigger = clockTriggers.get(`${type}@${major}`);
  if (trigger === undefined || typeof config.cutoff !== 'string') return {};
  const [hour, minute] = config.cutoff.split(':').map(Number);
  const daily = { cron: `${minute} ${hour} * * *`, zone: config.zone ?? 'Etc/UTC' };
  let from: number | undefined;
  let until: number | undefined;
  for (
    let next = trigger.nextTick(daily, tick - batchSearchMs);
    next !== undefined && next <= tick;
    next = trigger.nextTick(daily, next)
  ) {
    from = until;
    until = next;
  }
  if (from === undefined || until === undefined) throw new Error('A time of day did not come twice in three days.');
  return { batch: { from: formatInstant(from), until: formatInstant(until) } };
}

/** Whether a run of the flow is not over yet; a schedule that forbids overlap leaves its tick out then. */
async function isStillOpen({ store }: ScheduleParts, flow: string): Promise<boolean> {
  for (const state of ['accepted', 'running', 'waiting', 'closing']) {
    if ((await store.listRuns({ flow, state, limit: 1 })).rows.length > 0) return true;
  }
  return false;
}

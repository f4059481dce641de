import { type Deployable, makeLive, retireOthers } from './deployments/deployments.ts';
import type { RunningEngine } from './engine/engine.ts';
import type { Clock, Hash, Log } from './engine/ports.ts';
import type { WebhookEndpoint } from './ingress/endpoint.ts';
import type { Ingress } from './ingress/ingress.ts';
import { startDeadLetterScans } from './schedule/dead-letter-scan.ts';
import { type PollState, startPolls } from './schedule/poll.ts';
import { startSchedules } from './schedule/schedules.ts';
import type { Store } from './store/store.ts';

/** What takes events: the versions, and the addresses of their webhooks. */
export type LiveSet = { readonly flows: readonly Deployable[]; readonly endpoints: readonly WebhookEndpoint[] };

/** The flows that are live, with every door in front of them. */
export type Live = {
  /** Makes exactly this set live; runs under way keep their versions. `by` is who the audit names. */
  readonly replace: (set: LiveSet, by: string) => Promise<void>;
  /** Starts schedules and polling triggers, of this set and of those that replace it. */
  readonly startClocks: () => Promise<void>;
  /** Ids of the flows that take events now. */
  readonly flows: () => ReadonlySet<string>;
  /** How every polling trigger is doing. */
  readonly polls: () => readonly PollState[];
  /** Stops schedules and polling triggers; resolves when none is under way. */
  readonly stopClocks: () => Promise<void>;
};

type LiveParts = {
  readonly engine: RunningEngine;
  readonly ingress: Pick<Ingress, 'mount'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly hash: Hash;
  readonly environment: string;
  readonly connection: (id: string) => unknown;
  /** Takes flows off in the store that an earlier start made live and this one does not have. */
  readonly retiresOthers: boolean;
};

type Clocks = {
  readonly plan: string;
  readonly states: () => readonly PollState[];
  readonly stop: () => Promise<void>;
};

/** Makes the set; nothing is live yet, and no clock runs. */
export function createLive(parts: LiveParts): Live {
  const { engine, ingress, store, clock, environment } = parts;
  let live = new Map<string, Deployable>();
  let hasClocks = false;
  const clocks = new Map<string, Clocks>();

  const setClocks = async (): Promise<void> => {
    for (const [flow, { plan, stop }] of clocks) {
      if (live.get(flow)?.plan.hash === plan) continue;
      clocks.delete(flow);
      await stop();
    }
    for (const [flow, deployable] of live) {
      if (!clocks.has(flow)) clocks.set(flow, await startClocks(parts, deployable));
    }
  };
  return {
    replace: async ({ flows, endpoints }, by) => {
      const next = new Map(flows.map((deployable) => [deployable.flow, deployable]));
      await makeLive(store, clock, { environment, by, flows });
      if (parts.retiresOthers) await retireOthers(store, clock, { environment, by, flows: new Set(next.keys()) });
      for (const flow of live.keys()) if (!next.has(flow)) engine.retire(flow);
      for (const deployable of flows) engine.goLive(deployable);
      live = next;
      ingress.mount(endpoints);
      if (hasClocks) await setClocks();
    },
    startClocks: async () => {
      hasClocks = true;
      await setClocks();
    },
    flows: () => new Set(live.keys()),
    polls: () => [...clocks.values()].flatMap(({ states }) => states()),
    stopClocks: async () => {
      hasClocks = false;
      await Promise.all([...clocks.values()].map(({ stop }) => stop()));
    },
  };
}

async function startClocks(parts: LiveParts, { plan }: Deployable): Promise<Clocks> {
  const doorParts = { ...parts, plans: [plan] };
  const schedules = await startSchedules(doorParts);
  const polls = await startPolls(doorParts);
  const repairs = await startDeadLetterScans(doorParts);
  return {
    plan: plan.hash,
    states: polls.states,
    stop: async () => {
      schedules.stop();
      await Promise.all([polls.stop(), repairs.stop()]);
    },
  };
}

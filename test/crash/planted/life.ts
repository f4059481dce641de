import { hash as digest } from 'node:crypto';
import type { Circuit } from '#runtime/egress/circuit.ts';
import type { LiveFlow } from '#runtime/engine/context.ts';
import { createEngine, type RunningEngine } from '#runtime/engine/engine.ts';
import type { Clock, Effects, Log, Sandbox } from '#runtime/engine/ports.ts';
import { createMachineIds } from '#runtime/machine/ids.ts';
import type { StoreCommand } from '#runtime/store/command.ts';
import { openStoreInThread } from '#runtime/store/sqlite/in-thread.ts';
import { type Store, StoreUnavailable } from '#runtime/store/store.ts';
import { recorderNow } from '#test/history/history.ts';
import { circuitPerConnection, type Target } from './target.ts';

/** A mistake put between the engine and what it stands on; every member replaces something by its broken form. */
export type Plant = {
  readonly store?: (store: Store, life: { readonly flows: readonly LiveFlow[] }) => Store;
  readonly effects?: (effects: Effects) => Effects;
  readonly clock?: (clock: Clock) => Clock;
  readonly engine?: (engine: RunningEngine, store: Store) => RunningEngine;
  readonly flows?: (flows: readonly LiveFlow[]) => readonly LiveFlow[];
  readonly circuits?: () => (connection: string, clock: Clock) => Circuit;
};

/** One life of an engine, from its start to the moment it is dropped. */
export type Life = {
  readonly engine: RunningEngine;
  readonly store: Store;
  /** From now on the disk fails every sync. */
  readonly breakDisk: () => void;
  /** True once the engine was told that its disk is broken, or was dropped. */
  readonly isOver: () => boolean;
  /** Ends everything at once: nothing that was under way is heard of again. */
  readonly drop: () => Promise<void>;
};

/** What a life is made of. */
export type LifeParts = {
  readonly directory: string;
  readonly flows: readonly LiveFlow[];
  readonly target: Target;
  readonly sandbox: Sandbox;
  readonly writeLog: (line: string) => void;
  readonly plant: Plant;
};

/** Starts an engine over a data directory, with the real store, the real sandbox, and a mistake. */
export async function beginLife(parts: LifeParts): Promise<Life> {
  const { plant, target } = parts;
  const flows = plant.flows?.(parts.flows) ?? parts.flows;
  let isOver = false;
  let isBroken = false;
  const forever = new Promise<never>(() => undefined);
  const machine: Clock = {
    now: () => Math.floor(recorderNow()),
    mono: () => performance.now(),
    after: (delayMs, callback) => {
      const timer = setTimeout(() => !isOver && callback(), delayMs);
      return () => clearTimeout(timer);
    },
  };
  const clock = plant.clock?.(machine) ?? machine;
  const sqlite = openStoreInThread({ directory: parts.directory, now: machine.now, synchronous: 'off' });
  const onDisk: Store = {
    ...sqlite,
    commit: async (command: StoreCommand) => {
      if (isBroken) throw new StoreUnavailable('io');
      return await sqlite.commit(command);
    },
  };
  const planted = plant.store?.(onDisk, { flows }) ?? onDisk;
  const store = untilDropped(planted, () => isOver, forever);
  const working = target.effects((plant.circuits ?? circuitPerConnection)(), clock);
  const effects = plant.effects?.(working) ?? working;
  const engine = createEngine({
    store,
    sandbox: parts.sandbox,
    effects: {
      ...effects,
      invoke: async (node, step, signal) => {
        const result = await (isOver ? forever : effects.invoke(node, step, signal));
        return isOver ? forever : result;
      },
    },
    clock,
    random: { next: Math.random },
    ids: createMachineIds(machine.now),
    hash: (text) => digest('sha256', text),
    log: logTo(parts.writeLog),
    reach: () => undefined,
    onBroken: () => {
      isOver = true;
    },
    environment: 'crash',
    vars: { largeFrom: 900 },
  });
  for (const flow of flows) {
    await sqlite.commit({
      kind: 'deploy',
      environment: 'crash',
      flow: flow.flow,
      version: flow.version,
      plan: flow.plan.hash,
      planText: JSON.stringify(flow.plan),
      by: 'rig',
      at: machine.now(),
    });
    engine.goLive(flow);
  }
  await engine.recover();
  return {
    engine: plant.engine?.(engine, store) ?? engine,
    store: sqlite,
    breakDisk: () => {
      isBroken = true;
    },
    isOver: () => isOver,
    drop: async () => {
      isOver = true;
      await sqlite[Symbol.asyncDispose]();
    },
  };
}

/** A store whose answers nobody hears once the process that asked is gone. */
function untilDropped(store: Store, isOver: () => boolean, forever: Promise<never>): Store {
  const wrapped = Object.entries(store).map(([name, member]) => [
    name,
    // Every member but the symbol is a function that answers with a promise.
    async (...given: readonly unknown[]) => {
      if (isOver()) return await forever;
      const answer = await (member as (...args: readonly unknown[]) => Promise<unknown>)(...given);
      return isOver() ? await forever : answer;
    },
  ]);
  // The same names with the same functions.
  return { ...(Object.fromEntries(wrapped) as Store), [Symbol.asyncDispose]: store[Symbol.asyncDispose] };
}

function logTo(write: (line: string) => void): Log {
  const say = (event: string, facts: object = {}) => write(JSON.stringify({ event, ...facts }));
  return { info: say, warn: say, error: say };
}

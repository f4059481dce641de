import { hash as digest } from 'node:crypto';
import { toJsonText } from '#flow/json.ts';
import { admitWorkspace } from '#runtime/deployments/deployments.ts';
import { createEffects } from '#runtime/effects.ts';
import { createEgress } from '#runtime/egress/egress.ts';
import { createEngine, type RunningEngine } from '#runtime/engine/engine.ts';
import { entryUrl } from '#runtime/entries.ts';
import { createMachineClock } from '#runtime/machine/clock.ts';
import { createMachineIds } from '#runtime/machine/ids.ts';
import { createSandboxPool } from '#runtime/sandbox-pool/sandbox-pool.ts';
import { openStore } from '#runtime/store/sqlite/open.ts';
import type { Store } from '#runtime/store/store.ts';
import { readWorkspace } from '#runtime/workspace/workspace.ts';

/** What an engine over the flows of this folder is made of. */
export type ListRuntimeParts = {
  readonly directory: string;
  /** Folder of the flows; the lists beside this file by default. */
  readonly workspace?: string;
  /** Where the list is, and where items are sent. */
  readonly shop: string;
  readonly odoo?: { readonly url: string; readonly database: string; readonly key: string };
  /** One item of so many is sent; the others are only computed. */
  readonly sendEvery: number;
  readonly synchronous?: 'full' | 'off';
};

/** An engine with the real store, sandbox and egress. */
export type ListRuntime = AsyncDisposable & {
  readonly engine: RunningEngine;
  readonly store: Store;
  /** Characters of journal that recoveries have read so far. */
  readonly readBack: () => number;
  /** Starts a run of a flow; gives its id. */
  readonly begin: (flow: string) => Promise<string>;
};

const lists = new URL('./workspace/', import.meta.url).pathname;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Starts it and takes up what an earlier one left. */
export async function startListRuntime(parts: ListRuntimeParts): Promise<ListRuntime> {
  const clock = createMachineClock();
  const hash = (text: string): string => digest('sha256', text);
  const source = await readWorkspace(parts.workspace ?? lists);
  const { admitted, refused } = admitWorkspace(source, hash);
  if (source.problems.length > 0) throw new Error(`The workspace: ${JSON.stringify(source.problems)}`);
  if (refused.length > 0) throw new Error(`Flows are refused: ${JSON.stringify(refused)}`);
  const { connections } = source;
  const environment = environmentOf(parts);
  const secrets = { get: () => ({ reveal: () => parts.odoo?.key ?? '' }) };
  const egress = createEgress({ connections, environment, secrets, clock, log: quiet });
  const sandbox = createSandboxPool({ entry: entryUrl('sandbox-child'), clock, log: quiet });
  const { directory, synchronous = 'full' } = parts;
  const sqlite = await openStore({ directory, now: Date.now, synchronous, ballastBytes: 0 });
  let readBack = 0;
  const store: Store = {
    ...sqlite,
    loadRun: async (id) => {
      const stored = await sqlite.loadRun(id);
      for (const frame of stored?.frames ?? []) readBack += frame.length;
      return stored;
    },
  };
  const engine = createEngine({
    store,
    sandbox,
    effects: createEffects({ connections, environment, egress, clock, hash, log: quiet }),
    clock,
    random: { next: Math.random },
    ids: createMachineIds(Date.now),
    hash,
    log: { ...quiet, error: (event, facts) => console.error(event, JSON.stringify(facts)) },
    reach: () => undefined,
    onBroken: () => undefined,
    environment: 'list',
    vars: { sendEvery: parts.sendEvery },
  });
  for (const flow of admitted) {
    const planText = JSON.stringify(flow.plan);
    const at = Date.now();
    const version = { environment: 'list', flow: flow.flow, version: flow.version, plan: flow.plan.hash };
    await sqlite.commit({ kind: 'deploy', ...version, planText, by: 'rig', at });
    engine.goLive(flow);
  }
  await engine.recover();
  return {
    engine,
    store: sqlite,
    readBack: () => readBack,
    begin: async (flow) => {
      const body = toJsonText({});
      const event = { body, headers: {}, query: {} };
      const more = { receivedAt: Date.now(), bodyHash: hash(body), actor: 'rig' };
      const accepted = await engine.acceptEvent({ flow, triggerNode: 'asked', event, ...more });
      if (accepted.kind !== 'accepted') throw new Error(`The run did not begin: ${JSON.stringify(accepted)}`);
      return accepted.run;
    },
    [Symbol.asyncDispose]: async () => {
      await engine.drain(1_000);
      await egress.close();
      await sandbox.close();
      await sqlite[Symbol.asyncDispose]();
    },
  };
}

function environmentOf({ shop, odoo }: ListRuntimeParts) {
  const bound = odoo === undefined ? {} : { 'odoo-main': { url: odoo.url, database: odoo.database } };
  return {
    name: 'list',
    purpose: 'test',
    variables: {},
    connections: { shop: { url: shop }, ...bound },
    egress: { allowPrivate: ['127.0.0.0/8'] },
  } as const;
}

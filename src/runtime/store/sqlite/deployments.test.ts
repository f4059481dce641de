import { expect, test } from 'vitest';
import type { ActivateCommand, KeepBundleCommand } from '../command.ts';
import type { Store } from '../store.ts';
import { anAccept, commitAll, json, NOW } from './fixtures/commands.ts';
import { storeInThread, storeWithThreads } from './fixtures/directory.ts';

const by = { environment: 'live', by: 'olga', at: NOW } as const;

function keep(digest: string): KeepBundleCommand {
  const audit = { at: NOW, actor: 'olga', action: 'bundle.admitted', subject: digest };
  const bytes = new Uint8Array([1, 2, 3]);
  return { kind: 'keep-bundle', ...by, digest, bytes, manifest: json({}), signatures: json([]), audit };
}

function activate(bundle: string, flows: Readonly<Record<string, string>>): ActivateCommand {
  const deployed = Object.entries(flows).map(([flow, version]) => {
    return { flow, version, plan: `${flow}-${version}`, planText: '{}' };
  });
  return { kind: 'activate', ...by, bundle, flows: deployed, surroundings: json({}), detail: {} };
}

async function liveIn(store: Store): Promise<readonly string[]> {
  return (await store.deployedFlows('live')).map(({ flow, version, bundle }) => `${flow}@${version} of ${bundle}`);
}

async function statesIn(store: Store): Promise<unknown> {
  return Object.fromEntries((await store.listBundles('live')).map(({ digest, state }) => [digest, state]));
}

const rollback = { kind: 'rollback', ...by, reason: 'totals are wrong', why: 'rolled-back' } as const;

test('every flow of a bundle goes live in one commit, and goes back to what was live before it', async () => {
  const store = storeInThread();
  await commitAll(
    store,
    keep('one'),
    keep('two'),
    activate('one', { billing: '1.0.0', orders: '1.0.0' }),
    activate('two', { orders: '2.0.0', stock: '1.0.0' }),
  );
  const before = await liveIn(store);
  const states = await statesIn(store);

  const outcome = await store.commit({ ...rollback, bundle: 'two' });

  expect(before).toEqual(['billing@1.0.0 of one', 'orders@2.0.0 of two', 'stock@1.0.0 of two']);
  expect(states).toEqual({ one: 'live', two: 'live' });
  expect(outcome.kind).toBe('done');
  expect(await liveIn(store)).toEqual(['billing@1.0.0 of one', 'orders@1.0.0 of one']);
  expect(await statesIn(store)).toEqual({ one: 'live', two: 'retired' });
  expect((await store.listAudit({ subject: 'two', limit: 10 })).rows.map(({ action }) => action)).toEqual([
    'bundle.admitted',
    'bundle.activated',
    'bundle.rolled-back',
  ]);
});

test('going back twice goes back two steps, however often a bundle was activated', async () => {
  const store = storeInThread();
  await commitAll(
    store,
    ...['one', 'two', 'three'].map(keep),
    activate('one', { orders: '1.0.0' }),
    activate('two', { orders: '2.0.0' }),
    activate('three', { orders: '3.0.0' }),
  );

  await commitAll(store, { ...rollback, bundle: 'three' }, { ...rollback, bundle: 'two' });
  const back = await liveIn(store);
  await commitAll(store, activate('three', { orders: '3.0.0' }), { ...rollback, bundle: 'three' });

  expect(back).toEqual(['orders@1.0.0 of one']);
  expect(await liveIn(store)).toEqual(['orders@1.0.0 of one']);
  expect(await store.deployedVersions('live')).toHaveLength(3);
});

test('a bundle that is not kept cannot go live, and a refusal never takes a kept one away', async () => {
  const store = storeInThread();
  const refused = { kind: 'refuse-bundle', ...by, code: 'bundle/unsigned', why: 'Nobody signed.' } as const;

  const outcomes = await commitAll(
    store,
    activate('one', { orders: '1.0.0' }),
    { ...refused, digest: 'one' },
    keep('two'),
    { ...refused, digest: 'two' },
    { ...rollback, bundle: 'two' },
  );

  expect(outcomes.map(({ kind }) => kind)).toEqual(['refused', 'done', 'done', 'done', 'refused']);
  expect(await statesIn(store)).toEqual({ one: 'refused', two: 'admitted' });
  expect(await store.loadBundle('live', 'one')).toMatchObject({ code: 'bundle/unsigned', bytes: undefined });
  expect((await store.loadBundle('live', 'two'))?.bytes).toEqual(new Uint8Array([1, 2, 3]));
  expect(await store.loadBundle('test', 'two')).toBeUndefined();
  expect((await store.listAudit({ action: 'bundle.refused', limit: 10 })).rows).toHaveLength(2);
});

test('a flow that is served from a folder again leaves its bundle retired', async () => {
  const store = storeInThread();
  const served = { flow: 'orders', version: '9.0.0', plan: 'p', planText: '{}' } as const;

  await commitAll(store, keep('one'), activate('one', { orders: '1.0.0' }), { kind: 'deploy', ...by, ...served });

  expect(await liveIn(store)).toEqual(['orders@9.0.0 of undefined']);
  expect(await statesIn(store)).toEqual({ one: 'retired' });
});

test('bundles that unfinished runs stand on are pinned', async () => {
  const store = await storeWithThreads();
  const run = { environment: 'live', flow: 'orders', version: '1.0.0', plan: 'orders-1.0.0' } as const;
  await commitAll(
    store,
    keep('one'),
    keep('two'),
    activate('one', { orders: '1.0.0' }),
    anAccept('run_1', { run }),
    anAccept('run_2', { run: { ...run, state: 'succeeded' } }),
    activate('two', { orders: '2.0.0' }),
  );

  expect(await store.pinnedBundles('live')).toEqual(['one']);
  expect(await store.pinnedBundles('test')).toEqual([]);
});

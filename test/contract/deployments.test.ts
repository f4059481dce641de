import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CollectedBundle } from '#runtime/bundles/export-bundle.ts';
import type { RuntimeOptions } from '#runtime/runtime.ts';
import {
  type ApiAnswer,
  createMovableClock,
  digestOf,
  exportFiles,
  exportOrders,
  type LiveRig,
  makeData,
  makeSigner,
  ordersFlow,
  type Signer,
  sealBundle,
  sendOrder,
  signAs,
  siteFile,
  startLive,
} from '#test/rigs/bundles.ts';
import { runCli, spawnRuntime } from '#test/rigs/deployed-process.ts';
import { makeFolder, webhookFlow } from '#test/rigs/studio.ts';
import { until } from '#test/rigs/until.ts';

const ada = makeSigner('ada', 'author');
const ben = makeSigner('ben', 'approver');
const cleo = makeSigner('cleo', 'approver');
const dora = makeSigner('dora', 'approver');
const eva = makeSigner('eva', 'emergency');
const stranger = makeSigner('stranger', 'approver');
/** Ada once more, with a key that may approve. */
const adaToo: Signer = { ...makeSigner('ada', 'approver') };
const everybody = [ada, ben, cleo, dora, eva, adaToo];

const liveFile = 'name: live\npurpose: live\n';

const site = (more: Readonly<Record<string, string>> = {}) =>
  makeFolder({
    'penstock.yaml': siteFile(everybody, { cleo: "    revoked: '2026-01-01'\n", dora: "    until: '2026-02-01'\n" }),
    'environments/live.yaml': liveFile,
    ...more,
  });

/** A site, a data directory, and a runtime over both. */
async function open(options: Partial<RuntimeOptions> = {}, more: Readonly<Record<string, string>> = {}) {
  await using cleanUp = new AsyncDisposableStack();
  const folder = cleanUp.use(await site(more));
  const data = cleanUp.use(await makeData());
  const live = cleanUp.use(await startLive({ site: folder.path, data: data.path }, options));
  const kept = cleanUp.move();
  return { ...live, folder: folder.path, data: data.path, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

const signed = async (flow: string, more: Readonly<Record<string, string>> = {}): Promise<Uint8Array> =>
  sealBundle(await exportOrders(flow, more), [ada, ben]);

async function outputOf(live: LiveRig, run: string): Promise<unknown> {
  return await until('the end of a run', async () => {
    const { body } = await live.get(`/api/runs/${run}`);
    return body.state === 'succeeded' ? { version: body.version, output: body.output } : undefined;
  });
}

const codeOf = ({ status, body }: ApiAnswer): unknown => (status === 200 ? 'done' : body.code);

const activate = (live: LiveRig, bytes: Uint8Array, acceptReach = false): Promise<ApiAnswer> =>
  live.post(`/api/deployments/bundles/${digestOf(bytes)}/activate`, { acceptReach });

async function liveVersions(live: LiveRig): Promise<unknown> {
  const { body } = await live.get('/api/deployments');
  const rows = body.deployments as readonly { flow: string; version: string }[];
  return Object.fromEntries(rows.map(({ flow, version }) => [flow, version]));
}

async function audited(live: LiveRig, action: string): Promise<readonly Record<string, unknown>[]> {
  const { body } = await live.get(`/api/audit?action=${action}&limit=200`);
  return (body.entries as readonly { detail: Record<string, unknown> }[]).map(({ detail }) => detail);
}

test('a signed bundle goes live, gives way to the next while its runs wait, comes back, and survives a restart', async () => {
  await using folder = await site({ 'flows/old.flow.yaml': webhookFlow('old', '/old') });
  await using data = await makeData();
  const place = { site: folder.path, data: data.path };
  const first = await signed(ordersFlow('1.0.0', '700ms'));
  const second = await signed(ordersFlow('2.0.0'));
  {
    await using live = await startLive(place);
    expect(codeOf(await live.admit(first))).toBe('done');
    expect(await liveVersions(live)).toEqual({});
    expect(codeOf(await activate(live, first))).toBe('deployment/new-reach');
    expect(codeOf(await activate(live, first, true))).toBe('done');
    const waiting = await live.order(1);

    // The second brings no new reach, so nobody has to say yes.
    const next = await live.admit(second);
    expect(next.body).toMatchObject({ newReach: [], flows: [{ flow: 'orders', live: { version: '1.0.0' } }] });
    expect(codeOf(await activate(live, second))).toBe('done');
    const later = await live.order(2);

    expect(await outputOf(live, later)).toEqual({ version: '2.0.0', output: { version: '2.0.0', id: 2 } });
    expect(await outputOf(live, waiting)).toEqual({ version: '1.0.0', output: { version: '1.0.0', id: 1 } });

    const back = await live.post('/api/deployments/rollback', { flow: 'orders', reason: 'totals are wrong' });
    expect(back.body).toMatchObject({ flows: [{ flow: 'orders', from: '2.0.0', to: '1.0.0' }] });
    expect(await liveVersions(live)).toEqual({ orders: '1.0.0' });
    expect(await outputOf(live, await live.order(3))).toMatchObject({ version: '1.0.0' });
    expect(codeOf(await activate(live, second))).toBe('done');
    expect(await audited(live, 'bundle.rolled-back')).toMatchObject([{ reason: 'totals are wrong' }]);
    expect(live.runtime.bundles).toEqual({ signedOnly: true, ignored: ['flows/old.flow.yaml'] });
    expect((await fetch(`${live.runtime.url}/hooks/old`, { method: 'POST', body: '{}' })).status).toBe(404);
  }
  await using again = await startLive(place);

  expect(await liveVersions(again)).toEqual({ orders: '2.0.0' });
  expect(await outputOf(again, await again.order(4))).toMatchObject({ version: '2.0.0' });
  expect((await again.post('/api/audit/verify', {})).body).toMatchObject({ ok: true });
});

test('under two hundred webhooks a second no event is lost, and each ends on the version that took it', async () => {
  await using live = await open();
  const versions = ['1.0.0', '2.0.0', '3.0.0'];
  const bundles = await Promise.all(versions.map((version) => signed(ordersFlow(version, '400ms'))));
  const [first, ...later] = bundles;
  if (first === undefined) throw new Error('there is no first bundle');
  await live.deploy(first);
  for (const bundle of later) await live.admit(bundle);

  const sent: Promise<Response>[] = [];
  const perTick = 5;
  const ticks = 120;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      for (let at = 0; at < perTick; at += 1) sent.push(sendOrder(live.runtime.url, sent.length));
      if (sent.length < perTick * ticks) return;
      clearInterval(timer);
      resolve();
    }, 25);
    void (async () => {
      for (const [at, bundle] of later.entries()) {
        await until('enough events', () => (sent.length > (at + 1) * 200 ? true : undefined));
        await activate(live, bundle);
      }
    })();
  });
  const answers = await Promise.all(sent);
  const runs = await Promise.all(
    answers.map(async (answer) => String((JSON.parse(await answer.text()) as { run: string }).run)),
  );

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  const ended = new Map<string, number>();
  for (const [id, run] of runs.entries()) {
    const row = await until('a run to end', async () => {
      const stored = await live.runtime.store.loadRun(run);
      return stored?.row.state === 'succeeded' ? stored.row : undefined;
    });
    expect(JSON.parse(row.output ?? '')).toEqual({ version: row.version, id });
    ended.set(row.version, (ended.get(row.version) ?? 0) + 1);
  }
  expect([...ended.keys()].sort()).toEqual(versions);
  expect([...ended.values()].reduce((sum, count) => sum + count, 0)).toBe(perTick * ticks);
});

describe('what is refused at the door, with its code and an audit row', () => {
  const crm = {
    'connections/crm.yaml': 'id: crm\nkind: http\nname: CRM\nauth:\n  scheme: bearer\n  secret: crm-token\n',
  };
  const asksCrm = (version: string): string =>
    ordersFlow(
      version,
      '5ms',
      `    next: ask
  ask:
    type: http@1
    name: Ask
    config:
      connection: crm
      method: GET
      path: '/orders/{{ id }}'
    into: answer
    timeout: 5s
    next:
      done: found
      error: aside
  found:
    type: map@1
    name: Found
    config:
      expression: $
  aside:
    type: dead-letter@1
    name: Set aside
    config:
      owner: sales-operations
`,
    );
  const withCrm = `${liveFile}connections:\n  crm:\n    url: https://crm.example.com\n`;
  const past = { until: '2026-03-01T00:00:00.000Z' };
  const early = { at: '2026-03-01T00:00:00.000Z' };

  test('signatures', async () => {
    await using live = await open();
    const orders = await exportOrders(ordersFlow('1.0.0'));
    const high = await draft(ordersFlow('1.0.0').replace('criticality: low', 'criticality: high'));
    const cases: readonly (readonly [code: string, bytes: Uint8Array])[] = [
      ['bundle/unsigned', sealBundle(orders, [])],
      ['bundle/too-few-approvals', sealBundle(orders, [ada])],
      ['bundle/no-author', sealBundle(orders, [ben])],
      ['bundle/too-few-approvals', sealBundle(high, [ada, ben])],
      ['bundle/self-approved', sealBundle(orders, [ada, adaToo])],
      ['bundle/key-revoked', sealBundle(orders, [ada, cleo])],
      ['bundle/key-expired', sealBundle(orders, [ada, dora], early)],
      ['bundle/signature-expired', sealBundle(orders, [ada, ben], past)],
      ['bundle/key-unknown', sealBundle(orders, [ada, stranger])],
      ['bundle/bad-signature', sealBundle(orders, [ada, { ...ben, key: eva.key }])],
      ['bundle/not-canonical', flip(sealBundle(orders, [ada, ben]))],
    ];

    const codes = [];
    for (const [, bytes] of cases) codes.push(codeOf(await live.admit(bytes)));

    expect(codes.slice(0, -1)).toEqual(cases.slice(0, -1).map(([code]) => code));
    expect(codes.at(-1)).toMatch(/^bundle\//);
    expect((await audited(live, 'bundle.refused')).map(({ code }) => code)).toEqual(codes);
    expect(await liveVersions(live)).toEqual({});
  });

  test('versions', async () => {
    await using live = await open();
    await live.deploy(await signed(ordersFlow('2.0.0')));

    const codes = [
      codeOf(await live.admit(await signed(ordersFlow('1.9.9')))),
      codeOf(await live.admit(await signed(ordersFlow('2.0.0', '6ms')))),
      codeOf(await live.admit(await signed(ordersFlow('2.0.0')))),
      codeOf(await live.admit(await signed(ordersFlow('2.0.1', '6ms')))),
    ];

    expect(codes).toEqual(['deployment/downgraded', 'deployment/version-taken', 'done', 'done']);
    expect((await audited(live, 'bundle.refused')).map(({ code }) => code)).toEqual(codes.slice(0, 2));
  });

  test('what the environment does not give', async () => {
    await using live = await open();
    const bundle = await signed(asksCrm('1.0.0'), crm);

    const codes = [codeOf(await live.admit(bundle))];
    await writeFile(join(live.folder, 'environments/live.yaml'), withCrm);
    codes.push(codeOf(await live.admit(bundle)));
    await live.post('/api/secrets', { name: 'crm-token', value: 'a-value-of-this-test' });
    codes.push(codeOf(await live.admit(bundle)), codeOf(await activate(live, bundle)));

    expect(codes).toEqual(['deployment/not-bound', 'deployment/secret-missing', 'done', 'deployment/new-reach']);
    const refused = await audited(live, 'bundle.refused');
    expect(refused.map(({ code }) => code)).toEqual(codes.filter((code) => code !== 'done'));
    expect((await live.get(`/api/deployments/bundles/${digestOf(bundle)}`)).body).toMatchObject({ state: 'admitted' });
    expect(codeOf(await activate(live, bundle, true))).toBe('done');
  });

  test('what does not conform here, or is not what its manifest says', async () => {
    await using live = await open();
    const honest = await exportOrders(ordersFlow('1.0.0'));
    const { manifest } = honest;
    const lying = reseal({ ...honest, manifest: { ...manifest, reach: { ...manifest.reach, webhooks: [] } } });
    const open1 = await draft(webhookFlow('open', '/open').replace('version: 0.1.0', 'version: 1.0.0'));

    const codes = [
      codeOf(await live.admit(sealBundle(lying, [ada, ben]))),
      codeOf(await live.admit(sealBundle(open1, [ada, ben]))),
    ];

    expect(codes).toEqual(['bundle/misdescribed', 'deployment/not-conforming']);
  });

  test('two flows that want one address', async () => {
    await using live = await open();
    await live.deploy(await signed(ordersFlow('1.0.0')));
    const other = await exportFiles({
      'flows/other.flow.yaml': ordersFlow('1.0.0').replace('id: orders', 'id: other'),
    });
    const bytes = sealBundle(other, [ada, ben]);
    await live.admit(bytes);

    expect(codeOf(await activate(live, bytes, true))).toBe('deployment/address-taken');
    expect(await liveVersions(live)).toEqual({ orders: '1.0.0' });
  });
});

test('an environment for development takes bundles nobody signed, and none where the folder has flows', async () => {
  const dev = { 'environments/dev.yaml': 'name: dev\npurpose: dev\n' };
  await using live = await open({ environment: 'dev' }, dev);
  await using files = await open({ environment: 'dev' }, { ...dev, 'flows/old.flow.yaml': webhookFlow('old', '/old') });
  const bundle = sealBundle(await exportOrders(ordersFlow('1.0.0')), []);

  expect(codeOf(await live.deploy(bundle))).toBe('done');
  expect(await outputOf(live, await live.order(1))).toMatchObject({ version: '1.0.0' });
  expect(codeOf(await files.admit(bundle))).toBe('deployment/closed');
  expect(await liveVersions(files)).toEqual({ old: '0.1.0' });
});

test('a process killed between admitting and activating leaves the old bundle live', async () => {
  await using folder = await site();
  await using data = await makeData();
  const place = { site: folder.path, data: data.path };
  const first = await signed(ordersFlow('1.0.0'));
  const second = await signed(ordersFlow('2.0.0'));
  {
    await using child = await spawnRuntime(place);
    await child.deploy(first);
    expect(codeOf(await child.admit(second))).toBe('done');
    await child.kill();
  }
  await using live = await startLive(place);

  expect(await liveVersions(live)).toEqual({ orders: '1.0.0' });
  expect((await live.get(`/api/deployments/bundles/${digestOf(second)}`)).body).toMatchObject({ state: 'admitted' });
  expect(await outputOf(live, await live.order(1))).toMatchObject({ version: '1.0.0' });
  expect(codeOf(await activate(live, second))).toBe('done');
});

test('a bundle put into the watched folder goes live, or waits where it brings new reach, and says so beside it', async () => {
  await using inbox = await makeFolder({ 'README.md': 'Bundles go here.\n' });
  await using live = await open({ deployments: inbox.path });
  const put = async (name: string, bytes: Uint8Array): Promise<Record<string, unknown>> => {
    await writeFile(join(inbox.path, `.${name}.part`), bytes);
    await rename(join(inbox.path, `.${name}.part`), join(inbox.path, name));
    return await until('the result', async () => {
      const text = await readFile(join(inbox.path, `${name}.result.json`), 'utf8').catch(() => undefined);
      return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
    });
  };
  const first = await signed(ordersFlow('1.0.0'));

  const waits = await put('first.pstk', first);
  expect(codeOf(await activate(live, first, true))).toBe('done');
  const goes = await put('second.pstk', await signed(ordersFlow('1.1.0')));
  const unsigned = await put('third.pstk', sealBundle(await exportOrders(ordersFlow('1.2.0')), []));

  expect(waits).toMatchObject({ state: 'admitted', code: 'deployment/new-reach' });
  expect(goes).toMatchObject({ state: 'live', flows: [{ flow: 'orders', version: '1.1.0' }] });
  expect(unsigned).toMatchObject({ state: 'refused', code: 'bundle/unsigned' });
  expect(await liveVersions(live)).toEqual({ orders: '1.1.0' });
});

describe('an emergency', () => {
  const dayMs = 24 * 60 * 60 * 1_000;

  test('lapses after a day to what was live before', async () => {
    const clock = createMovableClock();
    await using live = await open({ clock });
    await live.deploy(await signed(ordersFlow('1.0.0')));
    const hot = sealBundle(await exportOrders(ordersFlow('1.0.1')), [eva]);

    const deployed = await live.deploy(hot);

    expect(deployed.body).toMatchObject({ emergency: { by: 'eva', incident: 'INC-7' } });
    expect(live.logged('deployment.emergency').join()).toContain('"owners":["sales-operations"]');
    expect(await liveVersions(live)).toEqual({ orders: '1.0.1' });
    clock.move(dayMs);
    await until('the lapse', async () =>
      JSON.stringify(await liveVersions(live)) === '{"orders":"1.0.0"}' ? true : undefined,
    );
    expect(await audited(live, 'bundle.lapsed')).toHaveLength(1);
    expect(await audited(live, 'bundle.emergency')).toMatchObject([{ owners: ['sales-operations'] }]);
    expect(codeOf(await activate(live, hot))).toMatch(/^bundle\//);
  });

  test('is taken off at a start after its day, and the flow with it where nothing was before', async () => {
    await using folder = await site();
    await using data = await makeData();
    const place = { site: folder.path, data: data.path };
    {
      await using live = await startLive(place);
      await live.deploy(sealBundle(await exportOrders(ordersFlow('1.0.0')), [eva]));
      expect(await liveVersions(live)).toEqual({ orders: '1.0.0' });
    }
    const clock = createMovableClock();
    clock.move(dayMs);
    await using later = await startLive(place, { clock });

    expect(await liveVersions(later)).toEqual({});
    expect((await sendOrder(later.runtime.url, 1)).status).toBe(404);
  });

  test('is one no more once somebody approved it', async () => {
    const clock = createMovableClock();
    await using live = await open({ clock });
    const bundle = await exportOrders(ordersFlow('1.0.0'));
    const hot = sealBundle(bundle, [ada, eva]);
    const { digest } = bundle;
    await live.deploy(hot);
    const approve = (signature: unknown) => live.post(`/api/deployments/bundles/${digest}/approve`, { signature });

    const codes = [
      codeOf(await approve(signAs(digest, stranger))),
      codeOf(await approve(signAs(digest, adaToo))),
      codeOf(await approve({ ...signAs(digest, ben), by: 'cleo' })),
    ];
    const approved = await approve(signAs(digest, ben));
    clock.move(2 * dayMs);

    expect(codes).toEqual(['deployment/nothing-to-approve', 'bundle/self-approved', 'bundle/bad-signature']);
    expect(approved.body).toEqual({ isEmergency: false });
    const { body } = await live.get('/api/deployments');
    expect(body.deployments).toMatchObject([{ version: '1.0.0', approvers: ['ben'], emergency: null }]);
  });
});

test('from the command line a bundle waits for a yes, goes live, is listed, and goes back', async () => {
  await using inbox = await makeFolder({});
  await using live = await open();
  const file = join(inbox.path, 'orders.pstk');
  await writeFile(file, await signed(ordersFlow('1.0.0')));
  const { url, token } = live.runtime;
  const said = async (...args: readonly string[]) => {
    const done = await runCli(args, { PENSTOCK_URL: url, PENSTOCK_TOKEN: token });
    return { code: done.code, says: done.stdout };
  };

  const waits = await said('deploy', file);
  const goes = await said('deploy', file, '--accept-reach', '--json');
  const listed = await said('deployments');
  const back = await said('rollback', 'orders', '--reason', 'test');

  expect(waits.code).toBe(1);
  expect(waits.says).toContain('Handed over by ada, approved by ben.');
  expect(waits.says).toContain('Takes events at POST /orders.');
  expect({ code: goes.code, ...JSON.parse(goes.says) }).toMatchObject({ code: 0, state: 'live' });
  expect(listed.says).toMatch(/Live in live:\n {2}orders +1\.0\.0 .*ada → ben/);
  expect(back).toEqual({ code: 0, says: 'orders  1.0.0  → off\n' });
});

test('what was changed under a live bundle is told', async () => {
  await using live = await open();
  const first = await signed(ordersFlow('1.0.0'));
  const second = await signed(ordersFlow('1.1.0', '9ms'));
  await live.deploy(first);
  await live.admit(second);
  const before = await live.get('/api/deployments/drift');
  await writeFile(join(live.folder, 'environments/live.yaml'), `${liveFile}variables:\n  limit: 5\n`);
  await writeFile(
    join(live.folder, 'penstock.yaml'),
    siteFile(everybody, { cleo: "    revoked: '2026-01-01'\n", ben: "    revoked: '2026-01-01'\n" }),
  );

  const after = await live.get(`/api/deployments/drift?digest=${digestOf(second)}`);

  expect(before.body).toMatchObject({ bundles: [{ flows: ['orders'], drift: [] }] });
  const [{ drift } = { drift: [] }] = after.body.bundles as readonly { drift: readonly { kind: string }[] }[];
  expect([...new Set(drift.map(({ kind }) => kind))]).toEqual(['variable', 'trust', 'meaning']);
  expect(codeOf(await activate(live, second))).toBe('bundle/key-revoked');
});

test('a shadow takes recorded events through a candidate and tells where it would act otherwise', async () => {
  await using live = await open();
  const calm = ordersFlow('1.0.0');
  const same = await signed(ordersFlow('1.1.0').replace('"version": "1.1.0"', '"version": "1.0.0"'));
  const other = await signed(ordersFlow('1.2.0'));
  await live.deploy(await signed(calm));
  for (const id of [1, 2, 3]) await outputOf(live, await live.order(id));
  await live.admit(same);
  await live.admit(other);
  const shadow = (bytes: Uint8Array) =>
    live.post(`/api/deployments/bundles/${digestOf(bytes)}/shadow`, { flow: 'orders' });

  const [first, second] = [await shadow(same), await shadow(other)];
  await using inbox = await makeFolder({});
  const file = join(inbox.path, 'orders.pstk');
  await writeFile(file, other);
  const env = { PENSTOCK_URL: live.runtime.url, PENSTOCK_TOKEN: live.runtime.token };
  const said = await runCli(['shadow', file, '--runs', '2'], env);
  const unknown = await runCli(['shadow', file, '--flow', 'nobody'], env);

  expect(first.body).toEqual({
    flow: 'orders',
    live: '1.0.0',
    candidate: '1.1.0',
    equal: 3,
    different: [],
    skipped: 0,
  });
  expect(second.body).toMatchObject({ equal: 0, different: Array(3).fill({ at: ['/output/version'] }) });
  expect(said.code).toBe(1);
  expect(said.stdout).toMatch(
    /^orders 1\.0\.0 → 1\.2\.0: 0 the same, 2 different\.\n( {2}run_\S+ {2}\/output\/version\n){2}$/,
  );
  expect(unknown.code).toBe(2);
  expect(await liveVersions(live)).toEqual({ orders: '1.0.0' });
});

/** A bundle with one bit of it changed. */
function flip(bytes: Uint8Array): Uint8Array {
  const flipped = new Uint8Array(bytes);
  const at = Math.floor(flipped.length / 2);
  flipped[at] = (flipped[at] ?? 0) ^ 1;
  return flipped;
}

/** The bundle of a manifest somebody rewrote. */
function reseal(bundle: CollectedBundle): CollectedBundle {
  return { ...bundle, digest: digestOf(sealBundle(bundle, [])) };
}

async function draft(flow: string): Promise<CollectedBundle> {
  return await exportFiles({ 'flows/open.flow.yaml': flow }, { isDraft: true });
}

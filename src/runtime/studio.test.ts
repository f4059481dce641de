import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyWorkspace, makeFolder, startStudioRig, webhookFlow } from '#test/rigs/studio.ts';
import { until } from '#test/rigs/until.ts';
import { startRuntime } from './runtime.ts';

const orders = webhookFlow('orders', '/orders');

function callHook(url: string, path: string): Promise<number> {
  return fetch(`${url}/hooks${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"id":"1"}',
  }).then(({ status }) => status);
}

test('a studio starts with files that cannot be read and flows with errors, and serves the sound ones', async () => {
  await using studio = await startStudioRig({
    files: {
      ...emptyWorkspace,
      'flows/orders.flow.yaml': orders,
      'flows/broken.flow.yaml': 'penstock: [',
      'flows/unsound.flow.yaml': webhookFlow('unsound', '/unsound').replace('next: taken', 'next: takn'),
      'connections/half.yaml': 'id: half\n',
    },
  });
  const { url } = studio.runtime;

  const statuses = [await callHook(url, '/orders'), await callHook(url, '/unsound')];
  const { body } = await studio.page.get('/api/workspace/flows');
  const facts = await studio.page.get('/api/workspace/facts');

  expect(statuses).toEqual([202, 404]);
  expect(body).toMatchObject({
    flows: [
      { path: 'flows/broken.flow.yaml', id: 'broken', live: false, steps: 0, problems: 1 },
      { path: 'flows/orders.flow.yaml', live: true, refusal: null, triggers: ['webhook@1'], steps: 2, problems: 0 },
      { path: 'flows/unsound.flow.yaml', live: false, refusal: expect.stringMatching(/^The flow has \d errors?; /) },
    ],
  });
  expect(facts.body).toMatchObject({
    problems: expect.arrayContaining([expect.objectContaining({ file: 'connections/half.yaml' })]),
  });
});

test('a flow that breaks keeps its last sound version, and is taken off with its file', async () => {
  await using studio = await startStudioRig({ files: { ...emptyWorkspace, 'flows/orders.flow.yaml': orders } });
  const { url } = studio.runtime;
  const file = join(studio.folder, 'flows/orders.flow.yaml');

  await writeFile(file, `${orders}half: [`);
  const listed = await studio.page.get('/api/workspace/flows');
  const whileBroken = await callHook(url, '/orders');
  await rm(file);
  const gone = await until('the endpoint to go', async () =>
    (await callHook(url, '/orders')) === 404 ? 404 : undefined,
  );
  const live = await studio.page.get('/api/flows');
  const audit = await studio.page.get('/api/audit?action=deployment.retired');

  expect(listed.body).toMatchObject({ flows: [{ live: true, refusal: expect.stringContaining('text') }] });
  expect(whileBroken).toBe(202);
  expect(gone).toBe(404);
  expect(live.body).toEqual({ flows: [] });
  expect(audit.body).toMatchObject({ entries: [{ subject: 'orders', actor: 'system' }] });
});

test('of two files that want one id or one address, the one that was there first keeps it', async () => {
  await using studio = await startStudioRig({ files: { ...emptyWorkspace, 'flows/orders.flow.yaml': orders } });
  const create = (path: string, text: string) =>
    studio.page.post('/api/workspace/files', { changes: [{ path, text, expect: null }] });

  await create('flows/a-copy.flow.yaml', orders.replace('/orders', '/other'));
  await create('flows/another.flow.yaml', webhookFlow('another', '/orders'));
  const { body } = await studio.page.get('/api/workspace/flows');

  expect(body).toMatchObject({
    flows: [
      { path: 'flows/a-copy.flow.yaml', live: false, refusal: expect.stringContaining('has the id "orders" as well') },
      {
        path: 'flows/another.flow.yaml',
        live: false,
        refusal: expect.stringContaining('belongs to the flow "orders"'),
      },
      { path: 'flows/orders.flow.yaml', live: true, refusal: null },
    ],
  });
});

test('the doors close while the environment is live or cannot be read, and open again', async () => {
  await using studio = await startStudioRig({ files: { ...emptyWorkspace, 'flows/orders.flow.yaml': orders } });
  const { url } = studio.runtime;
  const environment = join(studio.folder, 'environments/dev.yaml');
  const statusAfter = async (text: string): Promise<number> => {
    await writeFile(environment, text);
    await studio.page.get('/api/workspace/flows');
    return await callHook(url, '/orders');
  };

  const statuses = [
    await statusAfter('name: dev\npurpose: live\n'),
    await statusAfter('name: dev\npurpose: dev\n'),
    await statusAfter('name: [\n'),
    await statusAfter('name: dev\npurpose: dev\nvariables: {}\n'),
  ];

  expect(statuses).toEqual([404, 202, 404, 202]);
});

test('where the environment is no longer for development, a flow that breaks its patterns takes no events', async () => {
  await using studio = await startStudioRig({ files: { ...emptyWorkspace, 'flows/orders.flow.yaml': orders } });
  const environment = join(studio.folder, 'environments/dev.yaml');
  const statusAfter = async (text: string): Promise<number> => {
    await writeFile(environment, text);
    await studio.page.get('/api/workspace/flows');
    return await callHook(studio.runtime.url, '/orders');
  };

  expect(await statusAfter('name: dev\npurpose: dev\nvariables: {}\n')).toBe(202);
  expect(await statusAfter('name: dev\npurpose: test\n')).toBe(404);
  expect(await statusAfter('name: dev\npurpose: dev\n')).toBe(202);
});

test('a studio refuses to start on an environment that is live', async () => {
  await using folder = await makeFolder({ ...emptyWorkspace, 'environments/dev.yaml': 'name: dev\npurpose: live\n' });

  const started = await startRuntime({
    workspace: folder.path,
    environment: 'dev',
    data: join(folder.path, '.penstock'),
    port: 0,
    env: {},
    mode: 'studio',
    writeLog: () => undefined,
    onBroken: () => undefined,
  });

  expect(started).toMatchObject({ ok: false, problems: [{ code: 'studio/live-environment' }] });
});

test('new variables reach the next event without a restart', async () => {
  const greeting = (text: string) => `name: dev\npurpose: dev\nvariables:\n  greeting: ${text}\n`;
  const flow = orders.replace(
    '  taken:\n',
    `  greet:\n    type: map@1\n    name: Greet\n    config:\n      expression: '{"id": id, "said": $vars.greeting}'\n    next: taken\n  taken:\n`,
  );
  await using studio = await startStudioRig({
    files: {
      ...emptyWorkspace,
      'environments/dev.yaml': greeting('hello'),
      'flows/orders.flow.yaml': flow.replace('next: taken\n  greet', 'next: greet\n  greet'),
    },
  });
  const { url } = studio.runtime;
  const said = async (): Promise<string> => {
    await callHook(url, '/orders');
    return await until('a finished run', async () => {
      const { body } = await studio.page.get('/api/runs?state=succeeded&limit=1');
      const [id] = /run_[0-9a-f-]+/.exec(JSON.stringify(body)) ?? [];
      if (id === undefined || seen.has(id)) return undefined;
      seen.add(id);
      return JSON.stringify((await studio.page.get(`/api/runs/${id}`)).body);
    });
  };
  const seen = new Set<string>();

  const first = await said();
  await writeFile(join(studio.folder, 'environments/dev.yaml'), greeting('welcome'));
  await studio.page.get('/api/workspace/facts');
  const second = await said();

  expect(first).toContain('"said":"hello"');
  expect(second).toContain('"said":"welcome"');
});

test('secrets are named with their source and never shown', async () => {
  await using studio = await startStudioRig({
    files: emptyWorkspace,
    env: { PENSTOCK_SECRET_SHOP: 'from-the-environment' },
  });

  const put = await studio.page.post('/api/secrets', { name: 'odoo-key', value: 'a-secret-value-1' });
  const short = await studio.page.post('/api/secrets', { name: 'odoo-key', value: 'x' });
  const list = await studio.page.get('/api/secrets');
  const facts = await studio.page.get('/api/workspace/facts');
  const audit = await studio.page.get('/api/audit?action=secret.stored');

  expect([put.status, short.status]).toEqual([200, 422]);
  expect(list.body).toEqual({
    secrets: [
      { name: 'odoo-key', source: 'store', setAt: expect.stringMatching(/^20\d\d-/) },
      { name: 'shop', source: 'environment', setAt: null },
    ],
  });
  expect(facts.body).toMatchObject({ secrets: ['odoo-key', 'shop'] });
  expect(audit.body).toMatchObject({ entries: [{ actor: 'token:main', subject: 'odoo-key' }] });
  expect(JSON.stringify([list, facts, audit])).not.toMatch(/a-secret-value|from-the-environment/);
});

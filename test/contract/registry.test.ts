import { afterEach, expect, test } from 'vitest';
import { startStudioRig, webhookFlow } from '#test/rigs/studio.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const path = 'registry/systems.yaml';

const systems = `penstock: 1
# Who has what.
systems:
  crm:
    name: CRM
    owner: sales
  shop:
    name: Web shop
    owner: web-shop
    webhooks: [/shop]
entities:
  customer:
    contract: customer@1
    master: crm
    direction: both
`;

function carrying(id: string, trigger: string, send: string): string {
  return `penstock: 1
id: ${id}
name: Carry ${id}
owner: sales
nodes:
  start:
${trigger}    next: shape
  shape:
    type: map@1
    config:
      output: customer@1
      expression: $
    next: send
  send:
    type: http@1
    config:
      connection: ${send}
      method: PUT
      path: /customers/1
    timeout: 30s
`;
}

const hook = '    type: webhook@1\n    config:\n      path: /shop/customers\n      auth:\n        scheme: none\n';

async function studio(files: Readonly<Record<string, string>>) {
  const rig = await startStudioRig({
    files: {
      'penstock.yaml': 'penstock: 1\nname: Shop\n',
      'environments/dev.yaml': 'name: dev\npurpose: dev\n',
      ...files,
    },
  });
  cleanups.push(async () => await rig[Symbol.asyncDispose]());
  return rig.page;
}

const connection = (id: string) => `id: ${id}\nkind: http\nname: The ${id}\nsystem: ${id}\n`;

const registryOf = async (page: Awaited<ReturnType<typeof studio>>) => {
  const { status, body } = await page.get('/api/workspace/registry');
  // The reply was held against its schema before it was sent.
  const view = body as { text: string; etag: string | null; registry: unknown; problems: unknown[]; loops: unknown[] };
  return { status, view };
};

test('a workspace without a registry says so and is no worse for it', async () => {
  const page = await studio({ 'flows/orders.flow.yaml': webhookFlow('orders', '/orders') });

  const { status, view } = await registryOf(page);

  expect(status).toBe(200);
  expect(view).toMatchObject({ path, text: '', etag: null, registry: null, topics: null, problems: [], loops: [] });
});

test('systems, users and the loop of two flows are told', async () => {
  const read =
    '    type: manual@1\n    next: look\n  look:\n    type: http@1\n    config:\n      connection: crm\n      path: /customers/1\n    timeout: 30s\n';
  const page = await studio({
    [path]: systems,
    'registry/topics.yaml': 'penstock: 1\ntopics:\n  orders:\n    owner: sales\n    retention: 30d\n',
    'connections/crm.yaml': connection('crm'),
    'connections/shop.yaml': connection('shop'),
    'flows/in.flow.yaml': carrying('in', hook, 'crm'),
    'flows/out.flow.yaml': carrying('out', read, 'shop'),
  });

  const { view } = await registryOf(page);

  expect(view).toMatchObject({
    text: systems,
    registry: { systems: [{ id: 'crm' }, { id: 'shop' }], entities: [{ entity: 'customer', master: 'crm' }] },
    topics: [{ topic: 'orders', retentionMs: 2_592_000_000 }],
    connections: [
      { id: 'crm', name: 'The crm', system: 'crm' },
      { id: 'shop', name: 'The shop', system: 'shop' },
    ],
    loops: [
      {
        entity: 'customer',
        fields: [],
        chain: [
          { from: 'crm', to: 'shop', flows: ['out'] },
          { from: 'shop', to: 'crm', flows: ['in'] },
        ],
        isCertain: false,
      },
    ],
  });
});

test('the registry is written as any file: by its etag, and all or nothing', async () => {
  const page = await studio({ [path]: systems });
  const { view } = await registryOf(page);
  const text = systems.replace('owner: sales', 'owner: sales-operations');
  const write = (...changes: unknown[]) => page.post('/api/workspace/files', { changes });

  const written = await write({ path, text, expect: view.etag });
  const after = await registryOf(page);
  const late = await write(
    { path: 'registry/topics.yaml', text: 'penstock: 1\n', expect: null },
    { path, text: systems, expect: view.etag },
  );
  const topics = await page.get('/api/workspace/file?path=registry%2Ftopics.yaml');

  expect(written.status).toBe(200);
  expect(after.view).toMatchObject({ text, registry: { systems: [{ owner: 'sales-operations' }, {}] } });
  expect(late).toMatchObject({ status: 409, body: { code: 'workspace/changed-on-disk' } });
  expect(topics.status).toBe(404);
});

test('a registry that cannot be read keeps its text and tells every problem with its line', async () => {
  const page = await studio({
    [path]: systems.replace('master: crm', 'master: crn').replace('owner: web-shop', 'owner: 7'),
    'registry/topics.yaml': 'penstock: 1\ntopics:\n  orders:\n    owner: sales\n',
    'flows/orders.flow.yaml': webhookFlow('orders', '/orders'),
  });

  const { view } = await registryOf(page);
  const flows = await page.get('/api/workspace/flows');

  expect(view.registry).toBeNull();
  expect(view.text).toContain('master: crn');
  expect(view.problems).toMatchObject([
    { file: path, code: 'workspace/invalid-value', line: 9 },
    { file: path, code: 'registry/unknown-system', line: 14 },
    { file: 'registry/topics.yaml', code: 'flow/missing-key', line: 3 },
  ]);
  expect(flows.body).toMatchObject({ flows: [{ id: 'orders', live: true }] });
});

test('problems of the registry are among those of the workspace', async () => {
  const page = await studio({ [path]: 'penstock: 2\n' });

  const { body } = await page.get('/api/workspace/facts');

  expect(body).toMatchObject({ problems: [{ file: path, code: 'workspace/invalid-value', line: 1 }] });
});

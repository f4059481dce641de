import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StudioRig, startStudioRig } from '#test/rigs/studio.ts';

const example = join(import.meta.dirname, '../../examples/order-to-cash');
let rig: StudioRig;

/** Files of order to cash, a shape nobody uses, and a flow nobody can read. */
async function files(): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {
    'contracts/spare@1.schema.json': '{"title":"Spare","properties":{"a":{}}}',
    'contracts/torn@1.schema.json': '{ "type": ',
    'flows/odd.flow.yaml': 'penstock: [',
  };
  for (const entry of await readdir(example, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found[relative(example, path)] = await readFile(path, 'utf8');
  }
  return found;
}

// One for all: only the last test writes.
beforeAll(async () => {
  rig = await startStudioRig({ files: await files() });
});

afterAll(async () => await rig[Symbol.asyncDispose]());

const orderFile = 'contracts/order@1.schema.json';

async function orderText(change: (schema: Record<string, unknown>) => void): Promise<string> {
  const schema: Record<string, unknown> = JSON.parse(await readFile(join(example, orderFile), 'utf8'));
  change(schema);
  return JSON.stringify(schema, null, 2);
}

function without(schema: Record<string, unknown>, field: string): void {
  Reflect.deleteProperty(Object(schema.properties), field);
  schema.required = Array.isArray(schema.required) ? schema.required.filter((name) => name !== field) : [];
}

test('contracts are listed with their classes and how many flows use them, those that cannot be read included', async () => {
  const { status, body } = await rig.page.get('/api/contracts');

  expect(status).toBe(200);
  expect(body).toEqual({
    contracts: [
      {
        name: 'order@1',
        title: 'Order, the canonical object',
        path: orderFile,
        classes: ['public', 'internal', 'personal', 'financial'],
        fields: 10,
        flows: 1,
        problem: null,
      },
      expect.objectContaining({ name: 'shop-order@1', flows: 1 }),
      expect.objectContaining({ name: 'spare@1', title: 'Spare', classes: [], fields: 1, flows: 0 }),
      expect.objectContaining({ name: 'torn@1', path: 'contracts/torn@1.schema.json', problem: expect.any(String) }),
    ],
  });
});

test('uses of a field lead to the steps that have to do with it', async () => {
  const all = await rig.page.get('/api/contracts/order%401/uses');
  const one = await rig.page.get('/api/contracts/order%401/uses?field=totalMinor');

  expect(all).toMatchObject({ status: 200, body: { unread: ['flows/odd.flow.yaml'] } });
  expect(one.body).toMatchObject({
    uses: [
      { flow: 'order-to-cash', node: 'canonical_order', kind: 'produces', field: null, certain: true },
      { node: 'manager_approval', place: 'config.show', kind: 'reads' },
      { node: 'above_limit', nodeName: 'Above the limit?', kind: 'reads', field: 'totalMinor', certain: true },
    ],
  });
});

test('a contract that is not there is refused with its name', async () => {
  const answer = await rig.page.get('/api/contracts/invoice%401/uses');

  expect(answer).toMatchObject({ status: 404, body: { code: 'workspace/no-such-contract' } });
  expect(JSON.stringify(answer.body)).toContain('invoice@1');
});

test('a field that goes breaks the flow that reads it, and asks for the next major version', async () => {
  const text = await orderText((schema) => without(schema, 'totalMinor'));

  const { status, body } = await rig.page.post('/api/contracts/order%401/judge', { text });

  expect(status).toBe(200);
  expect(body).toMatchObject({
    problems: [],
    bump: 'major',
    saveAs: 'order@2',
    changes: [{ path: 'totalMinor', kind: 'field-removed', breaks: { producers: false, consumers: true } }],
    consumers: [{ flow: 'order-to-cash', flowName: 'Shop order to Odoo', verdict: 'breaks' }],
  });
});

test('a text that is no contract is answered with its problems and their places', async () => {
  const broken = await rig.page.post('/api/contracts/order%401/judge', { text: '{ "type": ' });
  const wrong = await rig.page.post('/api/contracts/order%401/judge', { text: '{\n  "type": "txt"\n}' });

  expect(broken.body).toMatchObject({ bump: 'none', problems: [{ code: 'workspace/contract-json', line: 1 }] });
  expect(wrong.body).toMatchObject({ problems: [{ code: 'workspace/contract-schema', line: 2, path: 'type' }] });
});

test('a name no contract can have is refused, a free one is judged as new', async () => {
  const bad = await rig.page.post('/api/contracts/Order/judge', { text: '{}' });
  const fresh = await rig.page.post('/api/contracts/invoice%401/judge', { text: '{}' });

  expect(bad).toMatchObject({ status: 400, body: { code: 'workspace/contract-name' } });
  expect(fresh.body).toMatchObject({ bump: 'none', saveAs: 'invoice@1', consumers: [] });
});

test('what is judged is not saved, and a breaking change may be saved all the same, with its etag', async () => {
  const text = await orderText((schema) => without(schema, 'currency'));
  const before = await rig.page.get(`/api/workspace/file?path=${encodeURIComponent(orderFile)}`);

  await rig.page.post('/api/contracts/order%401/judge', { text });
  const between = await rig.page.get(`/api/workspace/file?path=${encodeURIComponent(orderFile)}`);
  // The workspace's own file, as the call above gave it.
  const { etag } = before.body as { etag: string };
  const saved = await rig.page.post('/api/workspace/files', { changes: [{ path: orderFile, text, expect: etag }] });
  const late = await rig.page.post('/api/workspace/files', {
    changes: [{ path: orderFile, text: '{}', expect: etag }],
  });
  const after = await rig.page.post('/api/contracts/order%401/judge', { text });

  expect(between.body).toEqual(before.body);
  expect(saved.status).toBe(200);
  expect(late).toMatchObject({ status: 409, body: { code: 'workspace/changed-on-disk' } });
  expect(after.body).toMatchObject({ bump: 'none', changes: [] });
});

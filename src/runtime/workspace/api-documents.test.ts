import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { apiDocument } from '#test/fakes/saas/openapi.ts';
import { admitWorkspace } from '../deployments/deployments.ts';
import { readWorkspace, type Workspace } from './workspace.ts';

const connection = `id: billing
kind: openapi
name: Billing
auth:
  scheme: api-key
  secret: billing-key
  query: api_key
allow:
  operations: [getCustomer, createCustomer]
idempotency:
  header: Idempotency-Key
  keptFor: 24h
`;

const flow = `penstock: 1
id: look-up
name: Look up
nodes:
  start:
    type: manual@1
    next: get
  get:
    type: saas@1
    name: Look up
    config:
      connection: billing
      operation: getCustomer
      parameters:
        id: '{{ id }}'
    timeout: 30s
`;

async function read(files: Readonly<Record<string, string>>): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-api-'));
  try {
    for (const name of ['connections', 'flows']) await mkdir(join(folder, name));
    const all = { 'penstock.yaml': 'penstock: 1\nname: Test\n', 'flows/look-up.flow.yaml': flow, ...files };
    for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
    return await readWorkspace(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function planOf(workspace: Workspace) {
  const { admitted, refused } = admitWorkspace(workspace, (text) => text);
  return admitted[0]?.plan ?? JSON.stringify(refused);
}

const json = JSON.stringify(apiDocument());
const yaml = stringify(apiDocument());

test('a connection carries the operations of the document beside it, and plans and checks know them', async () => {
  const workspace = await read({ 'connections/billing.yaml': connection, 'connections/billing.openapi.yaml': yaml });

  const plan = planOf(workspace);

  expect(workspace.problems).toEqual([]);
  expect(workspace.connections[0]?.api?.operations).toHaveLength(7);
  expect(plan).toMatchObject({ nodes: { get: { effect: 'read', safety: 'read' } } });
});

test('a plan changes with the facts of an operation, not with its words or its spelling', async () => {
  const changed = json.replace('/customers/{id}', '/clients/{id}');
  const reworded = json.replaceAll('Look up a customer', 'Find a customer').replaceAll('"Customer ', '"Client ');
  const texts = [json, reworded, changed];

  const workspaces = await Promise.all(
    texts.map((text) => read({ 'connections/billing.yaml': connection, 'connections/billing.openapi.json': text })),
  );

  const [first, second, third] = workspaces.map(planOf).map((plan) => (typeof plan === 'string' ? plan : plan.hash));
  expect(second).toBe(first);
  expect(third).not.toBe(first);
  expect(third).toContain('/clients/{id}');
});

test.each([
  ['no document', { 'connections/billing.yaml': connection }, 'openapi/document-missing'],
  [
    'two documents',
    {
      'connections/billing.yaml': connection,
      'connections/billing.openapi.yaml': yaml,
      'connections/billing.openapi.json': json,
    },
    'openapi/document-doubled',
  ],
  [
    'a broken document',
    { 'connections/billing.yaml': connection, 'connections/billing.openapi.yaml': 'swagger: "2.0"\n' },
    'openapi/version',
  ],
])('%s is a problem, and keeps the flow out', async (_, files, code) => {
  const workspace = await read(files);

  const plan = planOf(workspace);

  expect(workspace.problems.map((problem) => problem.code)).toEqual([code]);
  expect(plan).toContain('connection/operation-unknown');
});

test('an allowed operation the document does not have is named with its neighbour', async () => {
  const misspelt = connection.replace('createCustomer', 'createCustomr');

  const workspace = await read({ 'connections/billing.yaml': misspelt, 'connections/billing.openapi.json': json });

  expect(workspace.problems).toMatchObject([
    { code: 'workspace/unknown-operation', file: 'connections/billing.yaml', path: 'allow.operations.1' },
  ]);
  expect(workspace.problems[0]?.message).toContain('createCustomer');
});

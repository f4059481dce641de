import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type StudioRig, startStudioRig, webhookFlow } from '#test/rigs/studio.ts';

let rig: StudioRig;

const dev = `name: dev
purpose: dev
variables:
  # What a manager has to look at.
  limitMinor: 1000
  region: north
connections:
  crm:
    url: http://127.0.0.1:9001
    database: trial
egress:
  allowPrivate: [127.0.0.0/8]
`;

const live = `name: live
purpose: live
labels:
  region: eu
variables:
  limitMinor: 500000
connections:
  crm:
    url: https://erp.example.com
    database: production
`;

const crm = `id: crm
kind: odoo
name: CRM
auth:
  scheme: bearer
  secret: crm-key
`;

const mapping = `penstock: 1
id: orders
name: Orders
version: 0.1.0
owner: sales
nodes:
  received:
    type: webhook@1
    config:
      path: /orders
      auth:
        scheme: none
    next: shape
  shape:
    type: map@1
    config:
      expression: '{"limit": $vars.limitMinor, "region": $vars.region}'
`;

const files: Readonly<Record<string, string>> = {
  'penstock.yaml': 'penstock: 1\nname: Shop\n',
  'environments/dev.yaml': dev,
  'environments/live.yaml': live,
  'connections/crm.yaml': crm,
};

beforeAll(async () => {
  rig = await startStudioRig({ files, env: { PENSTOCK_SECRET_CRM_KEY: 'no-key-of-anything' } });
});

afterAll(() => rig[Symbol.asyncDispose]());

/** The one studio of these tests, on a workspace that is as it was in the beginning, with more in it. */
async function studio(more: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const folder of ['environments', 'flows']) await rm(join(rig.folder, folder), { recursive: true, force: true });
  for (const [path, text] of Object.entries({ ...files, ...more })) {
    await mkdir(dirname(join(rig.folder, path)), { recursive: true });
    await writeFile(join(rig.folder, path), text);
  }
}

const etagOf = async (name: string): Promise<string> => {
  const { body } = await rig.page.get('/api/environments');
  // The reply was held against its schema before it was sent.
  const { environments } = body as { environments: readonly { name: string; etag: string }[] };
  return environments.find((one) => one.name === name)?.etag ?? '';
};

const fileOf = (name: string) => readFile(join(rig.folder, 'environments', `${name}.yaml`), 'utf8');

describe('environments beside each other', () => {
  test('bindings, variables, labels and secrets of each are told, and what a binding lacks', async () => {
    await studio({
      'environments/trial.yaml':
        'name: trial\npurpose: test\nconnections:\n  crm:\n    url: https://trial.example.com\n',
      'flows/orders.flow.yaml': webhookFlow('orders', '/orders').replace(
        'scheme: none',
        'scheme: standard-webhooks\n        secrets: [shop-key]',
      ),
    });

    const { status, body } = await rig.page.get('/api/environments');

    expect(status).toBe(200);
    expect(body).toMatchObject({
      served: 'dev',
      connections: [{ id: 'crm', kind: 'odoo', keys: [{ key: 'url' }, { key: 'database' }] }],
      environments: [
        { name: 'dev', allowPrivate: ['127.0.0.0/8'], bindings: [{ connection: 'crm', missing: [], wrong: [] }] },
        { name: 'trial', bindings: [{ connection: 'crm', missing: ['database'] }] },
        {
          name: 'live',
          labels: { region: 'eu' },
          secrets: [
            { name: 'crm-key', here: true, usedBy: ['crm'] },
            { name: 'shop-key', here: false, usedBy: ['orders'] },
          ],
        },
      ],
      unread: [],
      clashes: [],
    });
  });

  test('a comparison says in sentences what is different, and nothing of what is equal', async () => {
    await studio();

    const { body } = await rig.page.get('/api/environments/compare?from=dev&to=live');

    expect(body).toMatchObject({
      differences: [
        'The connection "crm" leads elsewhere in live than in dev.',
        'The variable "limitMinor" has another value in live than in dev.',
        'The variable "region" is set in dev and not in live.',
        'The label "region" is set in live and not in dev.',
        'The private range "127.0.0.0/8" may be reached in dev and not in live.',
      ],
      rows: [{ kind: 'connection', key: 'crm', state: 'different', typed: ['url', 'database'] }, {}, {}, {}, {}],
    });
  });

  test('an environment nobody has is refused with those there are', async () => {
    await studio();

    const { status, body } = await rig.page.get('/api/environments/compare?from=dev&to=prod');

    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'workspace/no-environment', detail: expect.stringContaining('dev, live') });
  });
});

describe('changing an environment', () => {
  test('entries are set and taken out, in canonical form, and comments stay', async () => {
    await studio();

    const { status } = await rig.page.post('/api/environments/write', {
      environment: 'dev',
      expect: await etagOf('dev'),
      edits: [
        { kind: 'label', key: 'region', value: 'eu' },
        { kind: 'variable', key: 'limitMinor', value: 2000 },
        { kind: 'variable', key: 'region' },
        { kind: 'private-range', key: '127.0.0.0/8' },
      ],
    });

    expect(status).toBe(200);
    expect(await fileOf('dev')).toBe(
      'name: dev\npurpose: dev\nlabels:\n  region: eu\nvariables:\n  # What a manager has to look at.\n  limitMinor: 2000\nconnections:\n  crm:\n    url: http://127.0.0.1:9001\n    database: trial\n',
    );
  });

  test('somebody who was faster is not overwritten', async () => {
    await studio();
    const write = async (value: number, expected: string) =>
      await rig.page.post('/api/environments/write', {
        environment: 'dev',
        expect: expected,
        edits: [{ kind: 'variable', key: 'limitMinor', value }],
      });
    const before = await etagOf('dev');

    await write(1, before);
    const late = await write(2, before);

    expect(late).toMatchObject({ status: 409, body: { code: 'workspace/changed-on-disk' } });
    expect(await fileOf('dev')).toContain('limitMinor: 1\n');
  });

  test('no environment but a live one is led to the address and database of live', async () => {
    await studio();
    const before = await fileOf('dev');
    const edits = [
      { kind: 'connection', key: 'crm', value: { url: 'https://ERP.example.com:443/', database: 'production' } },
    ];

    const { status, body } = await rig.page.post('/api/environments/write', {
      environment: 'dev',
      expect: await etagOf('dev'),
      edits,
    });

    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'environment/reaches-live', detail: expect.stringContaining('"crm"') });
    expect(await fileOf('dev')).toBe(before);
  });
});

describe('taking entries over', () => {
  test('variables go over as they are, and what live has of its own stays', async () => {
    await studio();

    const { status, body } = await rig.page.post('/api/environments/promote', {
      from: 'dev',
      to: 'live',
      items: [{ kind: 'variable', key: 'region' }],
    });

    expect(status).toBe(200);
    expect(await fileOf('live')).toBe(live.replace('limitMinor: 500000\n', 'limitMinor: 500000\n  region: north\n'));
    expect(body).toMatchObject({ path: 'environments/live.yaml' });
  });

  test('an address and a database are never copied into live: they are typed, or stay', async () => {
    await studio({ 'environments/live.yaml': 'name: live\npurpose: live\n' });
    const promote = (typed?: Readonly<Record<string, string>>) =>
      rig.page.post('/api/environments/promote', {
        from: 'dev',
        to: 'live',
        items: [{ kind: 'connection', key: 'crm', ...(typed === undefined ? {} : { typed }) }],
      });

    const copied = await promote();
    const half = await promote({ url: 'https://erp.example.com' });
    const typed = await promote({ url: 'https://erp.example.com', database: 'production' });

    expect(copied).toMatchObject({ status: 422, body: { code: 'environment/must-be-typed' } });
    expect(half.body).toMatchObject({ detail: expect.stringContaining('"database"') });
    expect(typed.status).toBe(200);
    expect(await fileOf('live')).toBe(
      'name: live\npurpose: live\nconnections:\n  crm:\n    url: https://erp.example.com\n    database: production\n',
    );
  });

  test('typing what dev has into live is refused: dev would reach live from then on', async () => {
    await studio();

    const { body } = await rig.page.post('/api/environments/promote', {
      from: 'dev',
      to: 'live',
      items: [{ kind: 'connection', key: 'crm', typed: { url: 'http://127.0.0.1:9001', database: 'trial' } }],
    });

    expect(body).toMatchObject({ code: 'environment/reaches-live' });
  });
});

test('trying an activation tells per flow what would keep it out there, and starts nothing', async () => {
  await studio({ 'flows/orders.flow.yaml': mapping, 'flows/open.flow.yaml': webhookFlow('open', '/open') });

  const { body } = await rig.page.get('/api/environments/check?environment=live');
  const here = await rig.page.get('/api/environments/check?environment=dev');

  expect(here.body).toMatchObject({
    flows: [
      { flow: 'open', goesLive: true },
      { flow: 'orders', goesLive: true },
    ],
  });
  expect(body).toMatchObject({
    flows: [
      { flow: 'open', goesLive: false },
      { flow: 'orders', goesLive: false },
    ],
  });
  // The reply was held against its schema before it was sent.
  const { flows } = body as { flows: readonly { hindrances: readonly { kind: string; sentence: string }[] }[] };
  expect(flows[1]?.hindrances).toContainEqual(
    expect.objectContaining({ kind: 'variable', sentence: expect.stringContaining('$vars.region') }),
  );
  expect(flows[0]?.hindrances.every(({ kind }) => kind === 'finding')).toBe(true);
});

/** A flow that follows the baseline but for a warning: it holds a long script. */
const taking = (criticality: string) => `penstock: 1
id: taking
name: Taking
version: 0.1.0
description: What comes in, and what it becomes.
owner: sales
lifecycle: active
classification:
  criticality: ${criticality}
  mode: event
  data: [internal]
decision:
  impact: low
  staleness: 15m
  volume: 60/h
  recovery: 4h
  mode: event
  control: direct
nodes:
  received:
    type: webhook@1
    name: Received
    config:
      path: /taking
      auth:
        scheme: standard-webhooks
        secrets: [crm-key]
      dedupe:
        key: id
        for: 30d
    next: count
  count:
    type: script@1
    name: Count
    config:
      code: |-
${Array.from({ length: 120 }, (_, line) => `        const line${line} = ${line};`).join('\n')}
        return { line119 };
`;

test('warnings of a pattern keep a flow of high criticality out, and the trial says so', async () => {
  await studio({ 'flows/taking.flow.yaml': taking('low') });
  const low = await rig.page.get('/api/environments/check?environment=live');
  await studio({ 'flows/taking.flow.yaml': taking('high') });

  const high = await rig.page.get('/api/environments/check?environment=live');

  expect(low.body).toMatchObject({ flows: [{ flow: 'taking', goesLive: true, hindrances: [] }] });
  expect(high.body).toMatchObject({ flows: [{ flow: 'taking', goesLive: false }] });
  // The reply was held against its schema before it was sent.
  const { flows } = high.body as { flows: readonly { hindrances: readonly { kind: string }[] }[] };
  expect(flows[0]?.hindrances.map(({ kind }) => kind)).toContain('finding');
});

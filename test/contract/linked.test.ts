import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  digestOf,
  exportOrders,
  type LiveRig,
  makeData,
  makeSigner,
  ordersFlow,
  sealBundle,
  siteFile,
  startLive,
} from '#test/rigs/bundles.ts';
import { makeFolder, type StudioRig, startStudioRig } from '#test/rigs/studio.ts';
import { until } from '#test/rigs/until.ts';

const ada = makeSigner('ada', 'author');
const ben = makeSigner('ben', 'approver');
const eva = makeSigner('eva', 'emergency');

const cleanUp = new AsyncDisposableStack();
let studio: StudioRig;
let live: LiveRig;
let id: string;

beforeAll(async () => {
  const site = cleanUp.use(
    await makeFolder({
      'penstock.yaml': siteFile([ada, ben, eva]),
      'environments/live.yaml': 'name: live\npurpose: live\n',
    }),
  );
  const data = cleanUp.use(await makeData());
  live = cleanUp.use(await startLive({ site: site.path, data: data.path }));
  studio = cleanUp.use(
    await startStudioRig({
      files: {
        'penstock.yaml': 'penstock: 1\nname: Shop\n',
        'environments/dev.yaml': 'name: dev\npurpose: dev\n',
        'flows/orders.flow.yaml': ordersFlow('1.0.0'),
        'contracts/order@1.schema.json': JSON.stringify({
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          type: 'object',
          properties: { buyer: { type: 'string', 'x-class': 'personal' }, id: { type: 'integer' } },
        }),
      },
    }),
  );
  const { body } = await studio.page.post('/api/linked', {
    name: 'Live site',
    address: `${live.runtime.url}/`,
    token: live.runtime.token,
  });
  // The reply was held against its schema before it was sent.
  id = (body as { server: { id: string } }).server.id;
}, 30_000);

afterAll(() => cleanUp.disposeAsync());

const add = (asked: { readonly name?: string; readonly address: string; readonly token?: string }) =>
  studio.page.post('/api/linked', { name: 'Another', token: 'a-token-of-nobody', ...asked });

const release = async (version: string, signers = [ada, ben]): Promise<{ file: string; digest: string }> => {
  const bytes = sealBundle(await exportOrders(ordersFlow(version)), signers);
  const file = `orders-${version}.pstk`;
  await mkdir(join(studio.data, 'releases'), { recursive: true });
  await writeFile(join(studio.data, 'releases', file), bytes);
  return { file, digest: digestOf(bytes) };
};

const deploy = (what: unknown) => studio.page.post(`/api/linked/${id}/deploy`, what);

const activate = (digest: string, acceptReach: boolean) =>
  studio.page.post(`/api/linked/${id}/activate`, { digest, acceptReach });

const flowsThere = async (): Promise<readonly Record<string, unknown>[]> => {
  const { body } = await studio.page.get(`/api/linked/${id}/live`);
  // The reply was held against its schema before it was sent.
  return (body as { flows: readonly Record<string, unknown>[] }).flows;
};

describe('linking', () => {
  test('a server is asked who the token is, and told with its environment', async () => {
    const { body } = await studio.page.get('/api/linked');

    expect(body).toEqual({
      servers: [
        {
          id: 'live-site',
          name: 'Live site',
          address: live.runtime.url,
          state: 'connected',
          sentence: null,
          environment: 'live',
          healthy: true,
          signedOnly: true,
          takesBundles: true,
        },
      ],
    });
  });

  test.for([
    ['http://flows.example.com', 'linked/bad-address'],
    ['https://me:secret@flows.example.com', 'linked/bad-address'],
    ['https://flows.example.com/api', 'linked/bad-address'],
    ['flows.example.com', 'linked/bad-address'],
    ['http://127.0.0.1:9', 'linked/unreachable'],
  ] as const)('%s is refused as %s', async ([address, code]) => {
    const { body } = await add({ address });

    expect(body).toMatchObject({ code, detail: expect.stringMatching(/\.$/) });
  });

  test('a token the server does not know links nothing', async () => {
    const { body } = await add({ address: live.runtime.url });

    const list = await studio.page.get('/api/linked');
    expect(body).toMatchObject({ code: 'linked/signed-out' });
    expect(list.body).toMatchObject({ servers: [{ id }] });
  });

  test.for([
    ['what is no Penstock', 200, '<html>', 'linked/strange-answer'],
    ['an endless answer', 200, `"${'x'.repeat(17 * 1024 * 1024)}"`, 'linked/strange-answer'],
    ['a redirect', 302, '', 'linked/unreachable'],
  ] as const)('%s is a sentence', async ([_, status, answer, code]) => {
    const other = createServer((_request, response) => {
      response.writeHead(status, { location: 'https://elsewhere.example.com/' }).end(answer);
    });
    await new Promise<void>((listening) => void other.listen(0, '127.0.0.1', listening));
    // A server that listens on a port has an address of this kind.
    const { port } = other.address() as AddressInfo;

    const { body } = await add({ address: `http://127.0.0.1:${port}` });
    other.closeAllConnections();
    other.close();

    expect(body).toMatchObject({ code });
  });

  test('the token rests sealed under a name no file can name, and is told nowhere', async () => {
    const secrets = await studio.page.get('/api/secrets');
    const taken = await studio.page.post('/api/secrets', { name: '~linked/live-site', value: 'another-token' });
    const kept = await readFile(join(studio.data, 'linked.json'), 'utf8');
    const audit = await studio.page.get('/api/audit?action=linked.added');

    expect(secrets.body).toEqual({ secrets: [] });
    expect(taken).toMatchObject({ status: 422, body: { code: 'secrets/bad-name' } });
    expect(kept).not.toContain(live.runtime.token);
    expect(JSON.stringify(audit.body)).not.toContain(live.runtime.token);
    expect(audit.body).toMatchObject({ entries: [{ subject: id, detail: { as: 'token:main' } }] });
  });

  test('a link is removed with its token', async () => {
    const { body } = await add({ name: 'Short', address: live.runtime.url, token: live.runtime.token });
    // The reply was held against its schema before it was sent.
    const { server } = body as { server: { id: string } };

    const removed = await studio.page.post(`/api/linked/${server.id}/remove`, undefined);

    const asked = await studio.page.get(`/api/linked/${server.id}/live`);
    expect(removed.body).toEqual({ done: true });
    expect(asked).toMatchObject({ status: 404, body: { code: 'linked/unknown' } });
    expect(studio.runtime.secrets.kept('~linked/short')?.reveal()).toBe('-');
  });
});

test('a release is handed over, goes live after one yes, shows its runs masked, and is rolled back', async () => {
  const first = await release('1.0.0');
  const second = await release('1.1.0');
  const { body: kept } = await studio.page.get('/api/releases');
  expect(kept).toMatchObject({ releases: [{ approvers: ['ben'] }, { flows: [{ flow: 'orders' }] }] });

  const handed = await deploy({ release: first.file });
  expect(handed.body).toMatchObject({
    digest: first.digest,
    approvers: ['ben'],
    flows: [{ flow: 'orders', version: '1.0.0', live: null }],
    newReach: expect.arrayContaining([expect.objectContaining({ kind: 'webhook', sentence: expect.any(String) })]),
  });
  const silent = await activate(first.digest, false);
  expect(silent).toMatchObject({ status: 422, body: { code: 'deployment/new-reach' } });
  expect(await flowsThere()).toEqual([]);

  expect((await activate(first.digest, true)).status).toBe(200);
  expect(await flowsThere()).toMatchObject([
    {
      flow: 'orders',
      name: 'Orders',
      version: '1.0.0',
      approvers: ['ben'],
      emergency: null,
      before: null,
      here: { state: 'same', version: '1.0.0' },
    },
  ]);

  const fetched = await fetch(`${live.runtime.url}/hooks/orders`, {
    method: 'POST',
    headers: { authorization: 'Bearer shop-key-of-the-tests', 'content-type': 'application/json' },
    body: JSON.stringify({ id: 7, buyer: 'Jane Appleseed', mail: 'jane@example.com', city: 'Ghent' }),
  });
  expect(fetched.status).toBe(202);
  const run = await until('the end of the run', async () => {
    const { body } = await studio.page.get(`/api/linked/${id}/runs?flow=orders&state=succeeded&limit=1`);
    // The reply was held against its schema before it was sent.
    return (body as { runs: readonly { id: string }[] }).runs[0]?.id;
  });
  const { body: told } = await studio.page.get(`/api/linked/${id}/runs/${run}`);
  expect(told).toMatchObject({ id: run, flow: 'orders' });
  expect(JSON.stringify(told)).toContain('•••');
  expect(JSON.stringify(told)).toContain('Ghent');
  expect(JSON.stringify(told)).not.toMatch(/Jane|jane@example/);

  await deploy({ bundle: (await readFile(join(studio.data, 'releases', second.file))).toString('base64') });
  expect((await activate(second.digest, false)).status).toBe(200);
  expect(await flowsThere()).toMatchObject([{ version: '1.1.0', before: { version: '1.0.0' } }]);

  const back = await studio.page.post(`/api/linked/${id}/rollback`, { flow: 'orders', reason: 'Orders are doubled.' });
  expect(back.body).toMatchObject({ flows: [{ flow: 'orders', from: '1.1.0', to: '1.0.0' }] });
  const audit = await studio.page.get('/api/audit?action=linked.rolled-back');
  expect(audit.body).toMatchObject({ entries: [{ subject: id, detail: { flow: 'orders', outcome: 'done' } }] });
});

test('what the server refuses keeps its own code and sentence', async () => {
  const unsigned = await release('2.0.0', [ada]);

  const handed = await deploy({ release: unsigned.file });

  expect(handed).toMatchObject({ status: 422, body: { code: 'bundle/too-few-approvals' } });
});

test('a release that is not kept, or a path, is refused', async () => {
  const absent = await deploy({ release: 'nothing-1.0.0.pstk' });
  const path = await deploy({ release: '../key' });

  expect(absent.body).toMatchObject({ code: 'linked/no-release' });
  expect(path.body).toMatchObject({ code: 'linked/no-release' });
});

test('an emergency is told with its reason and its end', async () => {
  const bytes = sealBundle(await exportOrders(ordersFlow('3.0.0')), [eva]);
  await deploy({ bundle: Buffer.from(bytes).toString('base64') });

  const made = await activate(digestOf(bytes), true);

  expect(made.status).toBe(200);
  expect(await flowsThere()).toMatchObject([
    { version: '3.0.0', emergency: { by: 'eva', reason: 'The shop stands still.', incident: 'INC-7' } },
  ]);
});

import type { ChildProcess } from 'node:child_process';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEventStream } from '#api/event-stream.ts';
import { emptyWorkspace, makeFolder, type SignedInPage, signIn, webhookFlow } from '#test/rigs/studio.ts';
import { until } from '#test/rigs/until.ts';
import { buildPenstock, endProcess, firstLine, penstock, startPenstock } from './fixtures/penstock.ts';

const orders = webhookFlow('orders', '/orders');
const path = 'flows/orders.flow.yaml';

let folder: Awaited<ReturnType<typeof makeFolder>>;
let child: ChildProcess;
let ready: { readonly url: string; readonly pid: number; readonly address: string; readonly token: string };
let page: SignedInPage;

beforeAll(async () => {
  await buildPenstock();
  folder = await makeFolder({ ...emptyWorkspace, [path]: orders, 'samples/order.json': '{ "id": "1" }\n' });
  child = startPenstock(['studio', folder.path, '--port', '0', '--json', '--no-open']);
  ready = JSON.parse(await firstLine(child));
  page = await signIn(ready.address);
}, 120_000);

afterAll(async () => {
  await endProcess(child, 'SIGTERM');
  await folder[Symbol.asyncDispose]();
});

const filesNow = async (): Promise<Map<string, string>> => {
  const { body } = await page.get('/api/workspace');
  // The reply was held against its schema before it was sent.
  const { files } = body as { readonly files: readonly { readonly path: string; readonly etag: string }[] };
  return new Map(files.map((file) => [file.path, file.etag]));
};

const read = async (file: string): Promise<{ readonly text: string; readonly etag: string }> => {
  const { body } = await page.get(`/api/workspace/file?path=${encodeURIComponent(file)}`);
  // The reply was held against its schema before it was sent.
  return body as { readonly text: string; readonly etag: string };
};

const write = (...changes: readonly { path: string; text: string | null; expect: string | null }[]) =>
  page.post('/api/workspace/files', { changes });

const callHook = async (hook: string): Promise<number> => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"id":"1"}' };
  return (await fetch(`${ready.url}/hooks${hook}`, init)).status;
};

describe('signing in', () => {
  test('the address works once, and gives a cookie that scripts cannot read', async () => {
    const restarted = new URL(ready.address);

    const again = await signIn(ready.address).catch((error: unknown) => String(error));
    const who = await page.get('/api/session');

    expect(restarted.hash).toMatch(/^#token=[\w-]{43}$/);
    expect(again).toContain('access/token-spent');
    expect(who).toMatchObject({ status: 200, body: { name: 'token:main' } });
  });

  test('without cookie or token nobody reads or writes', async () => {
    const statuses = [];
    for (const call of ['/api/workspace', '/api/workspace/events', '/api/secrets', '/api/session'])
      statuses.push((await fetch(`${ready.url}${call}`)).status);
    statuses.push((await fetch(`${ready.url}/api/workspace/files`, { method: 'POST', body: '{}' })).status);

    expect(statuses).toEqual([401, 401, 401, 401, 401]);
  });

  test('the cookie alone changes nothing: a page must say that it is one of this server', async () => {
    const { cookie } = page;
    const { origin } = new URL(ready.url);
    const send = async (headers: Record<string, string>): Promise<number> => {
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"changes":[]}',
      };
      return (await fetch(`${ready.url}/api/workspace/files`, init)).status;
    };

    const statuses = [
      await send({ cookie }),
      await send({ cookie, origin }),
      await send({ cookie, 'x-penstock': '1' }),
      await send({ cookie, origin: 'https://evil.example', 'x-penstock': '1' }),
      await send({ cookie, origin: 'null', 'x-penstock': '1' }),
      await send({ cookie, origin: 'http://127.0.0.1:1', 'x-penstock': '1' }),
      await send({ cookie, origin, 'x-penstock': '1', 'sec-fetch-site': 'cross-site' }),
      await send({ cookie, origin, 'x-penstock': '1', authorization: 'Bearer guessed' }),
      await send({ cookie, origin, 'x-penstock': '1' }),
      await send({ authorization: `Bearer ${ready.token}` }),
    ];

    expect(statuses).toEqual([401, 401, 401, 403, 403, 403, 403, 401, 400, 400]);
  });
});

describe('files', () => {
  test('are listed with the environment, and the data directory is none of them', async () => {
    const { body } = await page.get('/api/workspace');

    expect(body).toMatchObject({
      name: 'Shop',
      mode: 'studio',
      environment: { name: 'dev', purpose: 'dev' },
      environments: [{ name: 'dev', purpose: 'dev' }],
      git: null,
    });
    expect([...(await filesNow()).keys()]).toEqual([
      'environments/dev.yaml',
      path,
      'penstock.yaml',
      'samples/order.json',
    ]);
    expect(await readFile(join(folder.path, '.penstock/.gitignore'), 'utf8')).toBe('*\n');
  });

  test('that are opened and saved unchanged keep every byte and their place on disk', async () => {
    const before = await stat(join(folder.path, path));

    const { text, etag } = await read(path);
    const saved = await write({ path, text, expect: etag });
    const after = await stat(join(folder.path, path));

    expect(text).toBe(orders);
    expect(saved).toEqual({ status: 200, body: { files: [{ path, etag }] } });
    expect([after.ino, after.mtimeMs, after.size]).toEqual([before.ino, before.mtimeMs, before.size]);
  });

  test('that others changed meanwhile are not overwritten, and nothing else of the write is done', async () => {
    const { etag } = await read('samples/order.json');
    await writeFile(join(folder.path, 'samples/order.json'), '{ "id": "2" }\n');

    const refused = await write(
      { path: 'samples/new.json', text: '1', expect: null },
      { path: 'samples/order.json', text: '{ "id": "3" }\n', expect: etag },
    );

    expect(refused).toMatchObject({ status: 409, body: { code: 'workspace/changed-on-disk' } });
    expect(JSON.stringify(refused.body)).toContain('samples/order.json');
    expect((await read('samples/order.json')).text).toBe('{ "id": "2" }\n');
    expect((await filesNow()).has('samples/new.json')).toBe(false);
  });

  test('outside of the workspace are never read and never written', async () => {
    const hostile = [
      '../penstock.yaml',
      '../../etc/passwd',
      '/etc/passwd',
      '//etc/passwd',
      'flows/../../secret.flow.yaml',
      'flows/../penstock.yaml',
      'flows/./x.flow.yaml',
      'flows//x.flow.yaml',
      './penstock.yaml',
      '.penstock/key',
      '.penstock/penstock.db',
      'flows/../.penstock/key',
      '.git/config',
      '.git/hooks/pre-commit',
      '.env',
      'flows/.hidden.flow.yaml',
      'flows/.git/x.flow.yaml',
      'flows\\..\\x.flow.yaml',
      'C:/x.flow.yaml',
      'flows/x.flow.yaml\u0000.json',
      'flows/x\n.flow.yaml',
      '%2e%2e/penstock.yaml',
      '..%2fpenstock.yaml',
      'flows/..;/x.flow.yaml',
      'package.json',
      'flows/run.sh',
      'flows/x.flow.yaml.mjs',
      'node_modules/x.json',
      'FLOWS/x.flow.yaml',
      'flows/con.flow.yaml',
      'flows/x .flow.yaml/',
      'file:///etc/passwd',
      '__proto__',
      `flows/${'x'.repeat(280)}.flow.yaml`,
    ];

    const reads = await Promise.all(
      hostile.map(async (name) => (await page.get(`/api/workspace/file?path=${encodeURIComponent(name)}`)).status),
    );
    const writes = await Promise.all(
      hostile.map(async (name) => (await write({ path: name, text: 'x', expect: null })).status),
    );

    expect(hostile.length).toBeGreaterThanOrEqual(25);
    expect([...new Set([...reads, ...writes])]).toEqual([400]);
    expect([...(await filesNow()).keys()]).toEqual([
      'environments/dev.yaml',
      path,
      'penstock.yaml',
      'samples/order.json',
    ]);
  });

  test('are searched with their flow and step', async () => {
    const { body } = await page.get('/api/workspace/search?text=MILESTONE%3A');

    expect(body).toMatchObject({ matches: [{ path, flow: 'orders', node: 'taken' }], complete: true });
  });
});

describe('what happens', () => {
  test('is heard at once: a change on disk once as of the disk, a save once as of the studio', async () => {
    const leaving = new AbortController();
    const response = await fetch(`${ready.url}/api/workspace/events`, {
      headers: { cookie: page.cookie },
      signal: leaving.signal,
    });
    const heard: unknown[] = [];
    const listening = (async () => {
      if (response.body === null) throw new Error('no stream');
      for await (const { data } of readEventStream(response.body.pipeThrough(new TextDecoderStream())))
        heard.push(JSON.parse(data));
    })().catch(() => undefined);

    await writeFile(join(folder.path, 'samples/heard.json'), '1');
    await until('the change on disk', () => (heard.length >= 1 ? heard : undefined));
    const { etag } = await read('samples/heard.json');
    await write({ path: 'samples/heard.json', text: null, expect: etag });
    await until('the save', () => (heard.length >= 2 ? heard : undefined));
    await page.get('/api/workspace');
    leaving.abort();
    await listening;

    expect(heard).toEqual([
      { kind: 'file', path: 'samples/heard.json', etag, at: expect.any(String), by: 'disk' },
      { kind: 'file', path: 'samples/heard.json', etag: null, at: expect.any(String), by: 'studio' },
    ]);
  });

  test('a flow that is saved takes events at once, and one that is removed takes none', async () => {
    const file = 'flows/returns.flow.yaml';
    const before = await callHook('/returns');

    const saved = await write({ path: file, text: webhookFlow('returns', '/returns'), expect: null });
    const live = await callHook('/returns');
    await write({ path: file, text: null, expect: (await filesNow()).get(file) ?? null });
    const after = await callHook('/returns');

    expect(saved.status).toBe(200);
    expect([before, live, after]).toEqual([404, 202, 404]);
  });

  test('a flow edited with another program takes events at its new address', async () => {
    await writeFile(join(folder.path, path), orders.replace('path: /orders', 'path: /orders-2'));
    const moved = await until('the new address', async () => {
      const status = await callHook('/orders-2');
      return status === 404 ? undefined : status;
    });
    const old = await callHook('/orders');

    expect([moved, old]).toEqual([202, 404]);
  });
});

describe('the program', () => {
  test('refuses a live environment in a sentence', async () => {
    await using live = await makeFolder({ ...emptyWorkspace, 'environments/live.yaml': 'name: live\npurpose: live\n' });

    const refused = await penstock(['studio', live.path, '--env', 'live', '--port', '0']);

    expect(refused.code).toBe(78);
    expect(refused.stderr).toContain('which a studio does not serve');
  });

  test('starts on a folder that has nothing but its name', async () => {
    await using bare = await makeFolder({ 'penstock.yaml': 'penstock: 1\nname: Bare\n' });
    const started = startPenstock(['studio', bare.path, '--port', '0', '--no-open']);

    const line = await firstLine(started);
    const code = await endProcess(started, 'SIGTERM');

    expect(line).toMatch(/^Open the designer: http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
    expect(code).toBe(0);
    await rm(bare.path, { recursive: true, force: true });
  });
});

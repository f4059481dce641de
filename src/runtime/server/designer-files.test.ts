import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createAccess, createGrant } from '#runtime/access/tokens.ts';
import { createMachineClock } from '#runtime/machine/clock.ts';
import { createStubEngine } from '#test/contract/fixtures/stub-engine.ts';
import { createStubStore } from '#test/contract/fixtures/stub-store.ts';
import { makeFolder } from '#test/rigs/studio.ts';
import { designerPolicy, readDesigner } from './designer-files.ts';
import { createHandlers } from './handlers.ts';
import { startServer } from './server.ts';

type Heard = { readonly status: number; readonly headers: Record<string, unknown>; readonly body: Buffer };

async function serveDesigner(folder: string) {
  const clock = createMachineClock();
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const started = await startServer({
    port: 0,
    handlers: createHandlers({
      store: createStubStore(),
      engine: createStubEngine(),
      feed: { follow: () => () => undefined, close: () => undefined },
      clock,
      environment: 'dev',
      wake: () => undefined,
      endpoints: () => [],
      isHealthy: () => true,
      secrets: { list: async () => [], put: async () => ({ ok: true, value: undefined }) },
    }),
    receiveWebhook: async (_request, response) => void response.writeHead(404).end(),
    access: createAccess([createGrant('token', { name: 'ada', roles: [], groups: [] })]),
    designer: await readDesigner(folder),
    isTokenGenerated: true,
    clock,
    ids: { next: (prefix) => prefix },
    log: silent,
  });
  if (!started.ok) throw new Error('the server did not start');
  return started.value;
}

/** Sends the path as it is: `fetch` would tidy it up before the server sees it. */
function ask(port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.on('error', reject);
  });
}

const page = '<!doctype html><title>Designer</title>';
const files = {
  'index.html': page,
  'assets/main-BqK3_x9a.js': 'export const x = 1;',
  'assets/inter-DiVDrmQJ.woff2': 'font',
  '.vite/manifest.json': '{}',
  'assets/main-BqK3_x9a.js.map': '{}',
  'notes.md': 'no page asks for this',
};

describe('the designer', () => {
  test('is a page under a strict policy, and files under names that last', async () => {
    await using folder = await makeFolder(files);
    await using server = await serveDesigner(folder.path);

    const root = await ask(server.port, '/?from=link');
    const script = await ask(server.port, '/assets/main-BqK3_x9a.js');
    const font = await ask(server.port, '/assets/inter-DiVDrmQJ.woff2', {}, 'HEAD');

    expect([root.status, root.body.toString()]).toEqual([200, page]);
    expect(root.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': designerPolicy,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
    });
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect([font.status, font.headers['content-type'], font.body.length]).toEqual([200, 'font/woff2', 0]);
  });

  test('is sent packed to those who take it, and not again to those who have it', async () => {
    await using folder = await makeFolder(files);
    await writeFile(join(folder.path, 'index.html.gz'), gzipSync(page));
    await using server = await serveDesigner(folder.path);

    const packed = await ask(server.port, '/', { 'accept-encoding': 'br, gzip' });
    const plain = await ask(server.port, '/', { 'accept-encoding': 'gzip;q=0, br' });
    const known = await ask(server.port, '/', { 'if-none-match': `"x", ${String(packed.headers.etag)}` });

    expect([packed.headers['content-encoding'], gunzipSync(packed.body).toString()]).toEqual(['gzip', page]);
    expect([plain.headers['content-encoding'], plain.body.toString()]).toEqual([undefined, page]);
    expect([known.status, known.body.length]).toEqual([304, 0]);
  });

  test('gives nothing beside its files, however the address is written', async () => {
    await using outside = await makeFolder({ 'secret.json': 'secret' });
    await using folder = await makeFolder(files);
    await symlink(join(outside.path, 'secret.json'), join(folder.path, 'link.json'));
    await mkdir(join(folder.path, 'empty'));
    await using server = await serveDesigner(folder.path);
    const hostile = [
      '/../secret.json',
      '/..%2fsecret.json',
      '/assets/../../secret.json',
      '/assets/..%5c..%5csecret.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '//etc/passwd',
      '/link.json',
      '/.vite/manifest.json',
      '/notes.md',
      '/assets/main-BqK3_x9a.js.map',
      '/assets/',
      '/assets',
      '/empty',
      '/index.html/',
      '/index.html%00.js',
      '/INDEX.HTML',
      '/__proto__',
      '/constructor',
      '/file:///etc/passwd',
    ];

    const statuses = await Promise.all(hostile.map(async (path) => (await ask(server.port, path)).status));
    const posted = await ask(server.port, '/', {}, 'POST');

    expect(statuses.filter((status) => status !== 404 && status !== 400)).toEqual([]);
    expect(posted.status).toBe(404);
  });

  test('opens by a link from elsewhere, but not under a foreign name and not inside of other pages', async () => {
    await using folder = await makeFolder(files);
    await using server = await serveDesigner(folder.path);
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

    const answers = [
      await ask(server.port, '/', link),
      await ask(server.port, '/', { ...link, 'sec-fetch-dest': 'iframe' }),
      await ask(server.port, '/assets/main-BqK3_x9a.js', {
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'no-cors',
      }),
      await ask(server.port, '/', { host: 'evil.example' }),
      await ask(server.port, '/api/health', link),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 403, 403, 403, 403]);
  });

  test('that is not built says how to build it', async () => {
    await using server = await serveDesigner('/nowhere/at/all');

    const root = await ask(server.port, '/');

    expect(root.body.toString()).toContain('npm run build');
    expect(root.headers['content-security-policy']).toBe(designerPolicy);
  });
});

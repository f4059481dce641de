import { describe, expect, test } from 'vitest';
import { calls } from '#api/calls.ts';
import { createClient } from '#api/client.ts';
import { mainToken, openDoor, speak } from './fixtures/door.ts';
import { fill } from './fixtures/rows.ts';

describe('what is let in', () => {
  test('other names, other origins and other sites are refused before anything else', async () => {
    await using door = await openDoor();
    const { port } = door.server;
    const ask = (headers: readonly string[]): ReturnType<typeof speak> =>
      speak(port, [['GET /api/health HTTP/1.1', 'Connection: close', ...headers, '', ''].join('\r\n')]);

    const statuses = [];
    for (const headers of [
      [`Host: 127.0.0.1:${port}`],
      [`Host: LOCALHOST:${port}`, `Origin: http://localhost:${port}`],
      [`Host: evil.example:${port}`],
      ['Host: 127.0.0.1'],
      [`Host: 127.0.0.1.evil.example:${port}`],
      [`Host: 127.0.0.1:${port}`, 'Origin: https://evil.example'],
      [`Host: 127.0.0.1:${port}`, 'Origin: null'],
      [`Host: 127.0.0.1:${port}`, `Origin: http://127.0.0.1:${port + 1}`],
      [`Host: 127.0.0.1:${port}`, 'Sec-Fetch-Site: cross-site'],
    ]) {
      statuses.push((await ask(headers)).status);
    }

    expect(statuses).toEqual([200, 200, 403, 403, 403, 403, 403, 403, 403]);
  });

  test('unknown keys are refused in query and body, and so is a body nobody asked for', async () => {
    await using door = await openDoor();
    fill(door);

    const query = await door.send('GET', '/api/runs?flow=a&admin=true');
    const doubled = await door.send('GET', '/api/runs?flow=a&flow=b');
    const body = await door.send('POST', '/api/runs/run_1/cancel', { body: { reason: 'x', by: 'somebody-else' } });
    const nested = await door.send('POST', '/api/holds', {
      body: { target: { kind: 'runtime', id: 'x' }, reason: 'x' },
    });
    const extra = await door.send('GET', '/api/health?x=1');
    const unasked = await speak(door.server.port, [
      `GET /api/runs HTTP/1.1\r\nHost: 127.0.0.1:${door.server.port}\r\nAuthorization: Bearer ${mainToken}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
    ]);

    const statuses = [query, doubled, body, nested, extra, unasked].map(({ status }) => status);
    expect(statuses).toEqual([400, 400, 400, 400, 400, 400]);
    expect(query.body).toMatchObject({ code: 'api/invalid-query' });
    expect(query.headers.get('content-type')).toBe('application/problem+json');
    expect(door.engine.asked).toEqual([]);
  });

  test('bodies that are no JSON, lie about their kind, reach into prototypes or nest without end are refused', async () => {
    await using door = await openDoor();
    const post = (body: string, contentType = 'application/json'): Promise<Response> =>
      fetch(`${door.server.url}/api/holds`, {
        method: 'POST',
        headers: { authorization: `Bearer ${mainToken}`, 'content-type': contentType },
        body,
      });

    const responses = [
      await post('{'),
      await post(''),
      await post('{"reason":"x","target":{"kind":"runtime"},"__proto__":{"admin":true}}'),
      await post('['.repeat(100_000)),
      await post('{}', 'text/plain'),
      await post('{}', 'application/x-www-form-urlencoded'),
    ];

    expect(responses.map((response) => response.status)).toEqual([400, 400, 400, 400, 415, 415]);
  });

  test('a body larger than calls take is refused before it is sent', async () => {
    await using door = await openDoor();

    const answer = await speak(door.server.port, [
      `POST /api/holds HTTP/1.1\r\nHost: 127.0.0.1:${door.server.port}\r\nAuthorization: Bearer ${mainToken}\r\nContent-Type: application/json\r\nContent-Length: 2097152\r\n\r\n`,
    ]);

    expect(answer.status).toBe(413);
    expect(answer.text.toLowerCase()).toContain('connection: close');
  });

  test('addresses that are none, bad escapes and unknown methods give a problem and nothing about the inside', async () => {
    await using door = await openDoor();
    const ask = (line: string): ReturnType<typeof speak> =>
      speak(door.server.port, [`${line} HTTP/1.1\r\nHost: 127.0.0.1:${door.server.port}\r\nConnection: close\r\n\r\n`]);

    const answers = [
      await ask('GET /api/nothing'),
      await ask('GET /api/runs/%zz'),
      await ask(`GET /api/runs/${'a'.repeat(5_000)}`),
      await ask('DELETE /api/runs'),
      await ask('GET /'),
    ];

    for (const answer of answers) {
      expect([400, 404, 414]).toContain(answer.status);
      expect(answer.text).not.toMatch(/node_modules|FST_|\.[jt]s:\d/);
    }
  });
});

describe('calls', () => {
  test('the client speaks the table: lists, shows and commands', async () => {
    await using door = await openDoor();
    fill(door);
    const client = createClient({ url: door.server.url, token: mainToken, fetch });

    const list = await client.send('runs.list', { query: { state: 'succeeded', limit: 10 } });
    const run = await client.send('runs.get', { params: { id: 'run_1' } });
    const missing = await client.send('runs.get', { params: { id: 'run 2/../x' } });
    const cancelled = await client.send('runs.cancel', { params: { id: 'run_1' }, body: { reason: ' enough ' } });
    const unparked = await client.send('runs.unpark', { params: { id: 'run_1' }, body: { reason: 'it was lost' } });
    const flows = await client.send('flows.list', {});
    const session = await client.send('session.get', {});

    const shown = {
      id: 'run_1',
      flow: 'shop-order',
      version: '1.0.0',
      state: 'succeeded',
      key: 'S-1',
      startedAt: '1970-01-01T00:00:00.000Z',
      endedAt: '1970-01-01T00:00:01.000Z',
    };
    expect(list).toEqual({ ok: true, value: { runs: [shown], next: null } });
    expect(run).toMatchObject({
      ok: true,
      value: {
        ...shown,
        input: { id: 7 },
        output: { ok: true },
        steps: [{ path: 'received', type: 'webhook@1', state: 'done', output: { id: 7 } }],
      },
    });
    expect(missing).toMatchObject({ ok: false, status: 404, problem: { code: 'run/unknown' } });
    expect([cancelled, unparked]).toEqual([
      { ok: true, value: { done: true } },
      { ok: true, value: { done: true } },
    ]);
    expect(flows).toMatchObject({
      ok: true,
      value: { flows: [{ triggers: [{ method: 'POST', url: '/hooks/shop/orders' }] }] },
    });
    expect(session).toMatchObject({ ok: true, value: { name: 'olga', groups: 'all' } });
    expect(door.engine.asked).toEqual([
      { what: 'cancelRun', with: { run: 'run_1', by: 'olga', reason: 'enough', abandon: undefined } },
      { what: 'unparkLane', with: { run: 'run_1', by: 'olga', reason: 'it was lost' } },
    ]);
  });

  test('commands carry who asked, and their refusals come back as they are', async () => {
    await using door = await openDoor();
    fill(door);
    door.engine.behaviour = {
      cancelRun: async () => ({ kind: 'refused', code: 'run/final', reason: 'The run is over.' }),
      replay: async () => ({ kind: 'refused', status: 503, code: 'sandbox/down', reason: 'Wait.', retryAfterMs: 900 }),
    };

    const abandoned = await door.send('POST', '/api/runs/run_1/abandon', { body: { reason: 'x' } });
    const replayed = await door.send('POST', '/api/dead-letters/dl_1/replay', { body: { reason: 'x', input: [1] } });
    const settled = await door.send('POST', '/api/doubts/settle', {
      body: { run: 'run_1', path: 'send', resolution: 'happened', result: { id: 3 }, reason: 'seen' },
    });
    const held = await door.send('POST', '/api/holds/unset', { body: { target: { kind: 'runtime' }, reason: 'go' } });

    expect([abandoned.status, abandoned.body]).toEqual([
      409,
      { code: 'run/final', title: 'Not done', detail: 'The run is over.' },
    ]);
    expect([replayed.status, replayed.headers.get('retry-after')]).toEqual([503, '1']);
    expect([settled.status, held.status]).toEqual([200, 200]);
    expect(door.engine.asked).toEqual([
      { what: 'cancelRun', with: { run: 'run_1', by: 'olga', reason: 'x', abandon: true } },
      { what: 'replay', with: { deadLetter: 'dl_1', by: 'olga', reason: 'x', input: [1] } },
      {
        what: 'settleDoubt',
        with: { run: 'run_1', path: 'send', resolution: 'happened', reason: 'seen', by: 'olga', result: { id: 3 } },
      },
      { what: 'setHold', with: { on: false, by: 'olga', target: { kind: 'runtime' }, reason: 'go' } },
    ]);
  });

  test('closing a dead letter wakes what waited behind it', async () => {
    await using door = await openDoor();
    fill(door);

    const closed = await door.send('POST', '/api/dead-letters/dl_1/close', { body: { reason: 'obsolete' } });
    const missing = await door.send('POST', '/api/dead-letters/dl_9/close', { body: { reason: 'obsolete' } });

    expect([closed.status, missing.status]).toEqual([200, 404]);
    expect(door.woken).toEqual(['run_next']);
    expect(door.store.commands[0]).toMatchObject({ kind: 'close-dead-letter', by: 'olga', reason: 'obsolete' });
  });

  test('a broken handler is 500 with a reference, and the details stay in the log', async () => {
    await using door = await openDoor();
    door.store.failure = new Error('/srv/penstock/data/penstock.db is on fire');

    const answer = await door.send('GET', '/api/runs');

    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      code: 'server/broke',
      title: 'Something broke here',
      detail: 'The log of the runtime tells more under ref_1.',
    });
    expect(door.logged).toMatchObject([{ event: 'server.broke', facts: { reference: 'ref_1' } }]);
  });

  test('every answer carries the headers that keep browsers from misusing it', async () => {
    await using door = await openDoor();

    const { headers } = await door.send('GET', '/api/health', { token: undefined });

    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test('the API document lists every call and every webhook', async () => {
    await using door = await openDoor({ triggers: [{ path: '/shop/orders', auth: { scheme: 'none' } }] });

    const { body } = await door.send('GET', '/api/openapi.json');

    // The document is ours; its two levels are looked at below.
    const document = body as { paths: Record<string, Record<string, unknown>> };
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(listed.sort()).toEqual(
      [...calls.map((call) => `${call.method} ${call.path}`), 'POST /hooks/shop/orders'].sort(),
    );
    expect(document.paths['/api/runs']?.get).toMatchObject({
      operationId: 'runs.list',
      'x-permission': 'runs.read',
    });
  });
});

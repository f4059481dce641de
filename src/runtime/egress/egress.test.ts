import { afterEach, describe, expect, test } from 'vitest';
import { answering, cleanUp, json, roomWith } from '#test/rigs/egress-room.ts';

afterEach(cleanUp);

describe('what is sent', () => {
  test('a path stays below the base path, with its query encoded', async () => {
    const { send, seen } = await roomWith(answering(200, '{"ok":true}', json), {}, '/api/v2/');

    const result = await send({ path: '/orders/a%2Fb', query: { q: 'a b&c', tag: ['x', 'y'] } });

    expect(result).toMatchObject({ ok: true, response: { status: 200, body: { as: 'json', json: { ok: true } } } });
    expect(seen[0]?.path).toBe('/api/v2/orders/a%2Fb');
    expect(seen[0]?.query.toString()).toBe('q=a+b%26c&tag=x&tag=y');
  });

  test.each([
    ...['orders', '//evil.example/x', '/../admin', '/a/../../b', '/a/%2e%2e/b', '/a/%2E./b', '/a/./b', '/a\\..\\b'],
    ...['/a?x=1', '/a#b', '/a b', '/a\nb', '/a\tb', '', '@evil.example/', 'http://evil.example/', '/a/..'],
  ])('the path %j is refused or cannot leave the host', async (path) => {
    const { send, seen, server } = await roomWith(answering(200, '{}', json), {}, '/api');

    const result = await send({ path });

    if (result.ok)
      expect(seen[0]).toMatchObject({ path: '/api//evil.example/x', headers: { host: server.url.slice(7) } });
    else expect([result.failure.code, seen.length]).toEqual(['http/bad-request', 0]);
  });

  test.each([
    [{ scheme: 'api-key', secret: 'crm-key' }, 'x-api-key', 'canary "quoted" secret'],
    [{ scheme: 'api-key', secret: 'crm-key', header: 'X-Token' }, 'x-token', 'canary "quoted" secret'],
    [{ scheme: 'bearer', secret: 'crm-key' }, 'authorization', 'Bearer canary "quoted" secret'],
    [
      { scheme: 'basic', secret: 'crm-key', user: 'bot' },
      'authorization',
      `Basic ${btoa('bot:canary "quoted" secret')}`,
    ],
  ] as const)('credentials go into the header their scheme names: %j', async (auth, header, value) => {
    const { send, seen } = await roomWith(answering(200), { auth });

    await send();

    expect(seen[0]?.headers[header]).toBe(value);
  });

  test('a slot in the body is filled with the secret of the connection, as JSON', async () => {
    const { send, seen } = await roomWith(answering(200), { auth: { scheme: 'api-key', secret: 'crm-key' } });

    await send({ method: 'POST', auth: 'none', body: ['{"key":', { secret: 'crm-key', as: 'json' }, '}'] });

    expect(JSON.parse(String(seen[0]?.body))).toEqual({ key: 'canary "quoted" secret' });
    expect(seen[0]?.headers).not.toHaveProperty('x-api-key');
  });

  test('no other secret can be asked for, and a missing one is named', async () => {
    const { send, seen } = await roomWith(answering(200), { auth: { scheme: 'api-key', secret: 'gone' } });

    const other = await send({ method: 'POST', auth: 'none', body: [{ secret: 'crm-key', as: 'json' }] });
    const missing = await send();

    expect(other).toMatchObject({ ok: false, failure: { code: 'egress/not-allowed', kind: 'policy' } });
    expect(missing).toMatchObject({ ok: false, failure: { code: 'egress/secret-missing', kind: 'policy' } });
    expect(seen).toEqual([]);
  });

  test('an idempotency key goes into the header the connection names, and nowhere without one', async () => {
    const named = await roomWith(answering(200), { idempotency: { header: 'Idempotency-Key', keptForMs: 86_400_000 } });
    const plain = await roomWith(answering(200));

    await named.send({ method: 'POST', idempotencyKey: 'k1' });
    await plain.send({ method: 'POST', idempotencyKey: 'k1' });

    expect(named.seen[0]?.headers['idempotency-key']).toBe('k1');
    expect(JSON.stringify(plain.seen[0]?.headers)).not.toContain('k1');
    expect(named.room.memory('crm')).toEqual({ keyKeptForMs: 86_400_000, maxRequestTimeMs: 5_000 });
    expect(plain.room.memory('crm')).toEqual({ keyKeptForMs: undefined, maxRequestTimeMs: 5_000 });
  });

  test.each([
    ...['Host', 'Content-Length', 'Transfer-Encoding', 'Connection', 'Proxy-Authorization', 'X-Api-Key', 'x-api-key'],
  ])('a step cannot set the header %s', async (name) => {
    const { send, seen } = await roomWith(answering(200), { auth: { scheme: 'api-key', secret: 'crm-key' } });

    const result = await send({ headers: { [name]: 'x' } });

    expect([result.ok, seen.length]).toEqual([false, 0]);
  });

  test('line breaks in a header are refused', async () => {
    const { send, seen } = await roomWith(answering(200));

    const results = [await send({ headers: { 'X-A': 'a\r\nB: c' } }), await send({ headers: { 'X A': 'a' } })];

    expect(results.map((result) => !result.ok && result.failure.code)).toEqual([
      'http/bad-request',
      'http/bad-request',
    ]);
    expect(seen).toEqual([]);
  });

  test('only allowed methods and operations are sent', async () => {
    const { send, seen } = await roomWith(answering(200), {
      allow: { methods: ['get', 'POST'], operations: ['order.*', 'customer.upsert'] },
    });

    const codes: (string | true)[] = [];
    for (const [method, operation] of [
      ['GET', 'order.create'],
      ['POST', 'customer.upsert'],
      ['POST', 'customer.delete'],
      ['POST', 'orders'],
      ['DELETE', 'order.create'],
    ] as const) {
      const result = await send({ method, operation });
      codes.push(result.ok || result.failure.code);
    }
    const unnamed = await send();

    expect(codes).toEqual([true, true, ...Array(3).fill('egress/not-allowed')]);
    expect(unnamed).toMatchObject({ ok: false, failure: { code: 'egress/not-allowed' } });
    expect(seen).toHaveLength(2);
  });

  test('neither secrets nor paths reach the log', async () => {
    const { send, logged } = await roomWith(answering(500), { auth: { scheme: 'bearer', secret: 'crm-key' } });

    await send({ path: '/people/jane', query: { email: 'jane@example.com' } });

    expect(JSON.stringify(logged)).not.toMatch(/canary|jane/);
    expect(logged).toHaveLength(1);
  });

  test('a connection the environment does not bind sends nothing', async () => {
    const { room } = await roomWith(answering(200));

    const result = await room
      .forConnection('other')
      .send({ method: 'GET', path: '/', expect: 'text', signal: new AbortController().signal });

    expect(result).toMatchObject({ ok: false, failure: { code: 'egress/not-bound', kind: 'policy' } });
  });
});

describe('pausing', () => {
  test('failing systems close the gate; one probe opens it again', async () => {
    let status = 500;
    const { send, room, seen, time, logged } = await roomWith(async () => ({ kind: 'answer', answer: { status } }));
    for (let count = 0; count < 4; count += 1) await send();

    const gate = room.gate('crm');
    const refused = await send();
    time.offsetMs += 30_001;
    const halfOpen = room.circuits();
    status = 200;
    const probe = await send();

    expect(gate).toMatchObject({ open: false, untilMs: expect.any(Number) });
    // It is stored as a time, and times are whole milliseconds; the monotonic clock is not.
    expect(gate.open ? 0 : gate.untilMs % 1).toBe(0);
    expect(refused).toMatchObject({
      ok: false,
      failure: { code: 'egress/circuit-open', kind: 'transient', retryAfterMs: expect.any(Number) },
    });
    expect(!refused.ok && refused.failure.unknown).toBeUndefined();
    expect(halfOpen).toEqual([{ connection: 'crm', state: 'half-open' }]);
    expect(probe.ok).toBe(true);
    expect(room.gate('crm')).toEqual({ open: true });
    expect(seen).toHaveLength(5);
    expect(logged.filter((line) => JSON.stringify(line).includes('egress.circuit'))).toHaveLength(2);
  });

  test('refusals of the system are not its failures', async () => {
    const { send, room } = await roomWith(answering(422));

    for (let count = 0; count < 10; count += 1) await send();

    expect(room.gate('crm')).toEqual({ open: true });
  });

  test('no more than the concurrency is in flight', async () => {
    let inFlight = 0;
    let most = 0;
    const { send } = await roomWith(
      async () => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await new Promise((resolve) => setImmediate(resolve));
        inFlight -= 1;
        return { kind: 'answer', answer: { status: 200 } };
      },
      { limits: { concurrency: 2 } },
    );

    const results = await Promise.all(Array.from({ length: 10 }, () => send()));

    expect(results.every((result) => result.ok)).toBe(true);
    expect(most).toBeLessThanOrEqual(2);
  });
});

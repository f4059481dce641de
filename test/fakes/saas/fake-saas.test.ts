import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerStatus, loseAnswer, neverAnswer } from '../faults.ts';
import { type FakeSaas, startFakeSaas } from './fake-saas.ts';

let saas: FakeSaas;

beforeEach(async () => {
  saas = await startFakeSaas({
    modes: { '/orders/by-number': 'natural-key', '/refunds': 'neither', '/invoices': 'natural-key' },
  });
});

afterEach(() => saas.close());

function post(path: string, body: unknown, key?: string): Promise<Response> {
  const headers: Record<string, string> = key === undefined ? {} : { 'Idempotency-Key': key };
  return fetch(`${saas.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

function put(path: string, body: unknown, method = 'PUT'): Promise<Response> {
  return fetch(`${saas.url}${path}`, { method, body: JSON.stringify(body) });
}

function applied(): readonly boolean[] {
  return saas.ledger.map((entry) => entry.applied);
}

describe('a path with idempotency keys', () => {
  test('applies the same key and body once and repeats its answer', async () => {
    const first = await post('/orders', { number: 1 }, 'k1');
    const second = await post('/orders', { number: 1 }, 'k1');

    expect([first.status, second.status, await first.json(), second.headers.get('idempotent-replayed')]).toEqual([
      201,
      201,
      { number: 1, id: 'order_1' },
      'true',
    ]);
    expect(await second.json()).toEqual({ number: 1, id: 'order_1' });
    expect([applied(), saas.list('orders')]).toEqual([[true, false], [{ number: 1, id: 'order_1' }]]);
  });

  test('refuses the same key with another body', async () => {
    await post('/orders', { number: 1 }, 'k1');

    const response = await post('/orders', { number: 2 }, 'k1');

    expect([response.status, applied()]).toEqual([409, [true, false]]);
  });

  test('applies every call without a key', async () => {
    await post('/orders', { number: 1 });
    await post('/orders', { number: 1 });

    expect(applied()).toEqual([true, true]);
  });

  test('applies once when the answer was lost and the call comes again', async () => {
    saas.faults.inject({ where: { path: '/orders' }, fault: loseAnswer(), times: 1 });
    await expect(post('/orders', { number: 1 }, 'k1')).rejects.toThrow('fetch failed');

    const again = await post('/orders', { number: 1 }, 'k1');

    expect([again.status, applied(), saas.list('orders').length]).toEqual([201, [true, false], 1]);
  });
});

describe('a path with natural keys', () => {
  test('counts the same content as done before', async () => {
    const statuses = [];
    for (const body of [{ a: 1 }, { a: 1 }, { a: 2 }]) statuses.push((await put('/things/7', body)).status);

    expect([statuses, applied()]).toEqual([
      [201, 200, 200],
      [true, false, true],
    ]);
  });

  test('changes, reads and deletes things', async () => {
    await put('/things/7', { a: 1, b: 1 });
    await put('/things/7', { b: 2 }, 'PATCH');
    const read = await (await fetch(`${saas.url}/things/7`)).json();
    const deleted = await fetch(`${saas.url}/things/7`, { method: 'DELETE' });
    const gone = await fetch(`${saas.url}/things/7`, { method: 'DELETE' });

    expect([read, deleted.status, gone.status, applied()]).toEqual([
      { a: 1, b: 2, id: '7' },
      204,
      404,
      [true, true, false, true, false],
    ]);
  });

  test('refuses to add what is already there and says where it is', async () => {
    await post('/invoices', { number: 'A-1' });

    const second = await post('/invoices', { number: 'A-1' });

    expect([second.status, await second.json()]).toEqual([409, { error: 'already exists', id: 'invoice_1' }]);
  });
});

test('a path with neither applies every call, key or not', async () => {
  await post('/refunds', { order: 1 }, 'k1');
  await post('/refunds', { order: 1 }, 'k1');
  await post('/echo', { x: 1 }, 'k1');
  await post('/echo', { x: 1 }, 'k1');

  expect(applied()).toEqual([true, true, true, true]);
});

test('the ledger tells method, path, key, body and its hash of calls that were kept away, too', async () => {
  saas.faults.inject({ where: { method: 'POST' }, fault: answerStatus(503, { retryAfter: 2 }), times: 1 });

  const response = await post('/orders', { number: 1 }, 'k1');

  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
  expect(saas.ledger).toEqual([
    {
      seq: 1,
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      method: 'POST',
      path: '/orders',
      key: 'k1',
      bodyHash: createHash('sha256').update('{"number":1}').digest('hex'),
      sizeBytes: 12,
      body: { number: 1 },
      applied: false,
      status: null,
    },
  ]);
});

test('a call that is never answered may still have been applied', async () => {
  saas.faults.inject({ where: { path: '/refunds' }, fault: neverAnswer('after-applying'), times: 1 });

  const call = fetch(`${saas.url}/refunds`, { method: 'POST', body: '{}', signal: AbortSignal.timeout(500) });

  await expect(call).rejects.toThrow('timeout');
  expect(applied()).toEqual([true]);
});

describe('addresses that behave as they are told', () => {
  test('answer with a status', async () => {
    const response = await fetch(`${saas.url}/status/418?retry-after=9`);

    expect([response.status, response.headers.get('retry-after')]).toEqual([418, '9']);
  });

  test('answer late', async () => {
    const start = performance.now();
    await fetch(`${saas.url}/slow/60`);

    expect(performance.now() - start).toBeGreaterThan(55);
  });

  test('redirect anywhere', async () => {
    const response = await fetch(`${saas.url}/redirect?to=http://169.254.169.254/latest`, { redirect: 'manual' });

    expect([response.status, response.headers.get('location')]).toEqual([302, 'http://169.254.169.254/latest']);
  });

  test('send and take large bodies, which the ledger keeps by hash only', async () => {
    const big = await (await fetch(`${saas.url}/big/3000000`)).arrayBuffer();
    await fetch(`${saas.url}/echo`, { method: 'POST', body: Buffer.alloc(2_000_000, 'x') });

    expect([big.byteLength, saas.ledger.at(-1)]).toMatchObject([3_000_000, { sizeBytes: 2_000_000, body: null }]);
  });
});

test('the page shows the calls with their text made safe', async () => {
  await post('/orders', { note: '<script>alert(1)</script>' });

  const html = await (await fetch(saas.url)).text();

  expect(html).toContain('POST /orders');
  expect(html).not.toMatch(/<script|https?:\/\//);
});

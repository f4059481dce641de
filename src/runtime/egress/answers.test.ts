import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { answering, cleanUp, json, roomWith } from '#test/rigs/egress-room.ts';

afterEach(cleanUp);

describe('what an answer means', () => {
  test.each([
    [400, 'permanent', 'http/rejected', false],
    [401, 'permanent', 'http/unauthorised', false],
    [403, 'permanent', 'http/unauthorised', false],
    [404, 'permanent', 'http/rejected', false],
    [409, 'permanent', 'http/rejected', false],
    [422, 'permanent', 'http/rejected', false],
    [408, 'transient', 'http/busy', false],
    [425, 'transient', 'http/busy', false],
    [429, 'transient', 'http/busy', false],
    [503, 'transient', 'http/busy', false],
    [500, 'transient', 'http/server-failed', true],
    [501, 'transient', 'http/server-failed', false],
    [502, 'transient', 'http/server-failed', true],
    [504, 'transient', 'http/server-failed', true],
  ] as const)('%i is %s, %s, unknown %s', async (status, kind, code, unknown) => {
    const { send } = await roomWith(answering(status, '{"why":"x"}', json));

    const result = await send({ method: 'POST', body: ['{}'] });

    expect(result).toMatchObject({
      ok: false,
      failure: { kind, code },
      response: { status, body: { json: { why: 'x' } } },
    });
    expect(!result.ok && result.failure.unknown === true).toBe(unknown);
  });

  test.each([
    ['7', 7_000],
    ['0', 0],
    ['999999', 86_400_000],
    [new Date(1_800_000_060_000).toUTCString(), 60_000],
    [new Date(1_700_000_000_000).toUTCString(), 0],
    ['soon', undefined],
    ['-5', undefined],
    ['2026-01-01', undefined],
  ])('Retry-After %j asks to wait %s ms', async (header, retryAfterMs) => {
    const { send } = await roomWith(answering(429, '', { 'Retry-After': header }));

    const result = await send();

    expect(!result.ok && result.failure.retryAfterMs).toBe(retryAfterMs);
  });

  test('a refused connection is definite: nothing was sent', async () => {
    const { send, server } = await roomWith(answering(200));
    await server.down();

    const result = await send({ method: 'POST', body: ['{}'] });

    expect(result).toEqual({
      ok: false,
      failure: { code: 'http/unreachable', kind: 'transient', title: expect.any(String) },
    });
  });

  test('a reset after the request has left is unknown', async () => {
    const { send } = await roomWith(async () => ({ kind: 'reset' }));

    const result = await send({ method: 'POST', body: ['{}'] });

    expect(result).toMatchObject({
      ok: false,
      failure: { code: 'http/interrupted', kind: 'transient', unknown: true },
    });
  });

  test('an answer that breaks off is unknown', async () => {
    const { send } = await roomWith(async () => ({
      kind: 'truncated',
      answer: { status: 200, body: 'x'.repeat(100) },
      sizeBytes: 10,
    }));

    const result = await send({ method: 'POST', body: ['{}'] });

    expect(result).toMatchObject({ ok: false, failure: { code: 'http/interrupted', unknown: true } });
  });

  test('silence beyond the request time is a timeout, unknown', async () => {
    const { send } = await roomWith(async () => ({ kind: 'silence' }), { maxRequestTimeMs: 50 });

    const result = await send({ method: 'POST', body: ['{}'] });

    expect(result).toMatchObject({ ok: false, failure: { code: 'http/timed-out', kind: 'timeout', unknown: true } });
  });

  test("the step's time limit is a timeout, a cancel is a cancel", async () => {
    const cancel = new AbortController();
    const { send, seen } = await roomWith(async () => {
      if (seen.length === 2) cancel.abort();
      return { kind: 'silence' };
    });

    const timeout = await send({ method: 'POST', signal: AbortSignal.timeout(30) });
    const cancelled = await send({ method: 'POST', signal: cancel.signal });
    const early = await send({ method: 'POST', signal: AbortSignal.abort() });

    expect(timeout).toMatchObject({ ok: false, failure: { kind: 'timeout', unknown: true } });
    expect(cancelled).toMatchObject({ ok: false, failure: { kind: 'cancelled', unknown: true } });
    expect(!early.ok && early.failure).toEqual({
      code: 'egress/cancelled',
      kind: 'cancelled',
      title: expect.any(String),
    });
  });

  test('an answer larger than 10 MB is cut off', async () => {
    const { send } = await roomWith(answering(200, 'x'.repeat(10_000_001)));

    const result = await send({ expect: 'text' });

    expect(result).toMatchObject({ ok: false, failure: { code: 'http/too-large', unknown: true } });
  });

  test('a packed bomb is not unpacked', async () => {
    const packed = gzipSync(Buffer.alloc(9_000_000, 0x20));
    const { send } = await roomWith(async () => ({
      kind: 'answer',
      answer: { status: 200, headers: { ...json, 'Content-Encoding': 'gzip' }, body: packed },
    }));

    const result = await send();

    expect(packed.length * 100).toBeLessThan(9_000_000);
    expect(result).toMatchObject({ ok: false, failure: { code: 'http/too-large' } });
  });

  test('packed JSON is read; an unknown packing is not', async () => {
    const packed = gzipSync('{"a":[1,2]}');
    const good = await roomWith(async () => ({
      kind: 'answer',
      answer: { status: 200, headers: { ...json, 'Content-Encoding': 'gzip' }, body: packed },
    }));
    const bad = await roomWith(answering(200, 'x', { 'Content-Encoding': 'zzz' }));

    const results = [await good.send(), await bad.send()];

    expect(results).toMatchObject([
      { ok: true, response: { body: { json: { a: [1, 2] } } } },
      { ok: false, failure: { code: 'http/unreadable', unknown: true } },
    ]);
  });

  test('more than 200 headers are refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 210 }, (_, index) => [`X-${index}`, 'y']));
    const { send } = await roomWith(answering(200, '', many));

    const result = await send();

    expect(result).toMatchObject({ ok: false, failure: { code: 'http/too-large' } });
  });

  test('integers beyond 2^53 and deep nesting are refused, never rounded', async () => {
    const large = await roomWith(answering(200, '{"id":9007199254740993}', json));
    const deep = await roomWith(answering(200, `${'['.repeat(200)}${']'.repeat(200)}`, json));
    const fine = await roomWith(answering(200, '{"id":9007199254740991,"text":"9007199254740993"}', json));

    const results = [await large.send(), await deep.send(), await fine.send()];

    expect(results).toMatchObject([
      { ok: false, failure: { code: 'http/unreadable' } },
      { ok: false, failure: { code: 'http/unreadable' } },
      { ok: true, response: { body: { json: { id: Number.MAX_SAFE_INTEGER, text: '9007199254740993' } } } },
    ]);
  });

  test('what is no JSON comes as text, whatever it looks like', async () => {
    const html = await roomWith(answering(200, '<p>hi</p>', json));
    const text = await roomWith(answering(200, '123', { 'Content-Type': 'text/plain' }));

    const results = [await html.send(), await text.send()];

    expect(results.map((result) => result.ok && result.response.body)).toEqual([
      { as: 'text', text: '<p>hi</p>' },
      { as: 'text', text: '123' },
    ]);
  });
});

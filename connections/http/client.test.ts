import { afterEach, expect, test } from 'vitest';
import { cleanUp, json, roomWith } from '#test/rigs/egress-room.ts';
import { createHttpClient, type HttpRequest } from './client.ts';

afterEach(cleanUp);

async function clientOf(answer: Parameters<typeof roomWith>[0], more: Parameters<typeof roomWith>[1] = {}) {
  const { room, seen, connection } = await roomWith(answer, more);
  const client = createHttpClient({ connection, binding: {}, egress: room.forConnection('crm'), hash: (text) => text });
  const request = (given: Partial<HttpRequest> = {}) =>
    client.request({ method: 'GET', path: '/contacts', signal: new AbortController().signal, ...given });
  return { request, seen };
}

test('JSON goes out and comes in', async () => {
  const { request, seen } = await clientOf(
    async () => ({
      kind: 'answer',
      answer: { status: 201, headers: { ...json, 'Set-Cookie': 'a=b', 'X-Id': '7' }, body: '{"id":7}' },
    }),
    { idempotency: { header: 'Idempotency-Key', keptForMs: 1 } },
  );

  const result = await request({
    method: 'POST',
    query: { page: 2, all: true, tag: ['a', 'b'] },
    body: { name: 'Jane' },
    idempotencyKey: 'k1',
  });

  expect(result).toMatchObject({ ok: true, response: { status: 201, body: { id: 7 }, headers: { 'x-id': '7' } } });
  expect(result.ok && result.response.headers).not.toHaveProperty('set-cookie');
  expect(seen[0]).toMatchObject({
    method: 'POST',
    path: '/contacts',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'k1' },
  });
  expect(seen[0]?.query.toString()).toBe('page=2&all=true&tag=a&tag=b');
  expect(String(seen[0]?.body)).toBe('{"name":"Jane"}');
});

test('text stays text, and nothing is null', async () => {
  const text = await clientOf(async () => ({
    kind: 'answer',
    answer: { status: 200, headers: { 'Content-Type': 'text/csv' }, body: 'a;b' },
  }));
  const empty = await clientOf(async () => ({ kind: 'answer', answer: { status: 204 } }));

  const bodies = [await text.request(), await empty.request()].map((result) => result.ok && result.response.body);

  expect(bodies).toEqual(['a;b', null]);
});

test('the statuses a step names count as success, and only they', async () => {
  let status = 404;
  const { request } = await clientOf(async () => ({
    kind: 'answer',
    answer: { status, headers: json, body: '{"why":"x"}' },
  }));

  const expected = await request({ success: [200, 404] });
  const plain = await request();
  status = 200;
  const unexpected = await request({ success: [201] });

  expect(expected).toMatchObject({ ok: true, response: { status: 404, body: { why: 'x' } } });
  expect(plain).toMatchObject({
    ok: false,
    failure: { code: 'http/rejected' },
    response: { status: 404, body: { why: 'x' } },
  });
  expect(unexpected).toMatchObject({ ok: false, failure: { code: 'http/rejected', unknown: true } });
});

test.each(['contacts', '//evil.example/', '/../x', '/a/../../b', 'https://evil.example/', ''])(
  'the path %j is refused',
  async (path) => {
    const { request, seen } = await clientOf(async () => ({ kind: 'answer', answer: { status: 200 } }));

    const result = await request({ path });

    expect(result).toMatchObject({ ok: false, failure: { code: 'http/bad-request', kind: 'validation' } });
    expect(seen).toEqual([]);
  },
);

test('a failure of the way out is passed on whole', async () => {
  const { request } = await clientOf(async () => ({ kind: 'reset' }));

  const result = await request({ method: 'POST', body: {} });

  expect(result).toMatchObject({ ok: false, failure: { code: 'http/interrupted', kind: 'transient', unknown: true } });
  expect(result).not.toHaveProperty('response');
});

import { expect, test } from 'vitest';
import type { HttpClient, HttpRequest, HttpResult } from '#connections/http/client.ts';
import { transient } from '#flow/failure.ts';
import type { JsonObject } from '#flow/json.ts';
import type { EffectResult, NodeContext } from '#flow/node-type/work.ts';
import { execute } from './execute.ts';

const created: HttpResult = { ok: true, response: { status: 201, headers: { etag: 'x' }, body: { id: 7 } } };

/** Runs one attempt against a client that answers once and keeps what it was asked. */
async function attempt(
  config: JsonObject,
  answer: HttpResult = created,
): Promise<{ readonly result: EffectResult; readonly asked: Omit<HttpRequest, 'signal'> | undefined }> {
  let asked: Omit<HttpRequest, 'signal'> | undefined;
  const client: HttpClient = {
    request: async ({ signal: _, ...request }) => {
      asked = request;
      return answer;
    },
  };
  const context: NodeContext = {
    step: {
      id: 'send',
      config: { connection: 'crm', path: '/contacts', ...config },
      input: { name: 'Ada' },
      key: 'k1',
      businessKey: undefined,
      flow: 'f',
      firstId: 'send',
      attempt: 1,
      repeated: false,
    },
    clock: { now: () => 0 },
    log: { info: () => undefined },
    signal: new AbortController().signal,
    // The only connection of this test is the client above.
    connection: <Client>() => client as Client,
  };
  const result = await execute(context);
  return { result, asked };
}

test('a write sends its input and its key, and gives back the answer', async () => {
  const { result, asked } = await attempt({ method: 'POST' });

  expect(asked).toEqual({
    method: 'POST',
    path: '/contacts',
    query: {},
    headers: {},
    body: { name: 'Ada' },
    idempotencyKey: 'k1',
  });
  expect(result).toEqual({ ok: true, port: 'done', result: { status: 201, headers: { etag: 'x' }, body: { id: 7 } } });
});

test('a read sends neither body nor key', async () => {
  const { asked } = await attempt({ query: { page: 2, tag: ['a', 'b'], missing: null, gone: { $: 'nothing' } } });

  expect(asked).toEqual({ method: 'GET', path: '/contacts', query: { page: '2', tag: ['a', 'b'] }, headers: {} });
});

test('a DELETE sends a body only when it is asked to', async () => {
  const plain = await attempt({ method: 'DELETE' });
  const asked = await attempt({ method: 'DELETE', body: { why: 'test' } });

  expect(plain.asked).not.toHaveProperty('body');
  expect(asked.asked).toHaveProperty('body', { why: 'test' });
});

test('the statuses that count as success are the client’s to judge', async () => {
  const { asked } = await attempt({ success: [200, 404], headers: { 'X-Shop': 'Vienna' } });

  expect(asked).toHaveProperty('success', [200, 404]);
  expect(asked).toHaveProperty('headers', { 'X-Shop': 'Vienna' });
});

test('a failure of the client is the failure of the step', async () => {
  const failure = transient('http/busy', 'The system asks to try again later.');

  const { result } = await attempt({}, { ok: false, failure });

  expect(result).toEqual({ ok: false, failure });
});

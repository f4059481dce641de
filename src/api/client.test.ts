import { describe, expect, test } from 'vitest';
import { callLines } from './call-lines.ts';
import { calls } from './calls.ts';
import { createClient, type Fetch } from './client.ts';
import { readEventStream } from './event-stream.ts';
import { createPageClient } from './page-client.ts';

const answering =
  (status: number, text: string, sent: unknown[] = []): Fetch =>
  async (url, init) => {
    sent.push({ url, ...init });
    return { status, text: async () => text };
  };

describe('the client', () => {
  test('fills paths segment by segment and leaves out what is undefined', async () => {
    const sent: unknown[] = [];
    const problem = '{"code":"run/unknown","title":"Not found","detail":"No."}';
    const client = createClient({ url: 'http://127.0.0.1:1/', token: 't', fetch: answering(404, problem, sent) });

    await client.send('runs.get', { params: { id: '../a b?' } });
    await client.send('runs.list', { query: { flow: 'a&b', key: undefined } });
    await client.send('runs.cancel', { params: { id: 'run_1' }, body: { reason: 'x' } });

    expect(sent).toEqual([
      {
        url: 'http://127.0.0.1:1/api/runs/..%2Fa%20b%3F',
        method: 'GET',
        headers: { accept: 'application/json', authorization: 'Bearer t' },
      },
      {
        url: 'http://127.0.0.1:1/api/runs?flow=a%26b',
        method: 'GET',
        headers: { accept: 'application/json', authorization: 'Bearer t' },
      },
      {
        url: 'http://127.0.0.1:1/api/runs/run_1/cancel',
        method: 'POST',
        headers: { accept: 'application/json', authorization: 'Bearer t', 'content-type': 'application/json' },
        body: '{"reason":"x"}',
      },
    ]);
  });

  test('says so when the other side is no runtime', async () => {
    const page = createClient({ url: 'http://127.0.0.1:1', fetch: answering(200, '<html>') });
    const other = createClient({ url: 'http://127.0.0.1:1', fetch: answering(500, '{"error":"x"}') });

    await expect(page.send('health.get', {})).rejects.toThrow('is this a Penstock runtime?');
    await expect(other.send('health.get', {})).rejects.toThrow('as no Penstock runtime does');
  });
});

describe('the client of a page', () => {
  test('knows the line of every call that answers once', () => {
    const lines = calls.flatMap(({ kind, id, method, path }) => (kind === 'json' ? [[id, `${method} ${path}`]] : []));

    expect(callLines).toEqual(Object.fromEntries(lines));
  });

  test('sends what the other client sends, and gives the answer as it came', async () => {
    const sent: unknown[] = [];
    const page = createPageClient({ url: 'http://127.0.0.1:1', fetch: answering(200, '{"done":true}', sent) });

    const outcome = await page.send('runs.cancel', { params: { id: 'run 1' }, body: { reason: 'x' } });

    expect(outcome).toEqual({ ok: true, value: { done: true } });
    expect(sent).toEqual([
      {
        url: 'http://127.0.0.1:1/api/runs/run%201/cancel',
        method: 'POST',
        headers: { accept: 'application/json', 'x-penstock': '1', 'content-type': 'application/json' },
        body: '{"reason":"x"}',
      },
    ]);
  });

  test('gives a refusal as a value, and throws at what no runtime answers', async () => {
    const problem = { code: 'run/unknown', title: 'Not found', detail: 'No.' };
    const refused = createPageClient({ url: '', fetch: answering(404, JSON.stringify(problem)) });
    const other = createPageClient({ url: '', fetch: answering(500, '{"error":"x"}') });

    expect(await refused.send('runs.get', { params: { id: 'x' } })).toEqual({ ok: false, status: 404, problem });
    await expect(other.send('health.get', {})).rejects.toThrow('as no Penstock runtime does');
  });
});

test('an event stream is read across any cut, and heartbeats are no events', async () => {
  const text =
    'retry: 2000\n\nid: a-1\ndata: {"n":1}\n\n: still here\n\nid: a-2\nevent: x\ndata: 1\ndata: 2\n\ndata: cut off';
  async function* inPieces(): AsyncGenerator<string> {
    for (const character of text) yield character;
  }

  const events = [];
  for await (const event of readEventStream(inPieces())) events.push(event);

  expect(events).toEqual([
    { id: 'a-1', event: 'message', data: '{"n":1}' },
    { id: 'a-2', event: 'x', data: '1\n2' },
  ]);
});

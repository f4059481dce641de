import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readEventStream } from '#api/event-stream.ts';
import { emptyWorkspace, type StudioRig, startStudioRig, webhookFlow } from '#test/rigs/studio.ts';
import type { HookEvent } from './server/handlers-hooks.ts';

const live = { 'flows/orders.flow.yaml': webhookFlow('orders', '/orders') };
const draft = {
  'flows/orders.flow.yaml': webhookFlow('orders', '/orders').replace('businessKey: id', "businessKey: '('"),
};

test('whoever listens at a live webhook is told of the call, and the flow takes it as ever', async () => {
  await using studio = await startStudioRig({ files: { ...emptyWorkspace, ...live } });
  await using heard = await listen(studio, 'orders');

  const begun = await heard.next();
  const answer = await send(studio, '/hooks/orders', { id: 'SO-1' }, { authorization: 'Bearer s3cret' });
  const call = await heard.next();

  expect(begun).toMatchObject({ kind: 'listening', method: 'POST', path: '/hooks/orders', isLive: true });
  expect(answer.status).toBe(202);
  expect(call).toMatchObject({ kind: 'call', verdict: 'accepted', status: 202, body: { id: 'SO-1' } });
  expect(call).toMatchObject({ run: expect.stringMatching(/^run_/), headers: { authorization: '…' } });
  expect(await runsOf(studio)).toBe(1);
});

test('the address of a draft is open while somebody listens: it verifies, answers 202 and starts no run', async () => {
  await using studio = await startStudioRig({ files: { ...emptyWorkspace, ...draft } });
  const before = await send(studio, '/hooks/orders', { id: 'SO-1' });
  const heard = await listen(studio, 'orders');

  const begun = await heard.next();
  const answer = await send(studio, '/hooks/orders', { id: 'SO-1' });
  const call = await heard.next();
  await heard[Symbol.asyncDispose]();

  expect([before.status, answer.status]).toEqual([404, 202]);
  expect(begun).toMatchObject({ kind: 'listening', isLive: false });
  expect(call).toMatchObject({ kind: 'call', verdict: 'heard', run: null, body: { id: 'SO-1' } });
  expect(await runsOf(studio)).toBe(0);
  await expect.poll(async () => (await send(studio, '/hooks/orders', { id: 'SO-1' })).status).toBe(404);
});

test('a call that is refused is told with the reason', async () => {
  await using studio = await startStudioRig({ files: { ...emptyWorkspace, ...live } });
  await using heard = await listen(studio, 'orders');
  await heard.next();

  const answer = await fetch(`${studio.runtime.url}/hooks/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: 'no json',
  });
  const call = await heard.next();

  expect(call).toMatchObject({ kind: 'call', verdict: 'refused', status: answer.status, run: null });
  expect(call).not.toHaveProperty('body');
  expect(answer.status).toBeGreaterThanOrEqual(400);
});

test('nobody can listen where there is no webhook, or where the address is another flow’s', async () => {
  const plain = webhookFlow('plain', '/plain').replace('webhook@1', 'schedule@1');
  await using studio = await startStudioRig({ files: { ...emptyWorkspace, ...live } });
  await writeFile(join(studio.folder, 'flows/plain.flow.yaml'), plain);
  await writeFile(join(studio.folder, 'flows/twin.flow.yaml'), webhookFlow('twin', '/orders'));
  await using missing = await listen(studio, 'nobody');
  await using twin = await listen(studio, 'twin');

  const told = [await missing.next(), await twin.next()];

  expect(told).toMatchObject([
    { kind: 'refused', code: 'ingress/no-such-flow' },
    { kind: 'refused', code: 'ingress/path-of-other-flow' },
  ]);
});

type Ear = AsyncDisposable & { readonly next: () => Promise<HookEvent> };

async function listen(studio: StudioRig, flow: string): Promise<Ear> {
  const ending = new AbortController();
  const answer = await fetch(`${studio.runtime.url}/api/hooks/listen?flow=${flow}`, {
    headers: { cookie: studio.page.cookie, 'x-penstock': '1' },
    signal: ending.signal,
  });
  if (answer.body === null || answer.status !== 200) throw new Error(`no stream: ${answer.status}`);
  const events = readEventStream(answer.body.pipeThrough(new TextDecoderStream()));
  return {
    next: async () => {
      const { value } = await events.next();
      // The stream is the runtime's own.
      return JSON.parse(value?.data ?? 'null') as HookEvent;
    },
    [Symbol.asyncDispose]: async () => ending.abort(),
  };
}

function send(studio: StudioRig, path: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${studio.runtime.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function runsOf(studio: StudioRig): Promise<number> {
  const { body } = await studio.page.get('/api/runs');
  // The list of runs as the API table says it.
  return (body as { readonly runs: readonly unknown[] }).runs.length;
}

import { expect, test } from 'vitest';
import type { HttpClient, HttpRequest, HttpResult } from '#connections/http/client.ts';
import { transient } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { EffectResult, NodeContext } from '#flow/node-type/work.ts';
import { execute } from './execute.ts';

test('title and text are posted with channel and key, and the status is what it learns', async () => {
  const { result, asked } = await attempt(
    { title: 'Tonight', text: '3 orders differ.', channel: '#ops' },
    { ok: true },
  );

  expect(asked).toEqual({
    method: 'POST',
    path: '/chat.postMessage',
    body: { channel: '#ops', text: 'Tonight\n3 orders differ.' },
    idempotencyKey: 'k1',
  });
  expect(result).toEqual({ ok: true, port: 'done', result: { status: 200 } });
});

test('a message alone is its text, and an answer of plain text is fine', async () => {
  const { result, asked } = await attempt({ text: 'Done.' }, 'ok');

  expect(asked?.body).toEqual({ text: 'Done.' });
  expect(result.ok).toBe(true);
});

test.each([
  ['<!channel> look', '<\u200b!channel> look'],
  ['<@U123>', '<\u200b@U123>'],
  ['<users/all>', '<\u200busers/all>'],
  ['@here @Everyone @all', '@\u200bhere @\u200bEveryone @\u200ball'],
  ['ada@hereford.example, 3 < 4', 'ada@hereford.example, 3 < 4'],
])('%j calls nobody', async (text, quiet) => {
  const { asked } = await attempt({ text }, { ok: true });

  expect(asked?.body).toEqual({ text: quiet });
});

test('a long message is cut where it may be', async () => {
  const { asked } = await attempt({ text: '😀'.repeat(6_000) }, { ok: true });

  const text = isJsonObject(asked?.body) ? String(asked.body.text) : '';

  expect([text.length, text.isWellFormed(), text.endsWith('…')]).toEqual([10_000, true, true]);
});

test.each([
  [{ ok: false, error: 'channel_not_found' }, 'channel_not_found'],
  [{ ok: false, error: 'Ada, your token xoxb-1 is wrong' }, 'not said'],
])('a chat that says no with status 200 is a failure: %j', async (answer, said) => {
  const { result } = await attempt({ text: 'Done.' }, answer);

  expect(result).toMatchObject({ ok: false, failure: { code: 'notify/refused', kind: 'permanent', detail: { said } } });
});

test('what the connection says went wrong is the failure', async () => {
  const failure = transient('http/busy', 'Later.');

  const { result } = await attempt({ text: 'Done.' }, null, { ok: false, failure });

  expect(result).toEqual({ ok: false, failure });
});

/** Runs one attempt against a chat that answers once. */
async function attempt(
  config: JsonObject,
  body: Json,
  answer: HttpResult = { ok: true, response: { status: 200, headers: {}, body } },
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
      id: 'tell',
      config: { connection: 'team-chat', path: '/chat.postMessage', ...config },
      input: { counts: { different: 3 } },
      key: 'k1',
      businessKey: undefined,
      flow: 'f',
      firstId: 'tell',
      attempt: 1,
      repeated: false,
    },
    clock: { now: () => 0 },
    log: { info: () => undefined },
    signal: new AbortController().signal,
    // The only connection of this test is the client above.
    connection: <Client>() => client as Client,
  };
  return { result: await execute(context), asked };
}

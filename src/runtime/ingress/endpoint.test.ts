import { describe, expect, test } from 'vitest';
import { type JsonObject, toJsonText } from '#flow/json.ts';
import type { PushTrigger } from '#flow/node-type/work.ts';
import { planOf } from '#test/contract/fixtures/door.ts';
import { bodyKindOf, endpointsOf } from './endpoint.ts';
import { isLoopbackHost, listHeaders, splitTarget } from './incoming.ts';

const work: PushTrigger = {
  verify: () => ({ verdict: 'accept' }),
  toEvent: () => ({ ok: true, event: { body: toJsonText(null), headers: {}, query: {} } }),
};

const triggers = new Map([['webhook@1', work]]);
const auth = { scheme: 'github', secrets: ['theirs'] };
const mountAll = (...configs: readonly JsonObject[]): ReturnType<typeof endpointsOf> =>
  endpointsOf(configs.map(planOf), triggers);

describe('endpoints', () => {
  test('have defaults where the config is silent', () => {
    const endpoints = mountAll({ path: '/in', auth });

    expect(endpoints).toMatchObject({
      ok: true,
      value: [
        {
          method: 'POST',
          path: '/hooks/in',
          limitBytes: 1_048_576,
          rate: undefined,
          bodies: ['json'],
          answer: 'accepted',
          answerWithinMs: 25_000,
          reply: undefined,
          secrets: ['theirs'],
          isOpen: false,
          handshakes: false,
        },
      ],
    });
  });

  test('take what the config says', () => {
    const endpoints = mountAll({
      path: '/in',
      method: 'PUT',
      auth: { scheme: 'none' },
      limits: { body: '256KB', rate: '600/m' },
      answer: 'processed',
      answerWithin: '3s',
      reply: { body: 'ok' },
      verify: { sender: 'slack' },
    });

    expect(endpoints).toMatchObject({
      ok: true,
      value: [
        {
          method: 'PUT',
          limitBytes: 262_144,
          rate: { capacity: 600, perMs: 0.01 },
          answer: 'processed',
          answerWithinMs: 3_000,
          reply: { status: 202, contentType: 'text/plain', body: 'ok' },
          isOpen: true,
          handshakes: true,
        },
      ],
    });
  });

  test('of two flows that want one address are refused by name, those of other methods are not', () => {
    const clash = mountAll({ path: '/in', auth }, { path: '/in', auth });
    const apart = mountAll({ path: '/in', auth }, { path: '/in', method: 'PUT', auth });

    expect(clash).toMatchObject({ ok: false, problems: [{ code: 'ingress/path-taken' }] });
    expect(apart.ok).toBe(true);
  });

  test('whose config says nothing of the sender are not mounted', () => {
    const endpoints = mountAll({ path: '/in' }, { path: 'in', auth }, { path: '/in', auth, answerWithin: 'soon' });

    expect(endpoints).toMatchObject({
      ok: false,
      problems: [
        { code: 'ingress/config-unreadable' },
        { code: 'ingress/config-unreadable' },
        { code: 'ingress/config-unreadable' },
      ],
    });
  });

  test('are made of push triggers only', () => {
    const endpoints = endpointsOf([planOf({ path: '/in', auth })], new Map());

    expect(endpoints).toEqual({ ok: true, value: [] });
  });
});

test('content types announce one kind of body or none', () => {
  const kinds = ['application/json; charset=utf-8', 'APPLICATION/JSON', 'a/b+json', 'text/xml', 'text/html', ''];

  expect(kinds.map(bodyKindOf)).toEqual(['json', 'json', 'json', 'xml', undefined, undefined]);
});

test('headers keep every value they were sent with', () => {
  const headers = listHeaders(['X-One', '1', 'x-two', '2', 'X-ONE', '3']);

  expect([...headers]).toEqual([
    ['x-one', ['1', '3']],
    ['x-two', ['2']],
  ]);
});

test('an address is split without touching its path', () => {
  expect(splitTarget('/a%2Fb/?c=d%20e&__proto__=x')).toEqual({
    path: '/a%2Fb/',
    query: Object.fromEntries([
      ['c', 'd e'],
      ['__proto__', 'x'],
    ]),
  });
});

test('only names of this machine are loopback names', () => {
  const hosts = ['localhost', '127.0.0.1:7331', '[::1]:80', '127.0.0.1.evil.example', 'localhost.evil.example', ''];

  expect(hosts.map(isLoopbackHost)).toEqual([true, true, true, false, false, false]);
});

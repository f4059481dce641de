import { createHmac, timingSafeEqual } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '#flow/json.ts';
import type { IncomingRequest, Signatures, Verdict } from '#flow/node-type/work.ts';
import { manifest } from './manifest.ts';
import { trigger } from './trigger.ts';

const secret = 'a secret for tests';
const oldSecret = 'the one before';
const receivedAt = 1_800_000_000_000;
const seconds = String(receivedAt / 1_000);
const body = '{"id":17}';

/** Compares as the runtime does; the asker hands over bytes and gets a yes or no. */
const signatures: Signatures = {
  matches: ({ secrets, scheme, signed, candidates }) =>
    secrets
      .flatMap((name) => candidates.map((candidate) => ({ name, candidate })))
      .filter(({ name, candidate }) => {
        const text = name === 'old' ? oldSecret : secret;
        const key = scheme.secretForm === 'whsec' ? Buffer.from(text, 'base64') : Buffer.from(text);
        const expected = createHmac('sha256', key).update(signed).digest();
        const presented = Buffer.from(candidate, scheme.encoding);
        return presented.length === expected.length && timingSafeEqual(presented, expected);
      }).length > 0,
  isToken: (_, presented) => presented === secret,
};

function sign(text: string, encoding: 'hex' | 'base64', key: string | Buffer = secret): string {
  return createHmac('sha256', key).update(text).digest(encoding);
}

function request(headers: Readonly<Record<string, string | readonly string[]>>, text = body): IncomingRequest {
  const entries = Object.entries({ 'content-type': 'application/json', ...headers });
  return {
    method: 'POST',
    path: '/orders',
    query: {},
    headers: new Map(entries.map(([name, value]) => [name, typeof value === 'string' ? [value] : value])),
    body: new TextEncoder().encode(text),
    receivedAt,
    loopback: false,
  };
}

function said(verdict: Verdict): string {
  return verdict.verdict === 'refuse' ? `${verdict.status} ${verdict.code}` : verdict.verdict;
}

/** Each scheme with the headers of a genuine call, signed at a moment with a key. */
const schemes: readonly {
  readonly name: string;
  readonly auth: JsonObject;
  readonly headers: (at: string, key: string) => Readonly<Record<string, string>>;
  readonly signature: string;
  readonly time?: string;
}[] = [
  {
    name: 'standard-webhooks',
    auth: { scheme: 'standard-webhooks', secrets: ['new', 'old'] },
    headers: (at, key) => ({
      'webhook-id': 'msg_1',
      'webhook-timestamp': at,
      'webhook-signature': `v1,${sign(`msg_1.${at}.${body}`, 'base64', Buffer.from(key, 'base64'))}`,
    }),
    signature: 'webhook-signature',
    time: 'webhook-timestamp',
  },
  {
    name: 'stripe',
    auth: { scheme: 'stripe', secrets: ['new', 'old'] },
    headers: (at, key) => ({ 'stripe-signature': `t=${at},v1=${sign(`${at}.${body}`, 'hex', key)},v0=00` }),
    signature: 'stripe-signature',
  },
  {
    name: 'github',
    auth: { scheme: 'github', secrets: ['new', 'old'] },
    headers: (_, key) => ({ 'x-hub-signature-256': `sha256=${sign(body, 'hex', key)}` }),
    signature: 'x-hub-signature-256',
  },
  {
    name: 'shopify',
    auth: { scheme: 'shopify', secrets: ['new', 'old'] },
    headers: (_, key) => ({ 'x-shopify-hmac-sha256': sign(body, 'base64', key) }),
    signature: 'x-shopify-hmac-sha256',
  },
  {
    name: 'hmac over time and body',
    auth: {
      scheme: 'hmac',
      secrets: ['new', 'old'],
      header: 'X-Signature',
      encoding: 'base64',
      signed: 'timestamp.body',
      timestampHeader: 'X-Time',
    },
    headers: (at, key) => ({ 'x-signature': sign(`${at}.${body}`, 'base64', key), 'x-time': at }),
    signature: 'x-signature',
    time: 'x-time',
  },
  {
    name: 'hmac as Slack signs',
    auth: {
      scheme: 'hmac',
      secrets: ['new', 'old'],
      header: 'X-Slack-Signature',
      signed: 'v0:timestamp:body',
      timestampHeader: 'X-Slack-Request-Timestamp',
      prefix: 'v0=',
    },
    headers: (at, key) => ({
      'x-slack-signature': `v0=${sign(`v0:${at}:${body}`, 'hex', key)}`,
      'x-slack-request-timestamp': at,
    }),
    signature: 'x-slack-signature',
    time: 'x-slack-request-timestamp',
  },
];

describe.each(schemes.map((scheme) => [scheme.name, scheme] as const))('%s', (_, scheme) => {
  const config: JsonObject = { path: '/orders', auth: scheme.auth };
  const verify = (incoming: IncomingRequest) => said(trigger.verify(config, incoming, signatures));
  const signsTime = scheme.time !== undefined || scheme.name === 'stripe';

  test('is a config the manifest takes', () => {
    expect(manifest.config.safeParse(config).error).toBeUndefined();
  });

  test('lets a genuine call in, signed with the new or the old secret', () => {
    expect(verify(request(scheme.headers(seconds, secret)))).toBe('accept');
    expect(verify(request(scheme.headers(seconds, oldSecret)))).toBe('accept');
  });

  test('refuses another secret', () => {
    expect(verify(request(scheme.headers(seconds, 'somebody else')))).toBe('401 webhook/signature');
  });

  test('refuses the call with any byte of its body changed', () => {
    const headers = scheme.headers(seconds, secret);
    const verdicts = [...body].map((_, index) => {
      const changed = `${body.slice(0, index)}${String.fromCharCode(body.charCodeAt(index) ^ 1)}${body.slice(index + 1)}`;
      return verify(request(headers, changed));
    });

    expect(new Set(verdicts)).toEqual(new Set(['401 webhook/signature']));
  });

  test('refuses the call with any character of its signature changed', () => {
    const headers = scheme.headers(seconds, secret);
    const written = headers[scheme.signature] ?? '';
    const start = Math.max(written.lastIndexOf('v1='), written.indexOf(',') + 1, 0);
    const end = written.includes(',v0=') ? written.indexOf(',v0=') : written.length;
    const verdicts = Array.from({ length: end - start }, (_, offset) => {
      const index = start + offset;
      const other = written.charAt(index) === '0' ? '1' : '0';
      const changed = `${written.slice(0, index)}${other}${written.slice(index + 1)}`;
      return verify(request({ ...headers, [scheme.signature]: changed }));
    });

    expect(verdicts.filter((verdict) => !verdict.startsWith('401 '))).toEqual([]);
  });

  test('refuses a call without signature', () => {
    const { [scheme.signature]: _signature, ...headers } = scheme.headers(seconds, secret);

    expect(verify(request(headers))).toBe('401 webhook/header-missing');
  });

  test('refuses a signature header that is there twice', () => {
    const headers = scheme.headers(seconds, secret);
    const twice = [headers[scheme.signature] ?? '', 'v1,x'];

    expect(verify(request({ ...headers, [scheme.signature]: twice }))).toBe('400 webhook/header-repeated');
  });

  test.each(signsTime ? [-301, 301] : [])('refuses a time %i seconds off', (offset) => {
    const at = String(receivedAt / 1_000 + offset);

    expect(verify(request(scheme.headers(at, secret)))).toBe('401 webhook/timestamp-outside-tolerance');
  });

  test.each(signsTime ? ['1e9', '-1', '1800000000.5', ' 1800000000', '0x6b49d200', ''] : [])(
    'refuses the time "%s", though it is signed',
    (at) => {
      expect(verify(request(scheme.headers(at, secret)))).toMatch(/^401 webhook\/(timestamp|header-missing)$/);
    },
  );

  test.each(scheme.time === undefined ? [] : [scheme.time])(
    'refuses the time header %s when it is there twice',
    (time) => {
      const headers = { ...scheme.headers(seconds, secret), [time]: [seconds, '1'] };

      expect(verify(request(headers))).toBe('400 webhook/header-repeated');
    },
  );

  test('keeps the signature from the flow', () => {
    const read = trigger.toEvent(config, request(scheme.headers(seconds, secret)));

    expect(read.ok && Object.keys(read.event.headers)).not.toContain(scheme.signature);
  });
});

test('a second spelling of a base64 signature is refused', () => {
  const written = sign(body, 'base64');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const last = alphabet.charAt(alphabet.indexOf(written.charAt(42)) + 1);
  const config = { path: '/orders', auth: { scheme: 'shopify', secrets: ['new'] } };

  const verdict = trigger.verify(
    config,
    request({ 'x-shopify-hmac-sha256': `${written.slice(0, 42)}${last}=` }),
    signatures,
  );

  expect(said(verdict)).toBe('401 webhook/signature-malformed');
});

test('a trigger without the name of a secret lets nobody in', () => {
  const config = { path: '/orders', auth: { scheme: 'github' } };
  const headers = { 'x-hub-signature-256': `sha256=${sign(body, 'hex')}` };

  expect(said(trigger.verify(config, request(headers), signatures))).toBe('401 webhook/no-secret');
  expect(manifest.config.safeParse(config).success).toBe(false);
});

test('an algorithm named by the request changes nothing', () => {
  const config = { path: '/orders', auth: { scheme: 'github', secrets: ['new'] } };
  const weak = createHmac('sha1', secret).update(body).digest('hex');

  const verdict = trigger.verify(config, request({ 'x-hub-signature-256': `sha1=${weak}` }), signatures);

  expect(said(verdict)).toBe('401 webhook/signature-malformed');
});

test('Slack’s handshake is answered only when it is signed', () => {
  const hello = '{"type":"url_verification","challenge":"abc"}';
  const slack = schemes.find((scheme) => scheme.name === 'hmac as Slack signs');
  const config = { path: '/orders', auth: slack?.auth ?? {}, verify: { sender: 'slack' } };
  const time = { 'x-slack-request-timestamp': seconds };
  const signed = { ...time, 'x-slack-signature': `v0=${sign(`v0:${seconds}:${hello}`, 'hex')}` };
  const forged = { ...time, 'x-slack-signature': `v0=${sign('something else', 'hex')}` };

  expect(trigger.verify(config, request(signed, hello), signatures)).toMatchObject({ verdict: 'answer', body: 'abc' });
  expect(said(trigger.verify(config, request(forged, hello), signatures))).toBe('401 webhook/signature');
});

test.each([
  [{ 'content-encoding': 'gzip' }, '415 webhook/body-compressed'],
  [{ 'content-type': 'application/json; charset=iso-8859-1' }, '415 webhook/charset'],
  [{ 'content-type': 'multipart/form-data; boundary=x' }, '415 webhook/content-type'],
  [{ 'content-type': ['application/json', 'text/plain'] }, '400 webhook/header-repeated'],
])('a body with %o is refused before anything is checked', (headers, verdict) => {
  const config = { path: '/orders', auth: { scheme: 'github', secrets: ['new'] } };

  expect(said(trigger.verify(config, request(headers), signatures))).toBe(verdict);
});

test('a body beyond the limit is refused', () => {
  const config = { path: '/orders', auth: { scheme: 'none' }, limits: { body: '1KB' } };

  const read = trigger.toEvent(config, request({}, `"${'x'.repeat(1_023)}"`));

  expect(read).toMatchObject({ ok: false, status: 413 });
});

test('bytes that are not UTF-8 are refused, never repaired', () => {
  const broken = { ...request({}), body: Uint8Array.from([0x22, 0xc3, 0x28, 0x22]) };

  expect(trigger.toEvent({ path: '/orders', auth: {} }, broken)).toMatchObject({ ok: false, status: 400 });
});

test('a call without body is an event all the same', () => {
  const read = trigger.toEvent({ path: '/orders', auth: {} }, request({}, ''));

  expect(read).toMatchObject({ ok: true, event: { body: 'null' } });
});

import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openDoor, speak, standardHeaders, vectorSeconds } from './fixtures/door.ts';

const standard = { path: '/shop/orders', auth: { scheme: 'standard-webhooks', secrets: ['shop-webhook'] } };
const open = { path: '/local', auth: { scheme: 'none' } };

describe('proof of sender', () => {
  const hmacHex = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');
  const vectors = [
    {
      name: 'standard-webhooks',
      secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      body: '{"test": 2432232314}',
      headers: {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
    },
    {
      name: 'github',
      secret: "It's a Secret to Everybody",
      body: 'Hello, World!',
      headers: {
        'content-type': 'text/plain',
        'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
      },
    },
    {
      name: 'stripe',
      secret: 'whsec_stripe_style',
      body: '{"type":"charge.succeeded"}',
      headers: {
        'stripe-signature': `t=${vectorSeconds},v1=${hmacHex('whsec_stripe_style', `${vectorSeconds}.{"type":"charge.succeeded"}`)},v0=00`,
      },
    },
    {
      name: 'shopify',
      secret: 'shopify-client-secret',
      body: '{"order":1}',
      headers: {
        'x-shopify-hmac-sha256': createHmac('sha256', 'shopify-client-secret').update('{"order":1}').digest('base64'),
      },
    },
  ];

  for (const vector of vectors) {
    test(`the ${vector.name} vector is let in and not one changed byte of it`, async () => {
      const auth = { scheme: vector.name, secrets: ['theirs'] };
      await using door = await openDoor({
        triggers: [{ path: '/in', auth, bodies: ['json', 'text'] }],
        secrets: { theirs: vector.secret },
      });
      const bytes = Buffer.from(vector.body);

      const whole = await door.post('/hooks/in', vector.body, vector.headers);
      const changed = [];
      for (let index = 0; index < bytes.length; index += 1) {
        const copy = Buffer.from(bytes);
        copy[index] = (copy[index] ?? 0) ^ 1;
        const response = await door.post('/hooks/in', copy, vector.headers);
        changed.push(`${response.status}${await response.text()}`);
      }

      expect(whole.status).toBe(202);
      expect(changed).toEqual(changed.map(() => '401'));
    });
  }

  test('stale and future times, missing and doubled headers, and wrong secrets are refused', async () => {
    await using door = await openDoor({ triggers: [standard] });
    const body = '{}';
    const right = standardHeaders(body);
    const request = (headers: readonly string[]): string =>
      [
        'POST /hooks/shop/orders HTTP/1.1',
        'Host: 127.0.0.1',
        'Connection: close',
        'Content-Type: application/json',
        'Content-Length: 2',
        ...headers,
        '',
        body,
      ].join('\r\n');
    const lines = Object.entries(right).map(([name, value]) => `${name}: ${value}`);

    const stale = await door.post('/hooks/shop/orders', body, standardHeaders(body, vectorSeconds - 301));
    const future = await door.post('/hooks/shop/orders', body, standardHeaders(body, vectorSeconds + 301));
    const edge = await door.post('/hooks/shop/orders', body, standardHeaders(body, vectorSeconds + 300));
    const missing = await door.post('/hooks/shop/orders', body);
    const doubled = await speak(door.server.port, [request([...lines, 'Webhook-Signature: v1,AAAA'])]);
    const doubledId = await speak(door.server.port, [request([...lines, 'webhook-id: msg_2'])]);

    expect([stale.status, future.status, edge.status, missing.status, doubled.status, doubledId.status]).toEqual([
      401, 401, 202, 401, 400, 400,
    ]);
    expect(await stale.text()).toBe('');
    expect(door.refused.map(({ code }) => code)).toEqual([
      'webhook/timestamp-outside-tolerance',
      'webhook/timestamp-outside-tolerance',
      'webhook/header-missing',
      'webhook/header-repeated',
      'webhook/header-repeated',
    ]);
  });

  test('during a change of secrets both are believed, and an old one no longer afterwards', async () => {
    const auth = { scheme: 'github', secrets: ['new', 'old'] };
    await using door = await openDoor({ triggers: [{ path: '/in', auth }], secrets: { old: 'before', new: 'after' } });
    await using later = await openDoor({ triggers: [{ path: '/in', auth }], secrets: { new: 'after' } });
    const signed = (secret: string) => ({ 'x-hub-signature-256': `sha256=${hmacHex(secret, '1')}` });

    const both = [
      await door.post('/hooks/in', '1', signed('before')),
      await door.post('/hooks/in', '1', signed('after')),
    ];
    const one = [
      await later.post('/hooks/in', '1', signed('before')),
      await later.post('/hooks/in', '1', signed('after')),
    ];

    expect([...both, ...one].map((response) => response.status)).toEqual([202, 200, 401, 202]);
  });

  test('without any stored secret nobody is let in, and operators are told', async () => {
    await using door = await openDoor({ triggers: [standard], secrets: {} });
    const body = '{}';

    const response = await door.post('/hooks/shop/orders', body, standardHeaders(body));

    expect([response.status, await response.text()]).toEqual([401, '']);
    expect(door.logged).toMatchObject([{ level: 'error', event: 'ingress.no-secret' }]);
    expect(door.refused).toMatchObject([{ code: 'ingress/no-secret' }]);
  });

  test('a trigger without proof takes calls of this machine only: no proxy, no page in a browser, no other name', async () => {
    await using door = await openDoor({ triggers: [open] });
    const outcomes = [];

    outcomes.push(await door.post('/hooks/local', '1'));
    outcomes.push(await door.post('/hooks/local', '1', { 'x-forwarded-for': '203.0.113.9' }));
    outcomes.push(await door.post('/hooks/local', '1', { forwarded: 'for=203.0.113.9' }));
    outcomes.push(await door.post('/hooks/local', '1', { origin: 'https://evil.example' }));
    const renamed = await speak(door.server.port, [
      'POST /hooks/local HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n1',
    ]);

    expect([...outcomes.map((response) => response.status), renamed.status]).toEqual([202, 401, 401, 401, 401]);
  });

  test('a handshake is answered without a run', async () => {
    await using door = await openDoor({
      triggers: [
        {
          path: '/meta',
          auth: { scheme: 'github', secrets: ['theirs'] },
          verify: { sender: 'meta', token: 'handshake' },
        },
      ],
      secrets: { theirs: 'secret', handshake: 'agreed' },
    });
    const at = (token: string): Promise<Response> =>
      fetch(`${door.server.url}/hooks/meta?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=42`);

    const right = await at('agreed');
    const wrong = await at('guessed');

    expect([right.status, await right.text(), wrong.status]).toEqual([200, '42', 401]);
    expect(door.engine.accepted).toEqual([]);
  });
});

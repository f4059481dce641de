import { expect, test } from 'vitest';
import { signWebhook } from './sign.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

test('a webhook is signed as the published example of Standard Webhooks is', () => {
  const signed = signWebhook({
    secret,
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: new Date(1_614_265_330_000),
    payload: '{"test": 2432232314}',
  });

  expect(signed).toEqual({
    headers: {
      'content-type': 'application/json',
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
    body: '{"test": 2432232314}',
  });
});

test('two secrets give two signatures over the same bytes', () => {
  const signed = signWebhook({ secret: [secret, secret], id: 'm', timestamp: new Date(0), payload: { a: 1 } });

  const [first, second] = signed.headers['webhook-signature']?.split(' ') ?? [];
  expect([first === second, signed.body]).toEqual([true, '{"a":1}']);
});

test('a secret without its prefix is a mistake', () => {
  expect(() =>
    signWebhook({ secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', id: 'm', timestamp: new Date(0), payload: '' }),
  ).toThrow('whsec_');
});

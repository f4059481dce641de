import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '#runtime/store/store.ts';
import { openDoor, standardHeaders, vectorSeconds } from './fixtures/door.ts';

const standard = { path: '/shop/orders', auth: { scheme: 'standard-webhooks', secrets: ['shop-webhook'] } };
const open = { path: '/local', auth: { scheme: 'none' } };

describe('acceptance', () => {
  test('a signed event is answered with its run after it was accepted, and a second time with the same run', async () => {
    await using door = await openDoor({ triggers: [standard] });
    const body = '{"id":7}';

    const first = await door.post('/hooks/shop/orders', body, standardHeaders(body));
    const second = await door.post('/hooks/shop/orders', body, standardHeaders(body));

    expect([first.status, await first.text()]).toEqual([202, '{"run":"run_1"}']);
    expect([second.status, await second.text()]).toEqual([200, '{"run":"run_1"}']);
    expect(first.headers.get('content-type')).toBe('application/json');
    expect(door.engine.accepted).toMatchObject([
      {
        flow: 'flow-0',
        triggerNode: 'received',
        actor: 'sender:received',
        receivedAt: vectorSeconds * 1_000,
        event: { body },
      },
    ]);
    expect(door.ingress.counts()).toEqual({ accepted: 1, duplicate: 1, refused: {} });
  });

  test('a reply of the trigger replaces status, type and body', async () => {
    await using door = await openDoor({
      triggers: [{ ...open, reply: { status: 200, type: 'text/xml', body: '<ok/>' } }],
    });

    const response = await door.post('/hooks/local', '{}');

    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'text/xml',
      '<ok/>',
    ]);
  });

  test('a trigger that waits answers with what the flow said, or with how it ended', async () => {
    await using door = await openDoor({ triggers: [{ ...open, answer: 'processed' }] });
    door.engine.answers.set('run_1', { kind: 'answer', status: 201, contentType: 'text/plain', body: 'done' });
    door.engine.answers.set('run_2', { kind: 'ended', state: 'succeeded' });
    door.engine.answers.set('run_3', { kind: 'ended', state: 'failed' });
    door.engine.answers.set('run_4', { kind: 'ended', state: 'cancelled' });

    const answers = [];
    for (const body of ['1', '2', '3', '4', '5', '1']) {
      const response = await door.post('/hooks/local', body);
      answers.push([response.status, await response.text()]);
    }

    expect(answers.map(([status]) => status)).toEqual([201, 204, 500, 503, 202, 201]);
    expect(answers[0]).toEqual([201, 'done']);
    expect(answers[2]?.[1]).toContain('"code":"run/failed"');
    expect(answers[4]).toEqual([202, '{"run":"run_5"}']);
  });

  test('an answer made of payload can do nothing in a browser', async () => {
    await using door = await openDoor({ triggers: [{ ...open, answer: 'processed' }] });
    door.engine.answers.set('run_1', {
      kind: 'answer',
      status: 200,
      contentType: 'text/html',
      body: '<script>1</script>',
    });

    const response = await door.post('/hooks/local', '1');

    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('a missing key is 422, a sandbox that is down is 503 with Retry-After, and so is a store that refuses', async () => {
    await using door = await openDoor({ triggers: [open] });
    const outcomes = [];

    door.engine.behaviour = {
      acceptEvent: async () => ({ kind: 'refused', status: 422, code: 'accept/key-missing', reason: 'No key.' }),
    };
    outcomes.push(await door.post('/hooks/local', '1'));
    door.engine.behaviour = {
      acceptEvent: async () => ({
        kind: 'refused',
        status: 503,
        code: 'sandbox/down',
        reason: 'Wait.',
        retryAfterMs: 1_500,
      }),
    };
    outcomes.push(await door.post('/hooks/local', '1'));
    door.engine.behaviour = { acceptEvent: () => Promise.reject(new StoreUnavailable('disk-full')) };
    outcomes.push(await door.post('/hooks/local', '1'));

    expect(outcomes.map((response) => [response.status, response.headers.get('retry-after')])).toEqual([
      [422, null],
      [503, '2'],
      [503, '5'],
    ]);
    expect(door.refused.map(({ status, code }) => [status, code])).toEqual([
      [422, 'accept/key-missing'],
      [503, 'sandbox/down'],
      [503, 'store/unavailable'],
    ]);
  });

  test('a broken engine is 500 with a reference and nothing else', async () => {
    await using door = await openDoor({ triggers: [open] });
    door.engine.behaviour = { acceptEvent: () => Promise.reject(new Error('the secret ingredient')) };

    const response = await door.post('/hooks/local', '1');
    const text = await response.text();

    expect(response.status).toBe(500);
    expect(text).toContain('ref_1');
    expect(text).not.toContain('ingredient');
    expect(door.logged).toMatchObject([{ level: 'error', event: 'ingress.broke', facts: { reference: 'ref_1' } }]);
  });

  test('a new set of endpoints takes the place of the old one at once', async () => {
    await using door = await openDoor({ triggers: [open] });
    const [endpoint] = door.ingress.endpoints();
    if (endpoint === undefined) throw new Error('nothing is mounted');

    door.ingress.mount([{ ...endpoint, path: '/hooks/moved' }]);
    const before = await door.post('/hooks/local', '1');
    const after = await door.post('/hooks/moved', '1');

    expect([before.status, after.status]).toEqual([404, 202]);
  });
});

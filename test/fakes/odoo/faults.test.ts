import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerSlowly, answerStatus, loseAnswer, neverAnswer, resetBeforeApplying, truncateAnswer } from '../faults.ts';
import { callOdoo, OdooRefusal } from './client.ts';
import { type FakeOdoo, startFakeOdoo } from './fake-odoo.ts';
import { expireKey, failSerialization, refuseAccess, refuseLock, refuseWith } from './odoo-faults.ts';

let odoo: FakeOdoo;
let now: number;

beforeEach(async () => {
  now = Date.parse('2026-11-21T17:44:46.100Z');
  odoo = await startFakeOdoo({ version: 19, now: () => new Date(now) });
});

afterEach(() => odoo.close());

const where = { model: 'res.partner', method: 'create' };

function createPartner(): Promise<unknown> {
  return callOdoo(odoo, ['res.partner', 'create', [{ name: 'x', ref: 'fault' }]]);
}

function createOverJson2(): Promise<Response> {
  return fetch(`${odoo.url}/json/2/res.partner/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `bearer ${odoo.keys.admin}` },
    body: JSON.stringify({ vals_list: { name: 'x', ref: 'fault' } }),
  });
}

function created(): number {
  return odoo.records('res.partner').filter((partner) => partner.ref === 'fault').length;
}

describe('a fault of the network', () => {
  test('429 says when to come back, and nothing was done', async () => {
    odoo.faults.inject({ where, fault: answerStatus(429, { retryAfter: 7 }), times: 1 });

    const response = await createOverJson2();

    expect([response.status, response.headers.get('retry-after'), created()]).toEqual([429, '7', 0]);
    expect(odoo.ledger.at(-1)).toMatchObject({ method: 'create', applied: false, refusal: 'fault status' });
  });

  test('502 after applying has done the work', async () => {
    odoo.faults.inject({ where, fault: answerStatus(502, { when: 'after-applying' }), times: 1 });

    const response = await createOverJson2();

    expect([response.status, created()]).toEqual([502, 1]);
  });

  test('a reset before applying did nothing, a reset after applying lost only the answer', async () => {
    odoo.faults.inject({ where, fault: resetBeforeApplying(), times: 1 });
    await expect(createPartner()).rejects.toThrow('fetch failed');
    const afterFirst = created();

    odoo.faults.inject({ where, fault: loseAnswer(), times: 1 });
    await expect(createPartner()).rejects.toThrow('fetch failed');

    expect([afterFirst, created()]).toEqual([0, 1]);
    expect(odoo.ledger.map(({ applied }) => applied)).toEqual([false, true]);
  });

  test('an answer that is cut short was applied', async () => {
    odoo.faults.inject({ where, fault: truncateAnswer(10), times: 1 });

    await expect(createPartner()).rejects.toThrow('terminated');

    expect(created()).toBe(1);
  });

  test('silence lasts until the caller gives up', async () => {
    odoo.faults.inject({ where, fault: neverAnswer(), times: 1 });

    const call = fetch(`${odoo.url}/json/2/res.partner/create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `bearer ${odoo.keys.admin}` },
      body: '{"vals_list":{"name":"x"}}',
      signal: AbortSignal.timeout(500),
    });

    await expect(call).rejects.toThrow('timeout');
    expect(odoo.ledger.at(-1)).toMatchObject({ applied: false, refusal: 'fault silence' });
  });

  test('a slow call is stamped when it began and seen when it ended', async () => {
    const fault = odoo.faults.inject({ where, fault: answerSlowly(200), times: 1 });

    const slow = createPartner();
    while (fault.hits === 0) await delay(1);
    const seenMeanwhile = created();
    now += 8_000;
    await slow;

    expect(seenMeanwhile).toBe(0);
    expect(odoo.records('res.partner').at(-1)).toMatchObject({ ref: 'fault', write_date: '2026-11-21 17:44:46' });
  });
});

describe('a fault of Odoo', () => {
  test.each([
    ['serialization failure', failSerialization(), 'psycopg2.errors.SerializationFailure', 500],
    ['expired key', expireKey(), 'werkzeug.exceptions.Unauthorized', 401],
    ['missing right', refuseAccess(), 'odoo.exceptions.AccessError', 403],
    ['refusal', refuseWith('Not on Sundays.'), 'odoo.exceptions.UserError', 422],
    ['lock', refuseLock(), 'odoo.exceptions.LockError', 409],
  ] as const)('%s has its status and name on JSON-2', async (_name, fault, pythonName, status) => {
    odoo.faults.inject({ where, fault, times: 1 });

    const response = await createOverJson2();

    expect([response.status, await response.json(), created()]).toMatchObject([status, { name: pythonName }, 0]);
  });

  test('an expired key is AccessDenied on JSON-RPC', async () => {
    odoo.faults.inject({ where, fault: expireKey(), times: 1 });

    await expect(createPartner()).rejects.toThrow(new OdooRefusal('odoo.exceptions.AccessDenied', 'Access Denied'));
  });

  test('a key that expires by the clock is refused from then on, and good again when renewed', async () => {
    odoo.expireKeyOf('admin', new Date(now + 1_000));
    await createPartner();
    now += 1_000;

    const refused = await createOverJson2();
    odoo.expireKeyOf('admin', null);
    const accepted = await createOverJson2();

    expect([refused.status, accepted.status, created()]).toEqual([401, 200, 2]);
  });
});

describe('the fault board', () => {
  test('counts, skips and ends faults', async () => {
    const fault = odoo.faults.inject({ where, fault: refuseWith('no'), skip: 1, times: 2 });

    const outcomes = [];
    for (let call = 0; call < 4; call += 1)
      outcomes.push(
        await createPartner().then(
          () => 'made',
          () => 'refused',
        ),
      );

    expect([outcomes, fault.hits]).toEqual([['made', 'refused', 'refused', 'made'], 2]);
  });

  test('meets other calls not at all and ends when cleared', async () => {
    const fault = odoo.faults.inject({ where: { model: 'sale.*' }, fault: refuseWith('no') });

    await createPartner();
    await expect(callOdoo(odoo, ['sale.order', 'search', [[]]])).rejects.toThrow('no');
    fault.clear();
    await callOdoo(odoo, ['sale.order', 'search', [[]]]);

    expect(fault.hits).toBe(1);
  });

  test('closes the port and opens the same one again', async () => {
    await odoo.faults.down();
    await expect(createPartner()).rejects.toThrow('fetch failed');
    await odoo.faults.up();
    await createPartner();

    expect(created()).toBe(1);
  });
});

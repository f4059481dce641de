import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { type Loopback, type Reply, startLoopback } from '../loopback.ts';
import { callOdoo } from './client.ts';
import { type FakeOdoo, startFakeOdoo } from './fake-odoo.ts';
import { rollBackAfterWebhooks } from './odoo-faults.ts';
import type { OdooVersion } from './schema.ts';

let receiver: Loopback;
let received: string[];
let reply: () => Promise<Reply>;

beforeEach(async () => {
  received = [];
  reply = async () => ({ kind: 'answer', answer: { status: 200 } });
  receiver = await startLoopback({
    answer: async (request) => {
      received.push(request.body.toString('utf8'));
      return reply();
    },
  });
});

afterEach(() => receiver.close());

/** A fake with one rule that tells the receiver of every change of a contact's name. */
async function startWithRule(version: OdooVersion): Promise<FakeOdoo> {
  const odoo = await startFakeOdoo({ version });
  const idOf = (model: string, wanted: Readonly<Record<string, string>>): Json =>
    odoo.records(model).find((row) => Object.entries(wanted).every(([key, value]) => row[key] === value))?.id ?? 0;
  const model = idOf('ir.model', { model: 'res.partner' });
  const name = idOf('ir.model.fields', { model: 'res.partner', name: 'name' });
  const action = {
    name: 'Tell',
    model_id: model,
    state: 'webhook',
    webhook_url: `${receiver.url}/hook`,
    webhook_field_ids: [[6, 0, [name]]],
  };
  odoo.insert('base.automation', {
    name: 'rule',
    model_id: model,
    trigger: 'on_create_or_write',
    trigger_field_ids: [[6, 0, [name]]],
    action_server_ids: [[0, 0, action]],
  });
  return odoo;
}

function rename(odoo: FakeOdoo): Promise<unknown> {
  return callOdoo(odoo, ['res.partner', 'write', [[9], { name: 'Renamed' }]]);
}

const body = '{"_action": "Tell(#1)", "_id": 9, "_model": "res.partner", "id": 9, "name": "Renamed"}';

describe.each([18, 19] as const)('a webhook of Odoo %s', (version) => {
  test('is not sent again when the receiver fails', async () => {
    await using odoo = await startWithRule(version);
    reply = async () => ({ kind: 'answer', answer: { status: 500 } });

    await rename(odoo);

    expect(received).toEqual([body]);
  });

  test('gives the receiver one second, while the user waits', async () => {
    await using odoo = await startWithRule(version);
    reply = async () => ({ kind: 'silence' });
    const start = performance.now();

    await rename(odoo);

    const waitedMs = performance.now() - start;
    expect(waitedMs).toBeGreaterThan(950);
    expect(waitedMs).toBeLessThan(5_000);
    expect(odoo.records('res.partner').find(({ id }) => id === 9)).toMatchObject({ name: 'Renamed' });
  });

  test('does not stop the change when nobody listens', async () => {
    await using odoo = await startWithRule(version);
    await receiver.down();

    await rename(odoo);

    expect(odoo.records('res.partner').find(({ id }) => id === 9)).toMatchObject({ name: 'Renamed' });
  });

  test('lets the receiver read the new value on 19 and the old one before', async () => {
    await using odoo = await startWithRule(version);
    let seen: Json | undefined;
    reply = async () => {
      seen = await callOdoo(odoo, ['res.partner', 'read', [[9], ['name']]]);
      return { kind: 'answer', answer: { status: 200 } };
    };

    await rename(odoo);

    expect(seen).toEqual([{ id: 9, name: version === 19 ? 'Renamed' : 'Acme Corporation' }]);
  });
});

test('18 tells of a change that is rolled back afterwards', async () => {
  await using odoo = await startWithRule(18);
  odoo.faults.inject({ where: { method: 'write' }, fault: rollBackAfterWebhooks(), times: 1 });

  await expect(rename(odoo)).rejects.toThrow('could not serialize access');

  expect(received).toEqual([body]);
  expect(odoo.records('res.partner').find(({ id }) => id === 9)).toMatchObject({ name: 'Acme Corporation' });
});

test('writers wait for a transaction of 18 that is telling its webhooks, so nothing is overwritten', async () => {
  await using odoo = await startWithRule(18);
  let second: Promise<unknown> = Promise.resolve();
  reply = async () => {
    second = callOdoo(odoo, ['res.partner', 'write', [[9], { phone: '1' }]]);
    return { kind: 'answer', answer: { status: 200 } };
  };

  await rename(odoo);
  await second;

  expect(odoo.records('res.partner').find(({ id }) => id === 9)).toMatchObject({ name: 'Renamed', phone: '1' });
});

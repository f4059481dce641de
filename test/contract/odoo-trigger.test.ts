import { afterEach, expect, test } from 'vitest';
import { createMachineClock } from '#runtime/machine/clock.ts';
import { callOdoo } from '#test/fakes/odoo/client.ts';
import type { FakeOdoo } from '#test/fakes/odoo/fake-odoo.ts';
import { setUp, takeDown } from '#test/rigs/process-rigs.ts';
import type { RuntimeProcess } from '#test/rigs/runtime-process.ts';
import { reply } from '#test/rigs/shop-desk.ts';
import { until } from '#test/rigs/until.ts';

afterEach(takeDown);

const connection = `id: odoo-main
kind: odoo
name: Odoo
system: odoo
auth:
  scheme: api-key
  secret: odoo-main-key
allow:
  operations: [customer.upsert, order.create, order.confirm, record.search]
breaker:
  failures: 100%
  of: 1000
  openFor: 1s
`;

const flow = (id: string, config: string) => `penstock: 1
id: ${id}
name: Watches Odoo
version: 1.0.0
owner: sales-operations
lifecycle: active
classification:
  criticality: high
  mode: event
  data: [internal]
correlation: id
nodes:
  changed:
    type: odoo-trigger@1
    name: Changed in Odoo
    config:
      connection: odoo-main
${config}
    next: pass_on
  pass_on:
    type: map@1
    name: Pass on
    config:
      expression: '{ "event": event, "id": id, "name": record.name }'
`;

const confirmed = flow(
  'watch-confirmed',
  `      model: sale.order
      domain:
        - [state, '=', sale]
      fields: [name, state, amount_total]
      events: [updated]
      every: 1s`,
);

const contacts = flow(
  'watch-contacts',
  `      model: res.partner
      domain:
        - [ref, '=', watched]
      fields: [name]
      events: [created]
      every: 1s`,
);

async function setUpWatch() {
  return await setUp({
    more: {
      'connections/odoo-main.yaml': connection,
      'flows/watch-confirmed.flow.yaml': confirmed,
      'flows/watch-contacts.flow.yaml': contacts,
    },
  });
}

/** Keys of the runs of a flow that are over well, every run by itself. */
async function keysOf(runtime: RuntimeProcess, id: string): Promise<readonly string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { flow: id, state: 'succeeded' as const, limit: 100, ...(cursor === undefined ? {} : { cursor }) };
    const page = reply(await runtime.desk.api.send('runs.list', { query }));
    keys.push(...page.runs.map((run) => String(run.key)));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return keys;
}

/** The trigger has had its first look: what comes from now on counts. */
async function untilWatching(odoo: FakeOdoo, looks: number): Promise<void> {
  await until('looks at both models', () => {
    const seen = odoo.ledger.filter(({ method }) => method === 'search_read');
    const models = ['sale.order', 'res.partner'];
    return models.every((model) => seen.filter((entry) => entry.model === model).length >= looks) || undefined;
  });
}

/** Waits on a real clock, because Odoo stamps by one. */
async function pass(ms: number): Promise<void> {
  await new Promise<void>((resolve) => void createMachineClock().after(ms, resolve));
}

test('an order that is confirmed in Odoo starts one run, and a restart neither repeats nor loses one', async () => {
  const rig = await setUpWatch();
  const { odoo } = rig;
  const first = await rig.start();
  await untilWatching(odoo, 1);
  await pass(1_100);
  const made = Number(await callOdoo(odoo, ['sale.order', 'create', [{ partner_id: 9 }]]));
  await pass(1_100);
  await callOdoo(odoo, ['sale.order', 'action_confirm', [[made]]]);
  const before = await until('the run', async () => {
    const keys = await keysOf(first, 'watch-confirmed');
    return keys.length > 0 ? keys : undefined;
  });
  first.signal('SIGTERM');
  await first.ended;
  const later = Number(await callOdoo(odoo, ['sale.order', 'create', [{ partner_id: 9 }]]));
  await pass(1_100);
  await callOdoo(odoo, ['sale.order', 'action_confirm', [[later]]]);

  const second = await rig.start();
  const after = await until('the run of what happened meanwhile', async () => {
    const keys = await keysOf(second, 'watch-confirmed');
    return keys.includes(String(later)) ? keys : undefined;
  });
  await pass(2_500);

  expect(before).toEqual([String(made)]);
  expect([...after].sort()).toEqual([String(made), String(later)].sort());
  expect((await keysOf(second, 'watch-confirmed')).length).toBe(2);
});

test('killed again and again while records come in, every record has exactly one run', async () => {
  const rig = await setUpWatch();
  const { odoo } = rig;
  let runtime = await rig.start();
  await untilWatching(odoo, 1);
  await pass(1_100);
  const ids: number[] = [];
  const add = async (count: number) => {
    const values = Array.from({ length: count }, (_, index) => ({ name: `contact ${index}`, ref: 'watched' }));
    const made = await callOdoo(odoo, ['res.partner', 'create', [values]]);
    ids.push(...(Array.isArray(made) ? made.map(Number) : []));
  };

  for (const waitMs of [900, 1_400, 1_900]) {
    await add(130);
    await pass(waitMs);
    // The kill falls into a look, between a commit and the next one, or into a pause: each must do.
    runtime.signal('SIGKILL');
    await runtime.ended;
    await add(40);
    runtime = await rig.start();
  }
  const keys = await until(
    'runs of all records',
    async () => {
      const seen = await keysOf(runtime, 'watch-contacts');
      return new Set(seen).size === ids.length ? seen : undefined;
    },
    30_000,
  );
  await pass(2_500);

  expect(keys.length).toBe(ids.length);
  expect((await keysOf(runtime, 'watch-contacts')).map(Number).sort((a, b) => a - b)).toEqual(ids);
});

test('an Odoo that is down is looked at again later, and nothing of what happened is lost', async () => {
  const rig = await setUpWatch();
  const { odoo } = rig;
  const runtime = await rig.start();
  await untilWatching(odoo, 1);
  await pass(1_100);
  await odoo.faults.down();
  const id = odoo.insert('res.partner', { name: 'meanwhile', ref: 'watched' });
  await until('a failed look', () => runtime.log().includes('"event":"poll.failed"') || undefined);
  await odoo.faults.up();

  const keys = await until('the run', async () => {
    const seen = await keysOf(runtime, 'watch-contacts');
    return seen.length > 0 ? seen : undefined;
  });

  expect(keys).toEqual([String(id)]);
  // The line is written once the look has ended, which may be after its run is seen.
  await until('the look to recover', () => runtime.log().includes('"event":"poll.recovered"') || undefined);
});

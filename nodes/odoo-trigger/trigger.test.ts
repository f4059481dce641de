import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { createOdooClient } from '#connections/odoo/client.ts';
import type { Json, JsonObject } from '#flow/json.ts';
import type { PollContext } from '#flow/node-type/work.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import { createEgress } from '#runtime/egress/egress.ts';
import { answerStatus } from '#test/fakes/faults.ts';
import { callOdoo } from '#test/fakes/odoo/client.ts';
import { type FakeOdoo, startFakeOdoo } from '#test/fakes/odoo/fake-odoo.ts';
import { trigger } from './trigger.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

const partners = { connection: 'odoo', model: 'res.partner', fields: ['name'], domain: [['ref', '=', 'watched']] };

/** A fake whose clock the test moves, and looks through the real client. */
async function watch(version: 16 | 18 | 19, config: JsonObject = {}) {
  let nowMs = Date.parse('2027-03-01T09:00:00.500Z');
  const odoo = await startFakeOdoo({ version, now: () => new Date(nowMs) });
  const connection: Connection = {
    id: 'odoo',
    kind: 'odoo',
    name: 'Odoo',
    auth: { scheme: 'api-key', secret: 'key' },
    limits: { concurrency: 4 },
    breaker: { failurePercent: 50, of: 1_000, openForMs: 30_000 },
    maxRequestTimeMs: 5_000,
    extra: { login: 'bot' },
  };
  const binding = { url: odoo.url, database: odoo.database };
  const room = createEgress({
    connections: [connection],
    environment: {
      name: 'test',
      purpose: 'test',
      variables: {},
      connections: { odoo: binding },
      egress: { allowPrivate: ['127.0.0.0/8'] },
    },
    secrets: { get: () => ({ reveal: () => odoo.keys.bot ?? '' }) },
    clock: { now: () => nowMs, mono: () => performance.now(), after: () => () => undefined },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  cleanups.push(room.close, odoo.close);
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const client = createOdooClient({ connection, binding, egress: room.forConnection('odoo'), hash });
  const context: PollContext = {
    // A clock that has nothing to do with that of Odoo.
    clock: { now: () => 1_000_000_000_000 },
    log: { info: () => undefined },
    signal: new AbortController().signal,
    connection: <Client>() => client as Client,
  };
  const known = new Set<string>();
  let cursor: Json | undefined;
  /** Looks until there is no more, as the runtime does; gives what is new in it. */
  const sweep = async (onPage: () => void = () => undefined) => {
    const found: { readonly event: string; readonly id: number; readonly name: string }[] = [];
    for (;;) {
      const result = await trigger.poll({ ...partners, ...config }, cursor, context);
      if (!result.ok) return { found, failure: result.failure };
      for (const { key, body } of result.events) {
        if (known.has(key)) continue;
        known.add(key);
        // The body was serialised by the trigger.
        const event = JSON.parse(body) as { event: string; id: number; record: { name: string } };
        found.push({ event: event.event, id: event.id, name: event.record.name });
      }
      cursor = result.cursor;
      onPage();
      if (!result.more) return { found, failure: undefined };
    }
  };
  return {
    odoo,
    sweep,
    pass: (seconds: number) => {
      nowMs += seconds * 1_000;
    },
  };
}

function insert(odoo: FakeOdoo, name: string): number {
  return odoo.insert('res.partner', { name, ref: 'watched' });
}

/** Many at once: one transaction, one time stamp. */
async function insertTogether(odoo: FakeOdoo, count: number, prefix: string): Promise<void> {
  const values = Array.from({ length: count }, (_, index) => ({ name: `${prefix}${index}`, ref: 'watched' }));
  await callOdoo(odoo, ['res.partner', 'create', [values]], 'admin');
}

describe.each([16, 18, 19] as const)('Odoo %i', (version) => {
  test('what was there before the first look starts nothing, what comes after it once', async () => {
    const { odoo, sweep, pass } = await watch(version);
    insert(odoo, 'old');
    pass(1);
    const first = await sweep();
    pass(10);
    insert(odoo, 'new');
    pass(10);

    const second = await sweep();
    const third = await sweep();

    expect(first.found).toEqual([]);
    expect(second.found.map(({ name }) => name)).toEqual(['new']);
    expect(third.found).toEqual([]);
  });

  test('records of one second at the border of a page all come once', async () => {
    const { odoo, sweep, pass } = await watch(version);
    await sweep();
    pass(5);
    for (let index = 0; index < 199; index += 1) insert(odoo, `early${index}`);
    pass(1);
    await insertTogether(odoo, 5, 'border');
    pass(1);
    insert(odoo, 'late');
    pass(5);

    const { found } = await sweep();

    expect(found.length).toBe(205);
    expect(new Set(found.map(({ id }) => id)).size).toBe(205);
  });

  test('more records of one second than pages hold all come once', async () => {
    const { odoo, sweep, pass } = await watch(version);
    await sweep();
    pass(5);
    await insertTogether(odoo, 450, 'import');
    pass(1);
    insert(odoo, 'after');
    pass(5);

    const { found } = await sweep();

    expect(found.length).toBe(451);
    expect(new Set(found.map(({ id }) => id)).size).toBe(451);
  });

  test('a record that changes while a sweep is under way comes with its change, and nothing is skipped', async () => {
    const { odoo, sweep, pass } = await watch(version);
    await sweep();
    pass(5);
    const ids = Array.from({ length: 300 }, (_, index) => {
      if (index === 150) pass(1);
      return insert(odoo, `record${index}`);
    });
    pass(5);
    let pages = 0;

    const during = await sweep(() => {
      pages += 1;
      if (pages === 1) odoo.edit('res.partner', ids.slice(0, 50).concat(ids.slice(250)), { name: 'changed' });
    });
    pass(5);
    const after = await sweep();

    const seen = [...during.found, ...after.found];
    expect(new Set(seen.map(({ id }) => id))).toEqual(new Set(ids));
    expect(after.found.filter(({ name }) => name === 'changed').length).toBe(100);
    expect(seen.filter(({ event }) => event === 'created').length).toBeGreaterThanOrEqual(250);
  });

  test('two changes within one second are two events where their values differ', async () => {
    const { odoo, sweep, pass } = await watch(version);
    const id = insert(odoo, 'one');
    pass(1);
    await sweep();
    pass(5);
    odoo.edit('res.partner', [id], { name: 'two' });
    pass(1);
    const first = await sweep();
    pass(-1);
    odoo.edit('res.partner', [id], { name: 'three' });
    pass(5);

    const second = await sweep();

    expect([first.found, second.found]).toEqual([
      [{ event: 'updated', id, name: 'two' }],
      [{ event: 'updated', id, name: 'three' }],
    ]);
  });

  test('a record that became visible late, under an early time, is found by looking back', async () => {
    const { odoo, sweep, pass } = await watch(version);
    await sweep();
    pass(60);
    insert(odoo, 'in time');
    pass(5);
    await sweep();
    pass(-30);
    insert(odoo, 'late commit');
    pass(60);

    const { found } = await sweep();

    expect(found.map(({ name }) => name)).toEqual(['late commit']);
  });
});

test('archived records count', async () => {
  const { odoo, sweep, pass } = await watch(19);
  const id = insert(odoo, 'shop');
  pass(1);
  await sweep();
  pass(5);
  odoo.edit('res.partner', [id], { active: false });
  pass(5);

  const { found } = await sweep();

  expect(found).toEqual([{ event: 'updated', id, name: 'shop' }]);
});

test('a clock of Odoo that was set back does not stop the looking', async () => {
  const { odoo, sweep, pass } = await watch(19);
  pass(86_400);
  await sweep();
  pass(-86_400);
  await sweep();
  pass(5);
  insert(odoo, 'after the mending');
  pass(5);

  const { found } = await sweep();

  expect(found.map(({ name }) => name)).toEqual(['after the mending']);
});

test('a failing Odoo is a failure, and the look is repeated from the same place', async () => {
  const { odoo, sweep, pass } = await watch(19);
  await sweep();
  pass(5);
  insert(odoo, 'meanwhile');
  pass(5);
  odoo.faults.inject({ fault: answerStatus(503), times: 1 });

  const failed = await sweep();
  const repeated = await sweep();

  expect(failed.failure?.code).toBe('http/busy');
  expect(repeated.found.map(({ name }) => name)).toEqual(['meanwhile']);
});

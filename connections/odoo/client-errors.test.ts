import { afterEach, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '#flow/json.ts';
import { answerStatus, neverAnswer, resetBeforeApplying } from '#test/fakes/faults.ts';
import {
  expireKey,
  failSerialization,
  loseLoadRace,
  type OdooFault,
  refuseAccess,
  refuseLock,
  refuseWith,
} from '#test/fakes/odoo/odoo-faults.ts';
import { cleanUp, codeOf, create, never, operate, order, start, versions } from '#test/rigs/odoo-client.ts';

afterEach(cleanUp);

describe.each(versions)('Odoo %i', (version) => {
  const errors: readonly (readonly [string, OdooFault, JsonObject])[] = [
    ['serialization failure', failSerialization(), { code: 'odoo/busy', kind: 'transient' }],
    ['lost load race', loseLoadRace(), { code: 'odoo/busy', kind: 'transient' }],
    ['lock', refuseLock(), { code: 'odoo/busy', kind: 'transient' }],
    ['expired key', expireKey(), { code: 'odoo/access-denied', kind: 'permanent' }],
    ['missing right', refuseAccess(), { code: 'odoo/no-permission', kind: 'policy' }],
    ['business refusal', refuseWith('No.'), { code: 'odoo/refused', kind: 'validation' }],
    ...(
      [
        ['odoo.exceptions.ValidationError', 422, 'odoo/refused', 'validation'],
        ['odoo.exceptions.MissingError', 404, 'odoo/not-there', 'permanent'],
        ['odoo.exceptions.AccessDenied', 403, 'odoo/access-denied', 'permanent'],
        ['builtins.ValueError', 500, 'odoo/bad-call', 'permanent'],
        ['builtins.TypeError', 500, 'odoo/bad-call', 'permanent'],
        ['builtins.AttributeError', 500, 'odoo/bad-call', 'permanent'],
        ['psycopg2.errors.InvalidTextRepresentation', 500, 'odoo/bad-call', 'permanent'],
        ['psycopg2.errors.LockNotAvailable', 500, 'odoo/busy', 'transient'],
        ['psycopg2.errors.DeadlockDetected', 500, 'odoo/busy', 'transient'],
        ['psycopg2.OperationalError', 500, 'odoo/busy', 'transient'],
        ['psycopg2.InterfaceError', 500, 'odoo/busy', 'transient'],
        ['some.module.NewError', 500, 'odoo/bad-call', 'permanent'],
      ] as const
    ).map(
      ([pythonName, status, code, kind]) =>
        [pythonName, { kind: 'python-error', pythonName, text: 'words /opt/odoo', status }, { code, kind }] as const,
    ),
    ['429', answerStatus(429, { retryAfter: 7 }), { code: 'http/busy', kind: 'transient', retryAfterMs: 7_000 }],
    ['503', answerStatus(503), { code: 'http/busy', kind: 'transient' }],
    ['502', answerStatus(502), { code: 'http/server-failed', kind: 'transient', unknown: true }],
    ['reset', resetBeforeApplying(), { code: 'http/interrupted', kind: 'transient', unknown: true }],
  ];

  test.each(errors)('%s during a load', async (_name, fault, failure) => {
    const { odoo, client } = await start(version);
    odoo.faults.inject({ where: { model: 'sale.order', method: 'load' }, fault, times: 1 });

    const result = await create(client);
    const again = await create(client);

    expect(result).toMatchObject({ ok: false, failure });
    expect(!result.ok && 'unknown' in result.failure).toBe('unknown' in failure);
    expect(JSON.stringify(result)).not.toMatch(/Traceback|debug/);
    if (String(_name).startsWith('psycopg2')) expect(JSON.stringify(result)).not.toContain('/opt/odoo');
    expect(codeOf(again)).toBe('ok done');
    expect(odoo.records('sale.order')).toHaveLength(1);
  });

  test('silence is unknown, and the repeat finds what there is', async () => {
    const { odoo, client } = await start(version, { maxRequestTimeMs: 300 });
    await operate(client, 'record.count', { model: 'res.partner', domain: [] });
    odoo.faults.inject({
      where: { model: 'sale.order', method: 'load' },
      fault: neverAnswer('after-applying'),
      times: 1,
    });

    const silent = await create(client);
    const again = await create(client);

    expect(silent).toMatchObject({ ok: false, failure: { code: 'http/timed-out', kind: 'timeout', unknown: true } });
    expect(codeOf(again)).toBe('ok exists');
  });

  test('a wrong key is told, and a good one works afterwards', async () => {
    const { odoo, client } = await start(version);
    odoo.expireKeyOf('bot');

    const denied = await create(client);
    odoo.expireKeyOf('bot', null);
    const again = await create(client);

    expect(denied).toMatchObject({ ok: false, failure: { code: 'odoo/access-denied', kind: 'permanent' } });
    expect(codeOf(again)).toBe('ok done');
  });

  test('a key that expires between two calls is told, and a new one is picked up', async () => {
    const { odoo, client } = await start(version);
    await create(client);
    odoo.expireKeyOf('bot');

    const denied = await operate(client, 'order.status');
    odoo.expireKeyOf('bot', null);
    const again = await operate(client, 'order.status');

    expect([codeOf(denied), codeOf(again)]).toEqual(['odoo/access-denied', 'ok done']);
  });

  test('version and user are asked for once', async () => {
    const { odoo, client } = await start(version);
    await operate(client, 'record.count', { model: 'res.partner', domain: [] });
    odoo.faults.inject({ where: { model: 'common' }, fault: answerStatus(500) });
    odoo.faults.inject({ where: { transport: 'http' }, fault: answerStatus(500) });

    const result = await operate(client, 'record.count', { model: 'res.partner', domain: [] });

    expect(codeOf(result)).toBe('ok done');
  });

  test('bad values are named before anything is sent', async () => {
    const { odoo, client } = await start(version);
    const bad: readonly Json[] = [
      null,
      [],
      { ...order, order_line: order.order_line[0] ?? null },
      { ...order, order_line: [{ quantity: 1 }] },
      { ...order, order_line: [{ sku: 'FURN_0096' }] },
      { ...order, order_line: [{ sku: 'FURN_0096', quantity: -1 }] },
      { ...order, order_line: [{ sku: 'FURN_0096', quantity: 1, unitPriceMinor: 1.5 }] },
      { ...order, order_line: [{ sku: 'FURN_0096', quantity: 1, lineId: 'x' }] },
      { ...order, someThing: 1 },
    ];

    const results = await Promise.all(bad.map((values) => create(client, values)));
    const partnerless = await create(client, { order_line: [] });

    expect(results.map(codeOf)).toEqual(bad.map(() => 'odoo/bad-values'));
    expect(codeOf(partnerless)).toBe('odoo/bad-values');
    expect(odoo.ledger.flatMap(({ effects }) => effects)).toEqual([]);
  });

  test('an operation nobody knows, or that is not allowed, is refused', async () => {
    const { odoo, client } = await start(version, { allow: { operations: ['order.create'] } });

    const results = [
      await operate(client, 'order.burn'),
      await operate(client, 'customer.upsert', { name: 'A' }),
      await client.call({ model: 'sale.order', method: 'unlink', ids: [1], signal: never }),
      await create(client),
    ];

    expect(results.map(codeOf)).toEqual([
      'odoo/no-such-operation',
      'egress/not-allowed',
      'egress/not-allowed',
      'ok done',
    ]);
    expect(odoo.records('sale.order')).toHaveLength(1);
  });

  test('bare method calls are allowed by one name', async () => {
    const { client } = await start(version, { allow: { operations: ['model.call'] } });

    const result = await client.call({
      model: 'res.partner',
      method: 'search_count',
      args: { domain: [] },
      signal: never,
    });

    expect(codeOf(result)).toBe('ok done');
  });
});

test('19 is spoken to over JSON-2, older versions over JSON-RPC', async () => {
  const transports = new Map<number, string>();

  for (const version of versions) {
    const { odoo, client } = await start(version);
    await create(client);
    transports.set(version, [...new Set(odoo.ledger.map(({ transport }) => transport))].join());
  }

  expect([...transports]).toEqual([
    [16, 'jsonrpc'],
    [18, 'jsonrpc'],
    [19, 'json2'],
  ]);
});

test('a database that is not there is told apart where Odoo tells it', async () => {
  const { client } = await start(19, {}, { database: 'nowhere' });
  const { client: old } = await start(18, {}, { database: 'nowhere' });

  const results = [await operate(client, 'order.status'), await operate(old, 'order.status')];

  expect(results.map(codeOf)).toEqual(['odoo/no-such-database', 'odoo/busy']);
  expect(JSON.stringify(results)).not.toMatch(/nowhere|socket/);
});

test('up to 18 a login is needed beside the key', async () => {
  const { client } = await start(18, { extra: { version: 18 } });

  const result = await operate(client, 'order.status');

  expect(result).toMatchObject({ ok: false, failure: { code: 'odoo/login-missing', kind: 'policy' } });
});

test('what is no Odoo is told so', async () => {
  const { odoo, client } = await start(18);
  odoo.faults.inject({ where: { transport: 'jsonrpc' }, fault: answerStatus(200, { body: '<html>Sign in</html>' }) });

  const result = await operate(client, 'order.status');

  expect(codeOf(result)).toBe('odoo/not-odoo');
});

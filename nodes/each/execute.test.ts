import { expect, test } from 'vitest';
import type { HttpRequest } from '#connections/http/client.ts';
import type { OperateRequest } from '#connections/odoo/client.ts';
import { transient } from '#flow/failure.ts';
import type { Json, JsonObject } from '#flow/json.ts';
import type { NodeContext } from '#flow/node-type/work.ts';
import { execute } from './execute.ts';
import { manifest } from './manifest.ts';

const odoo = { connection: 'odoo-main', model: 'res.partner', fields: ['name'], key: 'id' };
const http = { connection: 'shop', path: '/orders', items: 'data.rows', next: 'data.next', key: 'id' };

test('an Odoo page is asked for by id, in order, behind the cursor and inside the domain', async () => {
  const asked: OperateRequest[] = [];
  const operate = async (request: OperateRequest) => {
    asked.push(request);
    return { ok: true, port: 'done', result: { records: [{ id: 8 }, { id: 9 }] } } as const;
  };

  const result = await execute(
    contextOf({ ...odoo, domain: [['active', '=', true]], pageSize: 2, cursor: 7 }, { operate }),
  );

  expect(asked).toMatchObject([
    {
      operation: 'record.search',
      values: {
        model: 'res.partner',
        domain: [
          ['active', '=', true],
          ['id', '>', 7],
        ],
        fields: ['id', 'name'],
        limit: 2,
        order: 'id',
      },
    },
  ]);
  const items = [
    { key: '8', input: { id: 8 } },
    { key: '9', input: { id: 9 } },
  ];
  expect(result).toEqual({ ok: true, port: 'done', result: { items, next: 9 } });
});

test('an Odoo page that is not full is the last one', async () => {
  const operate = async () => ({ ok: true, port: 'done', result: { records: [{ id: 8 }] } }) as const;

  const result = await execute(contextOf({ ...odoo, pageSize: 2, cursor: null }, { operate }));

  expect(result).toMatchObject({ ok: true, result: { next: null } });
});

test('an HTTP page is asked for with the cursor, and names the next', async () => {
  const asked: HttpRequest[] = [];
  const request = async (one: HttpRequest) => {
    asked.push(one);
    return answer({ data: { rows: [{ id: 'a' }], next: 'c2' } });
  };

  const result = await execute(
    contextOf({ ...http, query: { limit: '50' }, cursorParameter: 'after', cursor: 'c1' }, { request }),
  );

  expect(asked).toMatchObject([{ method: 'GET', path: '/orders', query: { limit: '50', after: 'c1' } }]);
  expect(result).toEqual({
    ok: true,
    port: 'done',
    result: { items: [{ key: 'a', input: { id: 'a' } }], next: 'c2' },
  });
});

test.for([
  ['null', { data: { rows: [], next: null } }],
  ['nothing', { data: { rows: [] } }],
  ['an empty text', { data: { rows: [], next: '' } }],
] as const)('a next of %s ends the list', async ([, body]) => {
  const result = await execute(contextOf({ ...http, cursor: null }, { request: async () => answer(body) }));

  expect(result).toEqual({ ok: true, port: 'done', result: { items: [], next: null } });
});

test.for([
  ['each/no-list', { data: { rows: { id: 1 } } }, null],
  ['each/cursor-stuck', { data: { rows: [{ id: 1 }], next: 'c1' } }, 'c1'],
  ['each/item-without-key', { data: { rows: [{ name: 'x' }] } }, null],
  ['each/key-repeated', { data: { rows: [{ id: 1 }, { id: '1' }] } }, null],
] as const)('a page with %s is refused', async ([code, body, cursor]) => {
  const result = await execute(contextOf({ ...http, cursor }, { request: async () => answer(body) }));

  expect(result).toMatchObject({ ok: false, failure: { code } });
});

test('a domain that is no list is refused before Odoo is asked', async () => {
  const result = await execute(contextOf({ ...odoo, domain: 'all', cursor: null }, {}));

  expect(result).toMatchObject({ ok: false, failure: { code: 'each/no-list' } });
});

test('what the system refuses is the failure of the page', async () => {
  const failure = transient('http/unavailable', 'Later.');

  const result = await execute(
    contextOf({ ...http, cursor: null }, { request: async () => ({ ok: false, failure }) as const }),
  );

  expect(result).toEqual({ ok: false, failure });
});

test.for([
  ['neither items nor a source', {}],
  ['both', { items: 'lines', source: sourceOf(odoo) }],
  ['a model and a path', { source: { ...sourceOf(odoo), path: '/x' } }],
  ['a path without a next', { source: { connection: 'shop', path: '/x' } }],
  ['a model without fields', { source: { connection: 'odoo-main', model: 'res.partner' } }],
  ['an expression as the key of a source', { source: sourceOf(odoo), key: '$string(id)' }],
] as const)('a config with %s is refused', ([, config]) => {
  expect(manifest.config.safeParse(config).success).toBe(false);
});

test('sources of both kinds are taken', () => {
  const configs = [{ source: sourceOf(odoo), key: 'id' }, { source: sourceOf(http) }];

  expect(configs.map((config) => manifest.config.safeParse(config).success)).toEqual([true, true]);
});

function sourceOf({ key: _key, ...source }: JsonObject): JsonObject {
  return source;
}

function answer(body: Json) {
  return { ok: true, response: { status: 200, headers: {}, body } } as const;
}

function contextOf(config: JsonObject, client: object): NodeContext {
  return {
    step: {
      id: 'all',
      config,
      input: null,
      key: 'k',
      businessKey: undefined,
      flow: 'f',
      firstId: 'all',
      attempt: 1,
      repeated: false,
    },
    clock: { now: () => 0 },
    log: { info: () => undefined },
    signal: new AbortController().signal,
    // Each test hands over the part of the one client it is about.
    connection: <Client>() => client as Client,
  };
}

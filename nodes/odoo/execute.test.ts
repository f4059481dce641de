import { expect, test } from 'vitest';
import type { CallRequest, OdooClient, OperateRequest } from '#connections/odoo/client.ts';
import { manifest as connectionKind } from '#connections/odoo/manifest.ts';
import type { JsonObject } from '#flow/json.ts';
import { factOf } from '#flow/node-type/manifest.ts';
import type { EffectResult, NodeContext } from '#flow/node-type/work.ts';
import { execute } from './execute.ts';
import { manifest } from './manifest.ts';

const done: EffectResult = { ok: true, port: 'exists', result: { id: 17 } };

type Asked = { readonly operate?: Omit<OperateRequest, 'signal'>; readonly call?: Omit<CallRequest, 'signal'> };

/** Runs one attempt against a client that keeps what it was asked. */
async function attempt(
  config: JsonObject,
  businessKey?: string,
): Promise<{ readonly result: EffectResult; readonly asked: Asked }> {
  let asked: Asked = {};
  const client: OdooClient = {
    operate: async ({ signal: _, ...operate }) => {
      asked = { operate };
      return done;
    },
    call: async ({ signal: _, ...call }) => {
      asked = { call };
      return done;
    },
    changes: async () => ({ ok: true, value: { records: [], serverTime: undefined } }),
  };
  const context: NodeContext = {
    step: {
      id: 'create_order',
      config: { connection: 'odoo-main', ...config },
      input: { reference: 'SO-17' },
      key: 'k1',
      businessKey,
      flow: 'shop-order',
      firstId: 'create',
      attempt: 1,
      repeated: false,
    },
    clock: { now: () => 0 },
    log: { info: () => undefined },
    signal: new AbortController().signal,
    // The only connection of this test is the client above.
    connection: <Client>() => client as Client,
  };
  const result = await execute(context);
  return { result, asked };
}

test('an operation gets values, business key and settings, and its answer is the step’s', async () => {
  const config = {
    operation: 'order.create',
    confirm: true,
    values: { lines: [] },
    company: 2,
    context: { lang: 'de_AT' },
  };

  const { result, asked } = await attempt(config, 'SO-17');

  expect(result).toBe(done);
  expect(asked.operate).toEqual({
    operation: 'order.create',
    values: { lines: [] },
    key: 'SO-17',
    flow: 'shop-order',
    firstId: 'create',
    confirm: true,
    company: 2,
    context: { lang: 'de_AT' },
  });
});

test('without values and business key, input and effect key take their place', async () => {
  const { asked } = await attempt({ operation: 'stock.reserve' });

  expect(asked.operate).toMatchObject({ values: { reference: 'SO-17' }, key: 'k1' });
});

test('a method gets ids and arguments, and nothing else', async () => {
  const { asked } = await attempt({ model: 'sale.order', method: 'read', ids: [17], args: { fields: ['name'] } });

  expect(asked).toEqual({ call: { model: 'sale.order', method: 'read', ids: [17], args: { fields: ['name'] } } });
});

// `model.call` is what a connection file allows bare methods by; no step runs it.
const operations = connectionKind.operations.filter(({ operation }) => operation !== 'model.call');

test.each(operations.map((fact) => [fact.operation, fact] as const))(
  'the node says of %s what the connection kind says of it',
  (operation, fact) => {
    const config = { connection: 'odoo-main', operation };

    expect(manifest.config.safeParse(config).error).toBeUndefined();
    expect({
      effect: factOf(manifest.effect, config),
      safety: factOf(manifest.safety, config),
      ports: factOf(manifest.ports, config),
    }).toEqual({
      effect: fact.effect,
      safety: fact.safety,
      ports: 'alreadyThere' in fact ? ['done', fact.alreadyThere] : ['done'],
    });
  },
);

test.each([
  [{ model: 'sale.order', method: 'search_read' }, 'read', 'read'],
  [{ model: 'sale.order', method: 'action_confirm' }, 'write', 'ask'],
])('the method of %o counts as %s', (config, effect, safety) => {
  expect(factOf(manifest.effect, config)).toBe(effect);
  expect(factOf(manifest.safety, config)).toBe(safety);
});

test.each([
  [{ connection: 'odoo-main' }, 'operation'],
  [{ connection: 'odoo-main', operation: 'model.call' }, 'operation'],
  [{ connection: 'odoo-main', operation: 'order.create', method: 'write' }, 'method'],
  [{ connection: 'odoo-main', model: 'sale.order', method: 'read', confirm: true }, 'confirm'],
  [{ connection: 'odoo-main', model: 'sale.order', method: '_write' }, 'method'],
])('the config %o is refused at %s', (config, key) => {
  const parsed = manifest.config.safeParse(config);

  expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toContain(key);
});

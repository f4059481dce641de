import { createHash } from 'node:crypto';
import { createOdooClient, type OdooClient } from '#connections/odoo/client.ts';
import type { Json } from '#flow/json.ts';
import type { EffectResult } from '#flow/node-type/work.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import { createEgress } from '#runtime/egress/egress.ts';
import { type FakeOdoo, startFakeOdoo } from '#test/fakes/odoo/fake-odoo.ts';

/** The versions every conformance test runs against. */
export const versions = [16, 18, 19] as const;

const cleanups: (() => Promise<void>)[] = [];

/** Stops every fake and client that `start` made. */
export async function cleanUp(): Promise<void> {
  for (const clean of cleanups.splice(0)) await clean();
}

/** A signal that never aborts. */
export const never = new AbortController().signal;

/** An order as a flow hands it over. */
export const order = {
  client_order_ref: 'WEB-1001',
  partner: { name: 'Jane Doe', email: 'Jane.Doe@example.com', countryCode: 'be' },
  order_line: [
    { sku: 'FURN_0096', quantity: 2, unitPriceMinor: 74995 },
    { sku: 'LAMP_0001', quantity: 1.5, unitPriceMinor: 5 },
  ],
};

/** A fake Odoo, and a client that reaches it through real egress. The bot is a salesman without further rights. */
export async function start(
  version: 16 | 18 | 19,
  more: Partial<Connection> = {},
  options: { readonly login?: 'admin' | 'bot'; readonly database?: string } = {},
) {
  const { login = 'bot' } = options;
  const odoo = await startFakeOdoo({ version });
  const connection: Connection = {
    id: 'odoo-main',
    kind: 'odoo',
    name: 'Odoo',
    auth: { scheme: 'api-key', secret: 'odoo-main-key' },
    limits: { concurrency: 4 },
    breaker: { failurePercent: 50, of: 1_000, openForMs: 30_000 },
    maxRequestTimeMs: 5_000,
    extra: { login },
    ...more,
  };
  const binding = { url: odoo.url, database: options.database ?? odoo.database };
  const room = createEgress({
    connections: [connection],
    environment: {
      name: 'test',
      purpose: 'test',
      variables: {},
      connections: { 'odoo-main': binding },
      egress: { allowPrivate: ['127.0.0.0/8'] },
    },
    secrets: { get: () => ({ reveal: () => odoo.keys[login] ?? '' }) },
    clock: {
      now: () => Date.now(),
      mono: () => performance.now(),
      after: (delayMs, callback) => {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
    },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  cleanups.push(room.close, odoo.close);
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const client = createOdooClient({ connection, binding, egress: room.forConnection('odoo-main'), hash });
  return { odoo, client };
}

/** Carries out `order.create`. */
export function create(
  client: OdooClient,
  values: Json = order,
  more: { readonly confirm?: boolean; readonly key?: string } = {},
) {
  return client.operate({
    operation: 'order.create',
    values,
    key: 'WEB-1001',
    flow: 'shop-order',
    firstId: 'create_order',
    signal: never,
    ...more,
  });
}

/** Carries out any operation. */
export function operate(client: OdooClient, operation: string, values: Json = {}, key = 'WEB-1001') {
  return client.operate({ operation, values, key, flow: 'shop-order', firstId: 'step', signal: never });
}

/** As the engine does it: transient failures are tried again. */
export async function retried(attempt: () => Promise<EffectResult>): Promise<EffectResult> {
  for (let count = 0; ; count += 1) {
    const result = await attempt();
    if (result.ok || result.failure.kind !== 'transient' || count > 20) return result;
  }
}

/** Product, quantity and price of every line in the fake. */
export function linesOf(odoo: FakeOdoo): readonly (readonly Json[])[] {
  return odoo
    .records('sale.order.line')
    .map((line) => [line.product_id ?? null, line.product_uom_qty ?? null, line.price_unit ?? null]);
}

/** The port or the failure code, in one word. */
export function codeOf(result: EffectResult): string {
  return result.ok ? `ok ${result.port}` : result.failure.code;
}

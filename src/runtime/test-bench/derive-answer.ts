import { exampleOf } from '#flow/flow-test/example-value.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { EffectStep } from '#flow/node-type/work.ts';
import type { PlanNode } from '#flow/plan/plan.ts';

/** A made-up answer, and what it was made from. */
export type DerivedAnswer = { readonly value: Json; readonly from: string };

/** What Odoo's operations answer when all goes well. */
const odooAnswers: Readonly<Record<string, (step: EffectStep) => Json>> = {
  'order.create': (step) => ({ ...order, state: step.config.confirm === true ? 'sale' : 'draft' }),
  'order.confirm': () => ({ ...order, state: 'sale' }),
  'order.cancel': () => ({ ...order, state: 'cancel' }),
  'order.status': () => ({ ...order, state: 'sale' }),
  'customer.upsert': (step) => ({ id: 1, name: nameIn(step), externalId: 'penstock.example' }),
  'stock.reserve': () => ({ order: 1, transfers: [] }),
  'stock.available': (step) => ({ sku: skuIn(step), found: true, onHand: 100, free: 100 }),
  'record.search': () => ({ records: [] }),
  'record.read': () => ({ records: [] }),
  'record.count': () => ({ count: 0 }),
};

const order = { id: 1, name: 'S00001', total: 0, currency: 'EUR' };

/** What Odoo's own methods answer, where nothing is known of the model. */
const odooMethods: Readonly<Record<string, Json>> = {
  search: [],
  search_read: [],
  read: [],
  search_count: 0,
  fields_get: {},
  name_search: [],
  create: [1],
  write: true,
  unlink: true,
};

/**
 * Makes up what a system would plausibly answer.
 *
 * @param schema JSON Schema of the answer, where the workspace knows one
 */
export function deriveAnswer(node: PlanNode, step: EffectStep, schema: JsonObject | undefined): DerivedAnswer {
  if (node.type === 'each') return { value: { items: [], next: null }, from: 'a page without items' };
  if (node.type === 'saas' || node.type === 'http') {
    const body = schema === undefined ? {} : exampleOf(schema);
    const value = { status: 200, headers: { 'content-type': 'application/json' }, body };
    const what = schema === undefined ? 'an empty body' : 'a body of the shape its document declares';
    return { value, from: `with status 200 and ${what}` };
  }
  if (schema !== undefined) return { value: exampleOf(schema), from: 'of the shape its system declares' };
  const { operation, method } = node.config;
  if (node.type === 'odoo' && typeof operation === 'string' && Object.hasOwn(odooAnswers, operation)) {
    return { value: odooAnswers[operation]?.(step) ?? {}, from: `as ${operation} answers when all goes well` };
  }
  if (node.type === 'odoo' && typeof method === 'string') {
    const value = Object.hasOwn(odooMethods, method) ? (odooMethods[method] ?? true) : true;
    return { value, from: `as ${method} answers when there is nothing to tell` };
  }
  return { value: {}, from: 'an empty object' };
}

function valuesOf(step: EffectStep): JsonObject {
  const values = step.config.values ?? step.input;
  return isJsonObject(values) ? values : {};
}

function nameIn(step: EffectStep): Json {
  return valuesOf(step).name ?? 'Somebody';
}

function skuIn(step: EffectStep): Json {
  const { sku, default_code: code } = valuesOf(step);
  return sku ?? code ?? 'SKU';
}

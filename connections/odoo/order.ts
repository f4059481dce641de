import { type Failure, invalid, permanent } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { EffectResult } from '#flow/node-type/work.ts';
import { columnsOf } from './columns.ts';
import { customerOf } from './customer.ts';
import { badValues } from './failures.ts';
import { isThere, loadRecord } from './load.ts';
import { ended, failed, isId, nameOf, type Operation, readOne } from './operation.ts';
import { findProducts, lineColumns, type OrderLine, readLines } from './order-line.ts';
import type { Answer, Session } from './session.ts';
import { refuseStateFields } from './state-fields.ts';

/** Names in an order's values that the operation itself gives a meaning. */
const ownNames: ReadonlySet<string> = new Set(['partner', 'order_line', 'currency']);

/** States in which an order is agreed; `done` is the locked order of 16. */
const confirmedStates: ReadonlySet<string> = new Set(['sale', 'done']);

/**
 * `order.create`: creates the order under its own external id, or finds the one that has it and leaves it as it is
 * (port `exists`). With `confirm`, a draft is confirmed in both cases: an order of ours that an earlier attempt left
 * unconfirmed is completed.
 */
export async function createOrder(operation: Operation): Promise<EffectResult> {
  const { values, session } = operation;
  if (!isJsonObject(values)) return failed(badValues('An order is an object with `partner` and `order_line`.'));
  const stateField = refuseStateFields(values);
  if (stateField !== undefined) return failed(stateField);
  const lines = readLines(values);
  if (!lines.ok) return lines;
  const header = columnsOf(values, ownNames, 'the order');
  if (!header.ok) return header;

  const known = await findOwnOrder(operation);
  if (!known.ok) return known;
  if (known.value !== undefined) return finishOrder(operation, { id: known.value, port: 'exists' });

  const products = await findProducts(session, lines.lines);
  if (!products.ok) return products;
  const partner = await customerOf(operation, values.partner);
  if (!partner.ok) return partner;
  const columns = new Map([['id', nameOf(operation)], ['partner_id/.id', String(partner.value)], ...header.columns]);
  const created = await loadOrder(operation, { columns, lines: lines.lines, products: products.value });
  if (!created.ok) return created;
  return finishOrder(operation, { id: created.value, port: 'done', currency: values.currency });
}

/** The order under the operation's key, or undefined. */
export async function findOwnOrder(operation: Operation): Promise<Answer<number | undefined>> {
  const externalId = nameOf(operation);
  const probe = { externalId, model: 'sale.order.line', reference: 'order_id', refusedBy: 'product_id' };
  const there = await isThere(operation.session, probe);
  if (!there.ok) return there;
  if (!there.value) return { ok: true, value: undefined };
  // A load without columns writes nothing and tells the id to users who may not read `ir.model.data`.
  return loadRecord(operation.session, { model: 'sale.order', columns: ['id'], rows: [[externalId]] });
}

/** One load for header and lines: they come to be together or not at all. */
function loadOrder(
  operation: Operation,
  order: {
    readonly columns: ReadonlyMap<string, string>;
    readonly lines: readonly OrderLine[];
    readonly products: ReadonlyMap<string, number>;
  },
): Promise<Answer<number>> {
  const rows = order.lines.map((line, index) =>
    lineColumns(line, { externalId: `${nameOf(operation)}_line_${index + 1}`, products: order.products }),
  );
  const lineNames = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const headerTexts = [...order.columns.values()];
  const blanks = headerTexts.map(() => '');
  const table = rows.map((row, index) => [
    ...(index === 0 ? headerTexts : blanks),
    ...lineNames.map((name) => row.get(name) ?? ''),
  ]);
  return loadRecord(operation.session, {
    model: 'sale.order',
    columns: [...order.columns.keys(), ...lineNames],
    rows: table.length === 0 ? [headerTexts] : table,
  });
}

async function finishOrder(
  operation: Operation,
  order: { readonly id: number; readonly port: string; readonly currency?: Json | undefined },
): Promise<EffectResult> {
  const { session } = operation;
  const found = await readOrder(session, order.id);
  if (!found.ok) return found;
  const { currency } = order;
  if (typeof currency === 'string' && found.value.currency !== null && found.value.currency !== currency) {
    const detail = { id: order.id, wanted: currency, found: found.value.currency };
    return failed(
      invalid('odoo/currency-differs', 'The order came out in another currency than its prices.', { detail }),
    );
  }
  if (!operation.confirm || found.value.state !== 'draft') return ended(resultOf(operation, found.value), order.port);
  const confirmed = await confirmNow(session, order.id);
  return confirmed.ok ? ended(resultOf(operation, confirmed.value), order.port) : confirmed;
}

/** `order.confirm`: confirms a quotation; an order that is confirmed already is left as it is. */
export async function confirmOrder(operation: Operation): Promise<EffectResult> {
  return onOrder(operation, async (order) => {
    if (confirmedStates.has(order.state)) return { ok: true, value: order };
    return confirmNow(operation.session, order.id);
  });
}

/** `order.cancel`: cancels an order; one that is cancelled or was never there is left as it is, so that undoing can be repeated. */
export async function cancelOrder(operation: Operation): Promise<EffectResult> {
  const id = await findOrder(operation);
  if (!id.ok) return id;
  if (id.value === undefined) return ended({ id: null, state: 'absent' });
  const order = await readOrder(operation.session, id.value);
  if (!order.ok) return order.failure.code === 'odoo/not-there' ? ended({ id: id.value, state: 'absent' }) : order;
  if (order.value.state === 'cancel') return ended(resultOf(operation, order.value));
  // Up to 18 the button asks first and does nothing; this context is what its own window sends back.
  const context = { disable_cancel_warning: true };
  const step = { method: 'action_cancel', context, isDone: (state: string) => state === 'cancel' };
  const cancelled = await act(operation.session, id.value, step);
  return cancelled.ok ? ended(resultOf(operation, cancelled.value)) : cancelled;
}

/** `order.status`: where an order stands. */
export async function readOrderStatus(operation: Operation): Promise<EffectResult> {
  return onOrder(operation, async (order) => ({ ok: true, value: order }));
}

async function onOrder(operation: Operation, work: (order: Order) => Promise<Answer<Order>>): Promise<EffectResult> {
  const id = await findOrder(operation);
  if (!id.ok) return id;
  if (id.value === undefined) return failed(orderMissing());
  const order = await readOrder(operation.session, id.value);
  if (!order.ok) return order;
  const worked = await work(order.value);
  return worked.ok ? ended(resultOf(operation, worked.value)) : worked;
}

/** The order the values name: an id, `{ id }`, `{ order }`, the result of a step to undo, else the one under the key. */
export async function findOrder(operation: Operation): Promise<Answer<number | undefined>> {
  const { values } = operation;
  const named = isJsonObject(values) ? [values.id, values.order, values.result, values.order_id] : [values];
  for (const one of named) {
    const id = isJsonObject(one) ? one.id : one;
    if (isId(id)) return { ok: true, value: id };
  }
  return findOwnOrder(operation);
}

/** The failure of an operation that needs an order and finds none. */
export function orderMissing(): Failure {
  const title = 'There is no such order: the values name none that exists, and none was created under this key.';
  return permanent('odoo/not-there', title);
}

type Order = {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly partner: number | null;
  readonly currency: string | null;
};

async function readOrder(session: Session, id: number): Promise<Answer<Order>> {
  const fields = ['name', 'state', 'partner_id', 'currency_id'];
  const found = await readOne(session, { model: 'sale.order', id, fields });
  if (!found.ok) return found;
  if (found.value === undefined) return failed(orderMissing());
  const { name, state, partner_id, currency_id } = found.value;
  return {
    ok: true,
    value: {
      id,
      name: typeof name === 'string' ? name : '',
      state: typeof state === 'string' ? state : '',
      partner: Array.isArray(partner_id) && isId(partner_id[0]) ? partner_id[0] : null,
      currency: Array.isArray(currency_id) && typeof currency_id[1] === 'string' ? currency_id[1] : null,
    },
  };
}

function resultOf(operation: Operation, order: Order): JsonObject {
  return { ...order, externalId: nameOf(operation) };
}

function confirmNow(session: Session, id: number): Promise<Answer<Order>> {
  return act(session, id, { method: 'action_confirm', isDone: (state) => confirmedStates.has(state) });
}

/**
 * Presses a button and looks whether it did anything: a button may answer with a window and have done nothing, and
 * may refuse because somebody else has just pressed it (19) or not mind (16).
 */
async function act(
  session: Session,
  id: number,
  step: { readonly method: string; readonly context?: JsonObject; readonly isDone: (state: string) => boolean },
): Promise<Answer<Order>> {
  const { method, context } = step;
  const pressed = await session.call({
    model: 'sale.order',
    method,
    ids: [id],
    ...(context === undefined ? {} : { context }),
  });
  if (!pressed.ok && pressed.failure.code !== 'odoo/refused') return pressed;
  const order = await readOrder(session, id);
  if (!order.ok) return order;
  if (step.isDone(order.value.state)) return order;
  if (!pressed.ok) return pressed;
  const window =
    isJsonObject(pressed.value) && typeof pressed.value.res_model === 'string' ? pressed.value.res_model : null;
  const detail = { model: 'sale.order', method, id, state: order.value.state, window };
  return failed(permanent('odoo/not-done', `After ${method} the order is still "${order.value.state}".`, { detail }));
}

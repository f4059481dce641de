import { permanent } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { EffectResult } from '#flow/node-type/work.ts';
import { badValues } from './failures.ts';
import { ended, failed, firstRecord, isId, type Operation } from './operation.ts';
import { findOrder, orderMissing } from './order.ts';

const openStates = ['waiting', 'confirmed', 'assigned'];

/**
 * `stock.reserve`: reserves what the deliveries of an order need. Odoo reserves whole transfers, so a repeat, or a call
 * for another line of the same order, finds the work done. What is not in stock ends as `odoo/not-done`.
 */
export async function reserveStock(operation: Operation): Promise<EffectResult> {
  const order = await findOrder(operation);
  if (!order.ok) return order;
  if (order.value === undefined) return failed(orderMissing());
  const before = await readTransfers(operation, order.value);
  if (!before.ok) return before;
  const waiting = before.value.filter(({ state }) => state !== 'assigned');
  if (waiting.length === 0) return ended({ order: order.value, transfers: before.value });
  const ids = waiting.map(({ id }) => id);
  const assigned = await operation.session.call({ model: 'stock.picking', method: 'action_assign', ids });
  if (!assigned.ok) return assigned;
  // The button answers true whether or not there was anything to reserve.
  const after = await readTransfers(operation, order.value);
  if (!after.ok) return after;
  const short = after.value.filter(({ state }) => state !== 'assigned');
  if (short.length === 0) return ended({ order: order.value, transfers: after.value });
  const detail = { order: order.value, transfers: short };
  return failed(permanent('odoo/not-done', 'Not everything the order needs is in stock.', { detail }));
}

type Transfer = { readonly id: number; readonly name: string; readonly state: string };

async function readTransfers(
  operation: Operation,
  order: number,
): Promise<{ readonly ok: true; readonly value: readonly Transfer[] } | ReturnType<typeof failed>> {
  const domain = [
    ['sale_id', '=', order],
    ['state', 'in', openStates],
  ];
  const args = { domain, fields: ['name', 'state'], order: 'id' };
  const found = await operation.session.call({ model: 'stock.picking', method: 'search_read', args });
  if (!found.ok) return found;
  return { ok: true, value: (Array.isArray(found.value) ? found.value : []).flatMap(transferOf) };
}

function transferOf(value: Json): Transfer[] {
  if (!isJsonObject(value) || !isId(value.id) || typeof value.state !== 'string') return [];
  return [{ id: value.id, name: String(value.name), state: value.state }];
}

/** `stock.available`: on hand, and free of reservations, by internal reference. */
export async function readStock(operation: Operation): Promise<EffectResult> {
  const sku = isJsonObject(operation.values) ? operation.values.sku : operation.values;
  if (typeof sku !== 'string' || sku === '')
    return failed(badValues('`sku` is missing: the internal reference of a product.'));
  const args = { domain: [['default_code', '=', sku]], fields: ['qty_available', 'free_qty'], limit: 1 };
  const found = await operation.session.call({ model: 'product.product', method: 'search_read', args });
  if (!found.ok) return found;
  const product: JsonObject | undefined = firstRecord(found.value);
  if (product === undefined) return ended({ sku, found: false, onHand: 0, free: 0 });
  return ended({ sku, found: true, onHand: product.qty_available ?? 0, free: product.free_qty ?? 0 });
}

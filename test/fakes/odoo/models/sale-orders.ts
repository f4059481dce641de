import type { Json, JsonObject } from '../../json.ts';
import {
  type Environment,
  idIn,
  listIn,
  type MethodCall,
  type MethodDefinition,
  type ModelBehaviour,
  nowOf,
  numberIn,
  sudo,
  textIn,
} from '../environment.ts';
import { userError } from '../errors.ts';
import { existing, touch } from '../orm.ts';
import { displayName } from '../read.ts';
import type { StoredRow, Values } from '../store.ts';
import { createDelivery } from './deliveries.ts';
import { roundMoney, taxRate } from './money.ts';

const protectedFields = [
  'product_id',
  'name',
  'price_unit',
  'product_uom',
  'product_uom_id',
  'product_uom_qty',
  'tax_id',
  'tax_ids',
];

/** Orders: numbered S00001…, totals kept from the lines, states moved by methods only, except that writing them works too. */
export const saleOrderBehaviour: ModelBehaviour = {
  defaults: (env, given) => ({
    name: `S${String(env.store.nextNumber('sale.order')).padStart(5, '0')}`,
    state: 'draft',
    company_id: 1,
    date_order: nowOf(env),
    user_id: env.uid,
    team_id: 1,
    currency_id: 1,
    warehouse_id: 1,
    picking_policy: 'direct',
    invoice_status: 'no',
    partner_invoice_id: given.partner_id ?? false,
    partner_shipping_id: given.partner_id ?? false,
    ...(env.version === 19 ? {} : { pricelist_id: 1 }),
  }),
  formDefaults: (env) => ({ date_order: nowOf(env), state: 'draft', company_id: 1 }),
  searchedFields: ['name'],
  computed: {
    invoice_count: (_env, row) => listIn(row.values.invoice_ids).length,
    delivery_count: (env, row) => env.store.idsWith({ model: 'stock.picking', field: 'sale_id', value: row.id }).length,
    amount_to_invoice: (_env, row) =>
      row.values.invoice_status === 'invoiced' ? 0 : numberIn(row.values.amount_total),
    amount_invoiced: (_env, row) => (row.values.invoice_status === 'invoiced' ? numberIn(row.values.amount_total) : 0),
  },
  beforeUnlink: (_env, row) => {
    if (row.values.state === 'draft' || row.values.state === 'cancel') return;
    throw userError('You can not delete a sent quotation or a confirmed sales order. You must first cancel it.');
  },
  methods: saleOrderMethods(),
};

/** Lines: price and description come from the product when nobody gave them. */
export const saleOrderLineBehaviour: ModelBehaviour = {
  defaults: lineDefaults,
  computed: {
    product_template_id: (env, row) =>
      env.store.get('product.product', idIn(row.values.product_id) ?? 0)?.values.product_tmpl_id ?? false,
    order_partner_id: (env, row) => orderOf(env, row)?.values.partner_id ?? false,
    salesman_id: (env, row) => orderOf(env, row)?.values.user_id ?? false,
    state: (env, row) => orderOf(env, row)?.values.state ?? false,
    company_id: () => 1,
    currency_id: () => 1,
    qty_to_invoice: (env, row) =>
      orderOf(env, row)?.values.state === 'sale'
        ? numberIn(row.values.product_uom_qty) - numberIn(row.values.qty_invoiced)
        : 0,
    invoice_status: (env, row) => orderOf(env, row)?.values.invoice_status ?? 'no',
    price_subtotal: (_env, row) => subtotal(row),
    price_tax: (env, row) => roundMoney(subtotal(row) * taxRate(env, lineTaxes(row))),
    price_total: (env, row) => roundMoney(subtotal(row) * (1 + taxRate(env, lineTaxes(row)))),
  },
  displayName: (env, row) => `${orderOf(env, row)?.values.name ?? ''} - ${textIn(row.values.name)}`,
  beforeWrite: refuseLockedChange,
  afterChange: (env, id) => refreshTotals(env, existing(env, 'sale.order.line', id)),
  beforeUnlink: (env, row) => {
    const order = orderOf(env, row);
    if (order !== undefined && (order.values.state === 'sale' || order.values.state === 'done')) {
      throw userError(
        "Once a sales order is confirmed, you can't remove one of its lines (we need to track if something gets invoiced or delivered).\n" +
          'Set the quantity to 0 instead.',
      );
    }
    if (order !== undefined)
      env.tx.put('sale.order', { id: order.id, values: { ...order.values, ...totals(env, order.id, row.id) } });
  },
};

function orderOf(env: Environment, line: StoredRow): StoredRow | undefined {
  return env.store.get('sale.order', idIn(line.values.order_id) ?? 0);
}

function lineDefaults(env: Environment, given: Values): Values {
  const product = env.store.get('product.product', idIn(given.product_id) ?? 0);
  const template = env.store.get('product.template', idIn(product?.values.product_tmpl_id) ?? 0);
  const uom = template?.values.uom_id ?? false;
  const taxes = template?.values.taxes_id ?? [];
  return {
    sequence: 10,
    product_uom_qty: 1,
    customer_lead: 0,
    name: product === undefined ? false : displayName(env, 'product.product', product.id),
    price_unit: numberIn(template?.values.list_price),
    ...(env.version === 19 ? { product_uom_id: uom, tax_ids: taxes } : { product_uom: uom, tax_id: taxes }),
  };
}

function subtotal(line: StoredRow): number {
  const { price_unit, product_uom_qty, discount } = line.values;
  return roundMoney(numberIn(price_unit) * numberIn(product_uom_qty) * (1 - numberIn(discount) / 100));
}

function lineTaxes(line: StoredRow): readonly number[] {
  return listIn(line.values.tax_ids ?? line.values.tax_id);
}

function totals(
  env: Environment,
  order: number,
  leftOut?: number,
): { readonly amount_untaxed: number; readonly amount_tax: number; readonly amount_total: number } {
  const lines = env.store
    .idsWith({ model: 'sale.order.line', field: 'order_id', value: order })
    .filter((id) => id !== leftOut)
    .map((id) => existing(env, 'sale.order.line', id));
  const untaxed = roundMoney(lines.reduce((sum, line) => sum + subtotal(line), 0));
  const tax = roundMoney(lines.reduce((sum, line) => sum + subtotal(line) * taxRate(env, lineTaxes(line)), 0));
  return { amount_untaxed: untaxed, amount_tax: tax, amount_total: roundMoney(untaxed + tax) };
}

/** Totals are written only when they changed: that is why a new description does not stamp the order and a new quantity does. */
function refreshTotals(env: Environment, line: StoredRow): void {
  const order = orderOf(env, line);
  if (order === undefined) return;
  const changes = totals(env, order.id);
  const isSame =
    order.values.amount_total === changes.amount_total && order.values.amount_untaxed === changes.amount_untaxed;
  if (!isSame) touch(env, { model: 'sale.order', row: order, changes });
}

function isLocked(order: StoredRow | undefined): boolean {
  return order?.values.locked === true || order?.values.state === 'done';
}

function refuseLockedChange(env: Environment, row: StoredRow, changes: JsonObject): void {
  if (!isLocked(orderOf(env, row))) return;
  const fields = protectedFields.filter((field) => field in changes);
  if (fields.length === 0) return;
  const labels = fields.map((name) => env.schema.get('sale.order.line')?.fields.get(name)?.string ?? name);
  throw userError(`It is forbidden to modify the following fields in a locked order:\n${labels.join('\n')}`);
}

function saleOrderMethods(): Readonly<Record<string, MethodDefinition>> {
  return {
    action_confirm: { on: 'records', parameters: [], run: confirm },
    action_cancel: { on: 'records', parameters: [], run: cancel },
    action_draft: { on: 'records', parameters: [], run: backToDraft },
    action_lock: { on: 'records', parameters: [], versions: [18, 19], run: (call) => setAll(call, { locked: true }) },
    action_done: { on: 'records', parameters: [], versions: [16], run: (call) => setAll(call, { state: 'done' }) },
    action_unlock: {
      on: 'records',
      parameters: [],
      run: (call) => setAll(call, call.env.version === 16 ? { state: 'sale' } : { locked: false }),
    },
    action_quotation_send: {
      on: 'records',
      parameters: [],
      run: ({ ids }) => ({
        type: 'ir.actions.act_window',
        view_mode: 'form',
        res_model: 'mail.compose.message',
        views: [[false, 'form']],
        view_id: false,
        target: 'new',
        context: { default_model: 'sale.order', default_res_ids: ids, mark_so_as_sent: true },
      }),
    },
  };
}

function setAll(call: MethodCall, changes: Values): Json {
  for (const id of call.ids)
    touch(call.env, { model: 'sale.order', row: existing(call.env, 'sale.order', id), changes });
  return true;
}

/** Confirms quotations. 16 lets a confirmed order be confirmed again and changes nothing; later versions refuse. */
function confirm(call: MethodCall): Json {
  const env = sudo(call.env);
  const orders = call.ids.map((id) => existing(env, 'sale.order', id));
  for (const order of orders) refuseConfirmation(env, order);
  for (const order of orders) {
    if (order.values.state === 'sale') continue;
    const delivery = env.version === 16 ? {} : { delivery_status: 'pending' };
    touch(env, {
      model: 'sale.order',
      row: order,
      changes: { state: 'sale', date_order: nowOf(env), invoice_status: 'to invoice', ...delivery },
    });
    createDelivery(env, existing(env, 'sale.order', order.id));
  }
  return true;
}

function refuseConfirmation(env: Environment, order: StoredRow): void {
  const { state } = order.values;
  if (env.version === 16) {
    if (state !== 'done' && state !== 'cancel') return;
    throw userError('It is not allowed to confirm an order in the following states: done, cancel');
  }
  if (state !== 'draft' && state !== 'sent') throw userError('Some orders are not in a state requiring confirmation.');
  const lines = env.store
    .idsWith({ model: 'sale.order.line', field: 'order_id', value: order.id })
    .map((id) => existing(env, 'sale.order.line', id));
  if (
    lines.some((line) => (line.values.display_type ?? false) === false && idIn(line.values.product_id) === undefined)
  ) {
    throw userError('A line on these orders missing a product, you cannot confirm it.');
  }
}

/** Cancels. 19 does it, whatever was delivered; 16 and 18 answer with a wizard for anything but a quotation and do nothing. */
function cancel(call: MethodCall): Json {
  const { env } = call;
  const orders = call.ids.map((id) => existing(env, 'sale.order', id));
  if (orders.some(isLocked)) throw userError('You cannot cancel a locked order. Please unlock it first.');
  const asksFirst = env.version !== 19 && env.context.disable_cancel_warning !== true;
  const [order] = orders;
  if (asksFirst && order !== undefined && orders.some((it) => it.values.state !== 'draft')) return cancelWizard(order);
  return setAll(call, { state: 'cancel', invoice_status: 'no' });
}

function cancelWizard(order: StoredRow): Json {
  return {
    name: 'Cancel Sales Order',
    view_mode: 'form',
    res_model: 'sale.order.cancel',
    view_id: 1307,
    type: 'ir.actions.act_window',
    context: {
      default_use_template: true,
      default_template_id: 26,
      default_order_id: order.id,
      mark_so_as_canceled: true,
      default_email_layout_xmlid: 'mail.mail_notification_layout_with_responsible_signature',
      model_description: 'Sales Order',
    },
    target: 'new',
  };
}

/** Only cancelled and sent orders go back; the others are left as they are, and the answer is true all the same. */
function backToDraft(call: MethodCall): Json {
  for (const id of call.ids) {
    const order = existing(call.env, 'sale.order', id);
    if (order.values.state !== 'cancel' && order.values.state !== 'sent') continue;
    touch(call.env, { model: 'sale.order', row: order, changes: { state: 'draft' } });
  }
  return true;
}

/** The wizard that 16 and 18 show before they cancel. */
export const cancelWizardBehaviour: ModelBehaviour = {
  methods: {
    action_cancel: {
      on: 'records',
      parameters: [],
      run: ({ env, ids }) => {
        for (const id of ids) {
          const order = idIn(existing(env, 'sale.order.cancel', id).values.order_id) ?? 0;
          touch(env, {
            model: 'sale.order',
            row: existing(env, 'sale.order', order),
            changes: { state: 'cancel', invoice_status: 'no' },
          });
        }
        return true;
      },
    },
  },
};

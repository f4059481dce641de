import type { Json, JsonObject } from '../../json.ts';
import {
  type Environment,
  idIn,
  listIn,
  type MethodCall,
  type ModelBehaviour,
  nowOf,
  numberIn,
  sudo,
  textIn,
} from '../environment.ts';
import { userError } from '../errors.ts';
import { createRecord, existing, touch } from '../orm.ts';
import type { FieldValue, StoredRow, Values } from '../store.ts';
import { roundMoney, taxRate } from './money.ts';

const productLines = new Set<FieldValue>(['product', 'line_section', 'line_subsection', 'line_note']);

/** Journal entries, reduced to invoices and bills. Posting answers `false`, and that is success. */
export const moveBehaviour: ModelBehaviour = {
  defaults: (env, given) => ({
    name: env.version === 16 ? '/' : false,
    state: 'draft',
    move_type: 'entry',
    date: nowOf(env).slice(0, 10),
    journal_id: journalFor(env, given),
    company_id: 1,
    currency_id: 1,
    auto_post: 'no',
    payment_state: 'not_paid',
    invoice_user_id: env.uid,
  }),
  searchedFields: ['name', 'ref'],
  displayName: (_env, row) => (isNumbered(row) ? textIn(row.values.name) : `Draft Invoice (* ${row.id})`),
  computed: {
    invoice_line_ids: (env, row) =>
      linesOf(env, row.id)
        .filter((line) => productLines.has(line.values.display_type ?? false))
        .map((line) => line.id),
    commercial_partner_id: (_env, row) => row.values.partner_id ?? false,
    amount_total_signed: (_env, row) =>
      (row.values.move_type === 'in_invoice' || row.values.move_type === 'out_refund' ? -1 : 1) *
      numberIn(row.values.amount_total),
    status_in_payment: (_env, row) =>
      row.values.state === 'posted' ? (row.values.payment_state ?? 'not_paid') : (row.values.state ?? 'draft'),
  },
  beforeWrite: refusePostedChange,
  beforeUnlink: (env, row) => {
    if (row.values.state === 'posted') throw userError(deletePosted(env));
  },
  methods: {
    action_post: { on: 'records', parameters: [], run: post },
    button_draft: { on: 'records', parameters: [], run: (call) => setState(call, 'draft') },
    button_cancel: { on: 'records', parameters: [], run: (call) => setState(call, 'cancel') },
  },
};

/** Lines of an entry. Whoever adds one to an invoice adds a product line; tax and receivable lines are kept by the entry. */
export const moveLineBehaviour: ModelBehaviour = {
  defaults: (env, given) => {
    const product = env.store.get('product.product', idIn(given.product_id) ?? 0);
    const template = env.store.get('product.template', idIn(product?.values.product_tmpl_id) ?? 0);
    return {
      display_type: 'product',
      sequence: 10,
      quantity: 1,
      currency_id: 1,
      name: template?.values.name ?? false,
      price_unit: numberIn(template?.values.list_price),
      tax_ids: template?.values.taxes_id ?? [],
    };
  },
  computed: {
    price_subtotal: (_env, row) => subtotal(row),
    price_total: (env, row) => roundMoney(subtotal(row) * (1 + taxRate(env, listIn(row.values.tax_ids)))),
    parent_state: (env, row) => moveOf(env, row)?.values.state ?? false,
    move_name: (env, row) => moveOf(env, row)?.values.name ?? false,
    partner_id: (env, row) => moveOf(env, row)?.values.partner_id ?? false,
    date: (env, row) => moveOf(env, row)?.values.date ?? false,
    journal_id: () => 1,
    company_id: () => 1,
    balance: (_env, row) => numberIn(row.values.debit) - numberIn(row.values.credit),
  },
  afterChange: (env, id) => {
    const line = existing(env, 'account.move.line', id);
    if (productLines.has(line.values.display_type ?? false)) refreshTotals(env, idIn(line.values.move_id) ?? 0);
  },
};

/** The journal of a new entry. A database without a chart of accounts has none and refuses. */
function journalFor(env: Environment, given: Values): number {
  const moveType = textIn(given.move_type);
  const type = moveType.startsWith('out_') ? 'sale' : moveType.startsWith('in_') ? 'purchase' : undefined;
  const journal = env.store.all('account.journal').find((row) => type === undefined || row.values.type === type);
  if (journal !== undefined) return journal.id;
  throw userError(
    `No journal could be found in company My Company (San Francisco) for any of those types: ${type ?? 'general'}`,
  );
}

function isNumbered(move: StoredRow): boolean {
  return textIn(move.values.name) !== '' && move.values.name !== '/';
}

function moveOf(env: Environment, line: StoredRow): StoredRow | undefined {
  return env.store.get('account.move', idIn(line.values.move_id) ?? 0);
}

function linesOf(env: Environment, move: number): readonly StoredRow[] {
  return env.store
    .idsWith({ model: 'account.move.line', field: 'move_id', value: move })
    .map((id) => existing(env, 'account.move.line', id));
}

function subtotal(line: StoredRow): number {
  if (line.values.display_type !== 'product') return 0;
  return roundMoney(
    numberIn(line.values.price_unit) * numberIn(line.values.quantity) * (1 - numberIn(line.values.discount) / 100),
  );
}

/** Totals follow the product lines; one line for the tax and one for the amount due are kept beside them. */
function refreshTotals(env: Environment, id: number): void {
  const move = env.store.get('account.move', id);
  if (move === undefined) return;
  const lines = linesOf(env, id);
  const untaxed = roundMoney(lines.reduce((sum, line) => sum + subtotal(line), 0));
  const tax = roundMoney(
    lines.reduce((sum, line) => sum + subtotal(line) * taxRate(env, listIn(line.values.tax_ids)), 0),
  );
  const total = roundMoney(untaxed + tax);
  keepLine(env, { move: id, type: 'tax', amount: tax });
  keepLine(env, { move: id, type: 'payment_term', amount: total });
  touch(env, {
    model: 'account.move',
    row: move,
    changes: {
      amount_untaxed: untaxed,
      amount_tax: tax,
      amount_total: total,
      amount_residual: total,
      invoice_date_due: move.values.invoice_date_due || nowOf(env).slice(0, 10),
    },
  });
}

function keepLine(
  env: Environment,
  what: { readonly move: number; readonly type: 'tax' | 'payment_term'; readonly amount: number },
): void {
  const line = linesOf(env, what.move).find((it) => it.values.display_type === what.type);
  const amounts = what.type === 'tax' ? { credit: what.amount } : { debit: what.amount };
  if (line !== undefined) touch(env, { model: 'account.move.line', row: line, changes: amounts });
  else if (what.amount !== 0)
    createRecord(env, 'account.move.line', {
      move_id: what.move,
      display_type: what.type,
      quantity: 0,
      price_unit: 0,
      tax_ids: [],
      ...amounts,
    });
}

/** 19 guards posted entries; 16 let an amount on a posted line be written. */
function refusePostedChange(env: Environment, row: StoredRow, changes: JsonObject): void {
  if (row.values.state !== 'posted' || env.version === 16 || env.isSudo) return;
  const fields = ['invoice_line_ids', 'line_ids', 'invoice_date', 'partner_id', 'journal_id'].filter(
    (field) => field in changes,
  );
  if (fields.length > 0)
    throw userError(`You cannot modify the following readonly fields on a posted move: ${fields.join(', ')}`);
}

function deletePosted(env: Environment): string {
  if (env.version === 16) return 'You cannot delete an item linked to a posted entry.';
  return "You can't delete a posted journal item. Don’t play games with your accounting records; reset the journal entry to draft before deleting it.";
}

/** Posts and numbers; returns false as Odoo does. Posting again is refused, in other words per version. */
function post(call: MethodCall): Json {
  const { env } = call;
  for (const id of call.ids) {
    const move = existing(env, 'account.move', id);
    if (move.values.state !== 'draft') {
      const reason = env.version === 16 ? 'is already posted.' : 'must be in draft.';
      throw userError(`The entry ${move.values.name} (id ${id}) ${reason}`);
    }
    if (linesOf(env, id).length === 0) throw userError('You need to add a line before posting.');
    const today = nowOf(env).slice(0, 10);
    touch(env, {
      model: 'account.move',
      row: move,
      changes: {
        state: 'posted',
        invoice_date: move.values.invoice_date || today,
        name: isNumbered(move) ? (move.values.name ?? false) : moveNumber(env, move),
      },
    });
  }
  return false;
}

const prefixes: Readonly<Record<string, string>> = {
  out_invoice: 'INV',
  out_refund: 'RINV',
  in_invoice: 'BILL',
  in_refund: 'RBILL',
};

function moveNumber(env: Environment, move: StoredRow): string {
  const prefix = prefixes[textIn(move.values.move_type)] ?? 'MISC';
  const year = nowOf(env).slice(0, 4);
  return `${prefix}/${year}/${String(env.store.nextNumber(`account.move ${prefix}`)).padStart(5, '0')}`;
}

function setState(call: MethodCall, state: string): undefined {
  for (const id of call.ids)
    touch(call.env, { model: 'account.move', row: existing(call.env, 'account.move', id), changes: { state } });
}

/** The wizard that invoices orders; the method that does the work is private. */
export const invoiceWizardBehaviour: ModelBehaviour = {
  defaults: (env) => ({ advance_payment_method: 'delivered', sale_order_ids: idsOfContext(env) }),
  methods: { create_invoices: { on: 'records', parameters: [], run: createInvoices } },
};

function idsOfContext(env: Environment): readonly number[] {
  const ids = env.context.active_ids;
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'number') : [];
}

function createInvoices(call: MethodCall): Json {
  const env = sudo(call.env);
  let last = 0;
  for (const wizard of call.ids) {
    for (const order of listIn(existing(env, 'sale.advance.payment.inv', wizard).values.sale_order_ids))
      last = invoiceOrder(env, existing(env, 'sale.order', order));
  }
  if (env.version === 16) return { type: 'ir.actions.act_window_close' };
  return {
    name: 'Invoices',
    display_name: 'Invoices',
    xml_id: 'account.action_move_out_invoice_type',
    path: 'invoicing',
    type: 'ir.actions.act_window',
    res_model: 'account.move',
    res_id: last,
    views: [[false, 'form']],
  };
}

function invoiceOrder(env: Environment, order: StoredRow): number {
  if (order.values.invoice_status !== 'to invoice') {
    throw userError('Cannot create an invoice. No items are available to invoice.');
  }
  const lines = env.store
    .idsWith({ model: 'sale.order.line', field: 'order_id', value: order.id })
    .map((id) => existing(env, 'sale.order.line', id));
  const invoice = createRecord(env, 'account.move', {
    move_type: 'out_invoice',
    partner_id: idIn(order.values.partner_invoice_id) ?? false,
    ref: textIn(order.values.client_order_ref) || false,
    invoice_origin: textIn(order.values.name),
    invoice_line_ids: lines.map((line) => [0, 0, invoiceLine(line)]),
  });
  for (const line of lines)
    touch(env, {
      model: 'sale.order.line',
      row: line,
      changes: { qty_invoiced: numberIn(line.values.product_uom_qty) },
    });
  const changes = { invoice_status: 'invoiced', invoice_ids: [...listIn(order.values.invoice_ids), invoice] };
  touch(env, { model: 'sale.order', row: existing(env, 'sale.order', order.id), changes });
  return invoice;
}

function invoiceLine(line: StoredRow): JsonObject {
  return {
    name: textIn(line.values.name),
    product_id: idIn(line.values.product_id) ?? false,
    quantity: numberIn(line.values.product_uom_qty),
    price_unit: numberIn(line.values.price_unit),
    discount: numberIn(line.values.discount),
    tax_ids: [[6, 0, listIn(line.values.tax_ids ?? line.values.tax_id)]],
    sale_line_ids: [[6, 0, [line.id]]],
  };
}

/** The wizard that pays invoices in full. */
export const paymentWizardBehaviour: ModelBehaviour = {
  defaults: (env) => ({ payment_date: nowOf(env).slice(0, 10), journal_id: 2, move_ids: idsOfContext(env) }),
  methods: { action_create_payments: { on: 'records', parameters: [], run: createPayments } },
};

function createPayments(call: MethodCall): Json {
  const env = sudo(call.env);
  let last = 0;
  for (const wizard of call.ids) {
    for (const id of listIn(existing(env, 'account.payment.register', wizard).values.move_ids)) {
      const move = existing(env, 'account.move', id);
      const text = { [env.version === 16 ? 'ref' : 'memo']: textIn(move.values.name) };
      last = createRecord(env, 'account.payment', {
        amount: numberIn(move.values.amount_residual),
        partner_id: idIn(move.values.partner_id) ?? false,
        state: env.version === 16 ? 'posted' : 'paid',
        ...text,
      });
      touch(env, { model: 'account.move', row: move, changes: { payment_state: 'paid', amount_residual: 0 } });
    }
  }
  return {
    name: 'Payments',
    type: 'ir.actions.act_window',
    res_model: 'account.payment',
    context: { create: false },
    view_mode: 'form',
    res_id: last,
  };
}

/** Payments. Posting returns None, another method whose success looks like nothing. */
export const paymentBehaviour: ModelBehaviour = {
  defaults: (env) => ({
    name: `PBNK1/${nowOf(env).slice(0, 4)}/${String(env.store.nextNumber('account.payment')).padStart(5, '0')}`,
    date: nowOf(env).slice(0, 10),
    state: 'draft',
    payment_type: 'inbound',
    partner_type: 'customer',
    journal_id: 2,
    company_id: 1,
    currency_id: 1,
  }),
  methods: {
    action_post: {
      on: 'records',
      parameters: [],
      run: ({ env, ids }) => {
        const state = env.version === 16 ? 'posted' : 'in_process';
        for (const id of ids)
          touch(env, { model: 'account.payment', row: existing(env, 'account.payment', id), changes: { state } });
        return undefined;
      },
    },
  },
};

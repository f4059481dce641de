import type { Json } from '../../json.ts';
import {
  type Environment,
  idIn,
  type MethodCall,
  type ModelBehaviour,
  nowOf,
  numberIn,
  textIn,
} from '../environment.ts';
import { userError } from '../errors.ts';
import { checkUnique, createRecord, existing, touch, writeRecords } from '../orm.ts';
import { displayName } from '../read.ts';
import type { FieldValue, Values } from '../store.ts';
import { roundMoney } from './money.ts';

/** Purchase orders: numbered P00001…, total from the lines. */
export const purchaseOrderBehaviour: ModelBehaviour = {
  defaults: (env) => ({
    name: `P${String(env.store.nextNumber('purchase.order')).padStart(5, '0')}`,
    state: 'draft',
    date_order: nowOf(env),
    company_id: 1,
    currency_id: 1,
    picking_type_id: 1,
    user_id: env.uid,
    invoice_status: 'no',
    priority: '0',
  }),
  methods: {
    button_confirm: {
      on: 'records',
      parameters: [],
      run: (call) => setAll(call, { state: 'purchase', date_approve: nowOf(call.env), invoice_status: 'to invoice' }),
    },
    button_approve: {
      on: 'records',
      parameters: [],
      run: (call) => setAll(call, { state: 'purchase', date_approve: nowOf(call.env) }),
    },
    button_cancel: { on: 'records', parameters: [], run: (call) => noResult(setAll(call, { state: 'cancel' })) },
    button_draft: { on: 'records', parameters: [], run: (call) => setAll(call, { state: 'draft' }) },
    button_lock: {
      on: 'records',
      parameters: [],
      run: (call) => noResult(setAll(call, call.env.version === 19 ? { locked: true } : { state: 'done' })),
    },
    button_unlock: {
      on: 'records',
      parameters: [],
      run: (call) => noResult(setAll(call, call.env.version === 19 ? { locked: false } : { state: 'purchase' })),
    },
  },
};

/** Purchase lines. */
export const purchaseOrderLineBehaviour: ModelBehaviour = {
  defaults: (env, given) => {
    const product = env.store.get('product.product', idIn(given.product_id) ?? 0);
    return {
      sequence: 10,
      product_qty: 1,
      price_unit: numberIn(product?.values.standard_price),
      name: product === undefined ? false : displayName(env, 'product.product', product.id),
      date_planned: nowOf(env),
      [env.version === 19 ? 'product_uom_id' : 'product_uom']: 1,
    };
  },
  computed: {
    price_subtotal: (_env, row) => roundMoney(numberIn(row.values.price_unit) * numberIn(row.values.product_qty)),
    price_total: (_env, row) => roundMoney(numberIn(row.values.price_unit) * numberIn(row.values.product_qty)),
    state: (env, row) => env.store.get('purchase.order', idIn(row.values.order_id) ?? 0)?.values.state ?? false,
  },
  afterChange: (env, id) => {
    const order = env.store.get('purchase.order', idIn(existing(env, 'purchase.order.line', id).values.order_id) ?? 0);
    if (order === undefined) return;
    const lines = env.store
      .idsWith({ model: 'purchase.order.line', field: 'order_id', value: order.id })
      .map((line) => existing(env, 'purchase.order.line', line).values);
    const total = roundMoney(
      lines.reduce((sum, line) => sum + numberIn(line.price_unit) * numberIn(line.product_qty), 0),
    );
    if (order.values.amount_total !== total)
      touch(env, { model: 'purchase.order', row: order, changes: { amount_untaxed: total, amount_total: total } });
  },
};

function setAll(call: MethodCall, changes: Values): Json {
  for (const id of call.ids) touch(call.env, { model: call.model, row: existing(call.env, call.model, id), changes });
  return true;
}

function noResult(_result: Json): undefined {
  return undefined;
}

/** Leads and opportunities. */
export const leadBehaviour: ModelBehaviour = {
  defaults: (env) => ({
    type: 'opportunity',
    active: true,
    priority: '0',
    stage_id: 1,
    probability: 10,
    user_id: env.uid,
    team_id: 1,
    company_id: 1,
  }),
  searchedFields: ['name', 'partner_name', 'email_from'],
  methods: {
    action_set_won: { on: 'records', parameters: [], run: (call) => setAll(call, { stage_id: 4, probability: 100 }) },
    action_set_lost: {
      on: 'records',
      parameters: [{ name: 'lost_reason_id', byDefault: false }],
      run: (call) => setAll(call, { active: false, probability: 0 }),
    },
  },
};

/** Employees. */
export const employeeBehaviour: ModelBehaviour = {
  defaults: () => ({ active: true, company_id: 1, employee_type: 'employee' }),
  searchedFields: ['name', 'work_email', 'barcode'],
};

/** Tasks. */
export const taskBehaviour: ModelBehaviour = {
  defaults: (env) => ({
    active: true,
    priority: '0',
    sequence: 10,
    company_id: 1,
    ...(env.version === 16 ? { kanban_state: 'normal' } : { state: '01_in_progress' }),
  }),
};

/** External ids. One module and name stand for one record. */
export const externalIdBehaviour: ModelBehaviour = {
  defaults: (_env, given) => ({
    noupdate: false,
    module: given.module ?? '',
    complete_name: `${textIn(given.module)}.${textIn(given.name)}`,
  }),
  computed: { reference: (_env, row) => `${textIn(row.values.model)},${numberIn(row.values.res_id)}` },
  displayName: (_env, row) => textIn(row.values.complete_name),
  check: (env, row) => {
    const { module, name } = row.values;
    const detail = `Key (module, name)=(${textIn(module)}, ${textIn(name)}) already exists.`;
    const message = `duplicate key value violates unique constraint "ir_model_data_module_name_uniq_index"\nDETAIL:  ${detail}\n`;
    checkUnique(env, { model: 'ir.model.data', row, field: 'complete_name', message });
  },
};

/** Attachments, content included. */
export const attachmentBehaviour: ModelBehaviour = {
  defaults: () => ({ type: 'binary', mimetype: 'application/octet-stream', company_id: 1 }),
  computed: { file_size: (_env, row) => Math.floor((textIn(row.values.datas).length * 3) / 4) },
};

/** Models of which only their defaults matter. */
export function withDefaults(defaults: Values): ModelBehaviour {
  return { defaults: () => defaults };
}

/** What every record with a chatter can do. None of it stamps the record. */
export const chatterMethods: ModelBehaviour['methods'] = {
  message_post: {
    on: 'records',
    parameters: [
      { name: 'body', byDefault: '' },
      { name: 'subject', byDefault: null },
      { name: 'message_type', byDefault: 'notification' },
      { name: 'subtype_xmlid', byDefault: null },
      { name: 'partner_ids', byDefault: null },
      { name: 'attachment_ids', byDefault: null },
    ],
    run: postMessage,
  },
  message_subscribe: {
    on: 'records',
    parameters: [
      { name: 'partner_ids', byDefault: null },
      { name: 'subtype_ids', byDefault: null },
    ],
    run: () => true,
  },
};

function postMessage(call: MethodCall): Json {
  const { env, model, args } = call;
  const [id] = call.ids;
  if (id === undefined || call.ids.length > 1) throw userError(`Expected singleton: ${model}(${call.ids.join(', ')})`);
  existing(env, model, id);
  return createRecord(env, 'mail.message', {
    body: args.body ?? '',
    subject: args.subject ?? false,
    model,
    res_id: id,
    message_type: 'comment',
    date: nowOf(env),
    author_id: authorOf(env),
  });
}

function authorOf(env: Environment): number | false {
  const partner: FieldValue | undefined = env.store.get('res.users', env.uid)?.values.partner_id;
  return idIn(partner) ?? false;
}

/** Archiving is writing `active`; both directions answer true. */
export const archiveMethods: ModelBehaviour['methods'] = {
  action_archive: { on: 'records', parameters: [], run: (call) => setActive(call, { active: false }) },
  action_unarchive: { on: 'records', parameters: [], run: (call) => setActive(call, { active: true }) },
};

function setActive(call: MethodCall, values: { readonly active: boolean }): Json {
  writeRecords(call.env, { model: call.model, ids: call.ids, values });
  return true;
}

import type { Json } from '../../json.ts';
import {
  type Environment,
  idIn,
  listIn,
  type MethodCall,
  type ModelBehaviour,
  nowOf,
  numberIn,
  sudo,
} from '../environment.ts';
import { userError } from '../errors.ts';
import { createRecord, existing, touch } from '../orm.ts';
import type { StoredRow } from '../store.ts';
import { stockOf } from './products.ts';

const stockLocation = 1;
const customerLocation = 2;
const outgoingType = 1;

/** Makes the delivery of a confirmed order, when it sells anything that can be delivered. */
export function createDelivery(env: Environment, order: StoredRow): void {
  const lines = env.store
    .idsWith({ model: 'sale.order.line', field: 'order_id', value: order.id })
    .map((id) => existing(env, 'sale.order.line', id))
    .filter((line) => isDeliverable(env, line));
  if (lines.length === 0) return;
  const places = { location_id: stockLocation, location_dest_id: customerLocation };
  const picking = createRecord(env, 'stock.picking', {
    ...places,
    origin: order.values.name === undefined ? false : String(order.values.name),
    partner_id: idIn(order.values.partner_shipping_id) ?? false,
    picking_type_id: outgoingType,
    sale_id: order.id,
    state: 'confirmed',
  });
  for (const line of lines) {
    createRecord(env, 'stock.move', {
      ...places,
      ...(env.version === 19 ? {} : { name: String(line.values.name) }),
      picking_id: picking,
      product_id: idIn(line.values.product_id) ?? false,
      product_uom_qty: numberIn(line.values.product_uom_qty),
      sale_line_id: line.id,
      state: 'confirmed',
    });
  }
}

function isDeliverable(env: Environment, line: StoredRow): boolean {
  const product = env.store.get('product.product', idIn(line.values.product_id) ?? 0);
  const template = env.store.get('product.template', idIn(product?.values.product_tmpl_id) ?? 0);
  return template !== undefined && template.values.type !== 'service';
}

/** Transfers, reduced to deliveries: confirmed, assigned once there is stock, done. */
export const pickingBehaviour: ModelBehaviour = {
  defaults: (env) => ({
    name: `WH/OUT/${String(env.store.nextNumber('stock.picking')).padStart(5, '0')}`,
    state: 'draft',
    move_type: 'direct',
    priority: '0',
    company_id: 1,
    picking_type_id: outgoingType,
    location_id: stockLocation,
    location_dest_id: customerLocation,
    scheduled_date: nowOf(env),
    user_id: false,
  }),
  computed: {
    picking_type_code: (env, row) =>
      env.store.get('stock.picking.type', idIn(row.values.picking_type_id) ?? 0)?.values.code ?? false,
  },
  methods: {
    action_confirm: { on: 'records', parameters: [], run: (call) => setState(call, 'confirmed') },
    action_assign: { on: 'records', parameters: [], run: assign },
    action_cancel: { on: 'records', parameters: [], run: (call) => setState(call, 'cancel') },
    button_validate: { on: 'records', parameters: [], run: validate },
  },
};

/** Moves; the quantity done has another name in 16. */
export const moveBehaviour: ModelBehaviour = {
  defaults: (env) => ({
    state: 'draft',
    date: nowOf(env),
    company_id: 1,
    product_uom: 1,
    procure_method: 'make_to_stock',
    location_id: stockLocation,
    location_dest_id: customerLocation,
    product_uom_qty: 1,
  }),
};

/** The wizard of 16 that `button_validate` answers with while nothing was marked done. */
export const immediateTransferBehaviour: ModelBehaviour = {
  methods: {
    process: {
      on: 'records',
      parameters: [],
      run: ({ env, ids }) => {
        for (const id of ids) {
          for (const picking of listIn(existing(env, 'stock.immediate.transfer', id).values.pick_ids))
            deliver(sudo(env), picking);
        }
        return true;
      },
    },
  },
};

function movesOf(env: Environment, picking: number): readonly StoredRow[] {
  return env.store
    .idsWith({ model: 'stock.move', field: 'picking_id', value: picking })
    .map((id) => existing(env, 'stock.move', id));
}

function setState(call: MethodCall, state: string): Json {
  for (const id of call.ids) {
    for (const move of movesOf(call.env, id)) touch(call.env, { model: 'stock.move', row: move, changes: { state } });
    touch(call.env, { model: 'stock.picking', row: existing(call.env, 'stock.picking', id), changes: { state } });
  }
  return true;
}

/** Reserves stock. What is not there stays unreserved and the transfer stays as it is; the answer is true all the same. */
function assign(call: MethodCall): Json {
  const { env } = call;
  const ready = call.ids.filter((id) =>
    movesOf(env, id).every((move) => {
      const stock = stockOf(env, idIn(move.values.product_id) ?? 0);
      return stock.onHand - stock.reserved >= numberIn(move.values.product_uom_qty);
    }),
  );
  return setState({ ...call, ids: ready }, 'assigned');
}

/** 16 answers with a wizard and has done nothing; later versions deliver. Without reserved stock all of them refuse. */
function validate(call: MethodCall): Json {
  const env = sudo(call.env);
  const pickings = call.ids.map((id) => existing(env, 'stock.picking', id));
  if (pickings.some((picking) => picking.values.state !== 'assigned')) throw userError(nothingReserved(call.env));
  const [first] = call.ids;
  if (env.version === 16 && first !== undefined) return immediateTransferWizard(call.ids);
  for (const id of call.ids) deliver(env, id);
  return true;
}

function nothingReserved(env: Environment): string {
  if (env.version === 16) {
    return 'You cannot validate a transfer if no quantities are reserved nor done. To force the transfer, switch in edit mode and encode the done quantities.';
  }
  return "Transfer trouble alert! Validating a zero quantity transfer? You're not moving invisible goods around are you?\nSet some quantities and let's get moving!";
}

function immediateTransferWizard(ids: readonly number[]): Json {
  return {
    name: 'Immediate Transfer?',
    type: 'ir.actions.act_window',
    view_mode: 'form',
    res_model: 'stock.immediate.transfer',
    views: [[1016, 'form']],
    view_id: 1016,
    target: 'new',
    context: {
      button_validate_picking_ids: ids,
      default_show_transfers: false,
      default_pick_ids: ids.map((id) => [4, id]),
    },
  };
}

/** Books a transfer as done: stock leaves, the order's lines count as delivered. */
function deliver(env: Environment, id: number): void {
  for (const move of movesOf(env, id)) {
    const quantity = numberIn(move.values.product_uom_qty);
    const done = env.version === 16 ? { quantity_done: quantity } : { quantity, picked: true };
    touch(env, { model: 'stock.move', row: move, changes: { state: 'done', ...done } });
    takeFromStock(env, idIn(move.values.product_id) ?? 0, quantity);
    const line = env.store.get('sale.order.line', idIn(move.values.sale_line_id) ?? 0);
    if (line !== undefined) touch(env, { model: 'sale.order.line', row: line, changes: { qty_delivered: quantity } });
  }
  const picking = existing(env, 'stock.picking', id);
  touch(env, { model: 'stock.picking', row: picking, changes: { state: 'done', date_done: nowOf(env) } });
  const order = env.store.get('sale.order', idIn(picking.values.sale_id) ?? 0);
  if (order !== undefined)
    touch(env, { model: 'sale.order', row: order, changes: { delivery_status: 'full', effective_date: nowOf(env) } });
}

function takeFromStock(env: Environment, product: number, quantity: number): void {
  const [id] = env.store.idsWith({ model: 'stock.quant', field: 'product_id', value: product });
  if (id === undefined) return;
  const quant = existing(env, 'stock.quant', id);
  touch(env, { model: 'stock.quant', row: quant, changes: { quantity: numberIn(quant.values.quantity) - quantity } });
}

/** Stock levels. Counting is a wish until `action_apply_inventory`, which returns None. */
export const quantBehaviour: ModelBehaviour = {
  defaults: (env) => ({
    location_id: stockLocation,
    company_id: 1,
    in_date: nowOf(env),
    quantity: 0,
    reserved_quantity: 0,
  }),
  displayName: (env, row) =>
    `${env.store.get('stock.location', idIn(row.values.location_id) ?? 0)?.values.complete_name ?? ''}`,
  computed: {
    available_quantity: (_env, row) => numberIn(row.values.quantity) - numberIn(row.values.reserved_quantity),
    inventory_diff_quantity: (_env, row) =>
      row.values.inventory_quantity_set === true
        ? numberIn(row.values.inventory_quantity) - numberIn(row.values.quantity)
        : 0,
    product_tmpl_id: (env, row) =>
      env.store.get('product.product', idIn(row.values.product_id) ?? 0)?.values.product_tmpl_id ?? false,
    warehouse_id: () => 1,
    product_uom_id: () => 1,
  },
  afterChange: (env, id, changed) => {
    if (!changed.includes('inventory_quantity')) return;
    const quant = existing(env, 'stock.quant', id);
    env.tx.put('stock.quant', { id, values: { ...quant.values, inventory_quantity_set: true } });
  },
  methods: {
    action_apply_inventory: {
      on: 'records',
      parameters: [],
      run: ({ env, ids }) => {
        for (const id of ids) {
          const quant = existing(env, 'stock.quant', id);
          const counted = numberIn(quant.values.inventory_quantity);
          touch(env, {
            model: 'stock.quant',
            row: quant,
            changes: { quantity: counted, inventory_quantity: 0, inventory_quantity_set: false },
          });
        }
        return undefined;
      },
    },
  },
};

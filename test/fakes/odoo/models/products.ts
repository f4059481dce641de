import { type Environment, idIn, type ModelBehaviour, numberIn, textIn } from '../environment.ts';
import { createRecord, existing, touch, writeRecords } from '../orm.ts';
import { emptyValue, fieldValue } from '../read.ts';
import type { FieldValue, StoredRow } from '../store.ts';

/** Fields a template shows but its single variant keeps. */
const variantFields = ['default_code', 'barcode', 'standard_price'];

function variantOf(env: Environment, template: StoredRow): StoredRow | undefined {
  const [id] = env.store.idsWith({ model: 'product.product', field: 'product_tmpl_id', value: template.id });
  return id === undefined ? undefined : env.store.get('product.product', id);
}

function fromVariant(field: string): (env: Environment, row: StoredRow) => FieldValue {
  return (env, row) => {
    const definition = env.schema.get('product.product')?.fields.get(field);
    const variant = variantOf(env, row);
    if (definition === undefined) return false;
    return variant === undefined
      ? emptyValue(definition)
      : fieldValue(env, { model: 'product.product', row: variant, field: definition });
  };
}

function codeAndName(code: FieldValue | undefined, name: FieldValue | undefined): string {
  return textIn(code) === '' ? textIn(name) : `[${textIn(code)}] ${textIn(name)}`;
}

/** Templates. Creating one creates its variant; a new price stamps the variant too, as it does in Odoo. */
export const templateBehaviour: ModelBehaviour = {
  defaults: (env) => ({
    active: true,
    sale_ok: true,
    purchase_ok: true,
    type: 'consu',
    uom_id: 1,
    categ_id: 1,
    list_price: 1,
    invoice_policy: 'order',
    tracking: 'none',
    service_tracking: 'no',
    ...(env.version === 16 ? { detailed_type: 'consu', priority: '0' } : {}),
    ...(env.version === 19 ? {} : { uom_po_id: 1, purchase_line_warn: 'no-message', sale_line_warn: 'no-message' }),
  }),
  searchedFields: ['name', 'default_code', 'barcode'],
  displayName: (env, row) => codeAndName(fromVariant('default_code')(env, row), row.values.name),
  computed: {
    default_code: fromVariant('default_code'),
    barcode: fromVariant('barcode'),
    standard_price: fromVariant('standard_price'),
    qty_available: fromVariant('qty_available'),
    product_variant_id: (env, row) => variantOf(env, row)?.id ?? false,
    product_variant_count: (env, row) =>
      env.store.idsWith({ model: 'product.product', field: 'product_tmpl_id', value: row.id }).length,
    currency_id: () => 1,
  },
  afterChange: (env, id, changed) => {
    const row = existing(env, 'product.template', id);
    const moved = variantFields.filter((field) => changed.includes(field) && row.values[field] !== undefined);
    const values = Object.fromEntries(moved.map((field) => [field, storable(row.values[field])]));
    const variant = variantOf(env, row);
    if (variant === undefined) {
      if (env.context.create_product_product !== false)
        createRecord(env, 'product.product', { ...values, product_tmpl_id: id });
      return;
    }
    if (moved.length > 0) writeRecords(env, { model: 'product.product', ids: [variant.id], values });
    else if (changed.includes('list_price')) touch(env, { model: 'product.product', row: variant, changes: {} });
  },
  beforeUnlink: (env, row) => {
    for (const id of env.store.idsWith({ model: 'product.product', field: 'product_tmpl_id', value: row.id }))
      env.tx.remove('product.product', id);
  },
};

function storable(value: FieldValue | undefined): string | number | boolean {
  return value === undefined || typeof value === 'object' ? false : value;
}

/** Variants. What they share with their siblings is kept in the template. */
export const variantBehaviour: ModelBehaviour = {
  delegates: { field: 'product_tmpl_id', model: 'product.template', own: ['standard_price'] },
  defaults: () => ({ active: true }),
  searchedFields: ['default_code', 'name', 'barcode'],
  displayName: (env, row) =>
    codeAndName(
      row.values.default_code,
      env.store.get('product.template', idIn(row.values.product_tmpl_id) ?? 0)?.values.name,
    ),
  computed: {
    code: (_env, row) => row.values.default_code ?? false,
    lst_price: (env, row) =>
      numberIn(env.store.get('product.template', idIn(row.values.product_tmpl_id) ?? 0)?.values.list_price),
    qty_available: (env, row) => stockOf(env, row.id).onHand,
    virtual_available: (env, row) => stockOf(env, row.id).onHand,
    free_qty: (env, row) => stockOf(env, row.id).onHand - stockOf(env, row.id).reserved,
  },
  afterChange: (env, id, changed) => {
    const row = existing(env, 'product.product', id);
    if (!changed.includes('lst_price') || typeof row.values.lst_price !== 'number') return;
    const template = idIn(row.values.product_tmpl_id);
    if (template !== undefined)
      writeRecords(env, { model: 'product.template', ids: [template], values: { list_price: row.values.lst_price } });
  },
};

/** What lies in internal locations. Changing it stamps the quant, never the product. */
export function stockOf(env: Environment, product: number): { readonly onHand: number; readonly reserved: number } {
  const quants = env.store
    .idsWith({ model: 'stock.quant', field: 'product_id', value: product })
    .map((id) => existing(env, 'stock.quant', id).values)
    .filter((quant) => env.store.get('stock.location', idIn(quant.location_id) ?? 0)?.values.usage === 'internal');
  return {
    onHand: quants.reduce((sum, quant) => sum + numberIn(quant.quantity), 0),
    reserved: quants.reduce((sum, quant) => sum + numberIn(quant.reserved_quantity), 0),
  };
}

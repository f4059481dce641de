import { everySyntaxNode } from '../../../expression/walk-syntax.ts';
import { isJsonObject, type Json } from '../../../json.ts';
import type { ExaminedNode } from '../../examination.ts';
import { readExpression, type SyntaxNode } from '../../read-expression.ts';
import type { View } from '../view.ts';

/** Names nobody but Odoo gives to fields; names others use as well, such as `order_id`, are left out. */
const wellKnown: ReadonlySet<string> = new Set(
  (
    'partner_id partner_ids partner_invoice_id partner_shipping_id commercial_partner_id order_line amount_untaxed ' +
    'amount_residual client_order_ref date_order commitment_date pricelist_id payment_term_id product_tmpl_id ' +
    'product_uom product_uom_id product_uom_qty qty_delivered qty_invoiced qty_available qty_to_invoice ' +
    'virtual_available free_qty default_code categ_id uom_id price_unit price_subtotal taxes_id invoice_line_ids ' +
    'invoice_ids invoice_date_due invoice_origin move_type move_ids move_line_ids picking_ids picking_type_id ' +
    'location_dest_id quant_ids inventory_quantity carrier_tracking_ref child_ids bank_ids write_date write_uid ' +
    'create_date create_uid'
  ).split(' '),
);

/** Fields that were added by hand or by the studio. */
const custom = /^x_[a-z0-9_]+$/;

const readingMethod = /^(read|search_read|web_read|web_search_read|formatted_read_group|read_group)$/;
const readingOperation = /^record\.(read|search)$/;

/** True for the step in which changes of Odoo arrive. */
export function isOdooTrigger({ type }: ExaminedNode): boolean {
  return type === 'odoo-trigger';
}

/** True for names no agreed shape of the organisation has: those only Odoo gives. */
export function isOdooName(name: string): boolean {
  return wellKnown.has(name) || custom.test(name);
}

/** Fields the flow asks Odoo for, by triggers and reading steps. */
export function askedFields({ examination }: View): ReadonlySet<string> {
  const known = asked.get(examination);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const { type, node } of examination.nodes) {
    if (type === 'odoo-trigger') for (const name of textsOf(node.config.fields)) names.add(name);
    const { operation, method } = node.config;
    const isReading =
      (typeof operation === 'string' && readingOperation.test(operation)) ||
      (typeof method === 'string' && readingMethod.test(method));
    if (type !== 'odoo' || !isReading) continue;
    for (const text of [node.config.values, node.config.args]) for (const name of listedIn(text)) names.add(name);
  }
  asked.set(examination, names);
  return names;
}

const asked = new WeakMap<object, ReadonlySet<string>>();

/** Names of the fields a schema declares, at any depth. */
export function declaredNames(schema: Json | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  const open: (Json | undefined)[] = [schema];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    if (Array.isArray(here)) open.push(...here);
    if (!isJsonObject(here)) continue;
    if (isJsonObject(here.properties)) for (const name of Object.keys(here.properties)) names.add(name);
    open.push(...Object.values(here));
  }
  return names;
}

/**
 * Names of fields an expression reads, wherever in it; keys it writes are not among them.
 *
 * @param isForeign results of steps that are looked past, by step id: what other systems call their fields is their own
 */
export function readNames(tree: SyntaxNode, isForeign: (step: string) => boolean = () => false): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { type, value } of everySyntaxNode(tree, (node) => isForeignResult(node, isForeign))) {
    if (type === 'name' && typeof value === 'string') names.add(value);
  }
  return names;
}

function isForeignResult(node: SyntaxNode, isForeign: (step: string) => boolean): boolean {
  const [root, first] = node.type === 'path' ? (node.steps ?? []) : [];
  const isResult = root?.type === 'variable' && root.value === 'steps' && typeof first?.value === 'string';
  return isResult && isForeign(String(first?.value));
}

/**
 * True where an expression reads the record as Odoo gave it, past whatever a mapping made of it.
 *
 * @param known ids of the Odoo triggers, and whether the flow has a field `record` of its own
 */
export function readsRawRecord(
  tree: SyntaxNode,
  known: { readonly triggers: ReadonlySet<string>; readonly ownRecord: boolean },
): boolean {
  for (const { type, steps = [] } of everySyntaxNode(tree)) {
    if (type !== 'path') continue;
    const [root, first, second] = steps.map(({ value }) => value);
    const isVariable = steps[0]?.type === 'variable';
    if (isVariable && root === 'trigger' && first === 'body' && second === 'record') return true;
    if (isVariable && root === 'steps' && known.triggers.has(String(first)) && second === 'record') return true;
    if (!isVariable && root === 'record' && !known.ownRecord) return true;
  }
  return false;
}

/** Texts in the list an object constructor writes under `fields`. */
function listedIn(text: Json | undefined): readonly string[] {
  const read = typeof text === 'string' ? readExpression(text) : undefined;
  if (read?.ok !== true) return [];
  const pairs = read.tree.type === 'unary' && Array.isArray(read.tree.lhs) ? read.tree.lhs : [];
  return pairs.flatMap((pair: readonly SyntaxNode[]) => {
    const [key, list] = pair;
    if (key?.value !== 'fields') return [];
    return (list?.expressions ?? []).flatMap(({ type, value }) =>
      type === 'string' && typeof value === 'string' ? [value] : [],
    );
  });
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

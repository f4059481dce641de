import { type Failure, invalid } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import { type Columns, columnsOf, plainNumber } from './columns.ts';
import { badValues } from './failures.ts';
import { minorToDecimal } from './money.ts';
import { isId } from './operation.ts';
import type { Answer, Session } from './session.ts';

/** One line of an order, checked. */
export type OrderLine = {
  /** Internal reference (`default_code`) of the product, or its database id. */
  readonly product: string | number;
  readonly quantity: string;
  /** Decimal text; Odoo's own price where it is missing. */
  readonly unitPrice: string | undefined;
  /** Further columns of the line. */
  readonly more: Columns;
};

type Lines =
  | { readonly ok: true; readonly lines: readonly OrderLine[] }
  | { readonly ok: false; readonly failure: Failure };

const ownNames: ReadonlySet<string> = new Set([
  'sku',
  'productId',
  'quantity',
  'unitPriceMinor',
  'description',
  'discountPercent',
]);

/** Most lines in one order: more would not load within Odoo's own time limit. */
const maxLines = 1_000;

/** Reads `order_line`: a list of `{ sku or productId, quantity, unitPriceMinor?, description?, discountPercent? }`. */
export function readLines(order: JsonObject): Lines {
  const given = order.order_line ?? [];
  if (!Array.isArray(given)) return refusal('`order_line` is no list. A mapping of one line needs [ ] around it.');
  if (given.length > maxLines) return refusal(`\`order_line\` has more than ${maxLines} lines.`);
  const lines: OrderLine[] = [];
  for (const [index, value] of given.entries()) {
    const place = `line ${index + 1}`;
    const line = isJsonObject(value) ? readLine(value, place, order.currency) : badValues(`${place} is no object.`);
    if ('code' in line) return { ok: false, failure: line };
    lines.push(line);
  }
  return { ok: true, lines };
}

function refusal(title: string): Lines {
  return { ok: false, failure: badValues(title) };
}

function readLine(value: JsonObject, place: string, currency: Json | undefined): OrderLine | Failure {
  const { sku, productId, quantity, unitPriceMinor, description, discountPercent } = value;
  const product = isId(productId) ? productId : sku;
  if (!isId(product) && (typeof product !== 'string' || product === '')) return badValues(`${place} has no \`sku\`.`);
  const amount = typeof quantity === 'number' && quantity >= 0 ? plainNumber(quantity) : undefined;
  if (amount === undefined) return badValues(`The \`quantity\` of ${place} is no number of 0 or more.`);
  const unitPrice = priceOf(unitPriceMinor, currency);
  if (unitPrice === false) return badValues(`The \`unitPriceMinor\` of ${place} is no whole number of minor units.`);
  const more = columnsOf(value, ownNames, place);
  if (!more.ok) return more.failure;
  const columns = new Map(more.columns);
  if (typeof description === 'string') columns.set('name', description);
  if (typeof discountPercent === 'number') columns.set('discount', String(discountPercent));
  return { product, quantity: amount, unitPrice, more: columns };
}

/** The price as text, undefined where none is given, false where it is no price. */
function priceOf(minor: Json | undefined, currency: Json | undefined): string | undefined | false {
  if (minor === undefined || minor === null) return undefined;
  if (typeof minor !== 'number') return false;
  return minorToDecimal(minor, typeof currency === 'string' ? currency : undefined) ?? false;
}

/** Columns of one line under `order_line/`, with an external id of its own: without one a repeat would add it again. */
export function lineColumns(
  line: OrderLine,
  context: { readonly externalId: string; readonly products: ReadonlyMap<string, number> },
): Columns {
  const product = typeof line.product === 'number' ? line.product : context.products.get(line.product);
  const own: [string, string][] = [
    ['id', context.externalId],
    ['product_id/.id', String(product)],
    ['product_uom_qty', line.quantity],
    ...(line.unitPrice === undefined ? [] : [['price_unit', line.unitPrice] satisfies [string, string]]),
    ...line.more,
  ];
  return new Map(own.map(([name, value]) => [`order_line/${name}`, value]));
}

/** Finds the products of all lines by internal reference; a missing or ambiguous one is named. */
export async function findProducts(
  session: Session,
  lines: readonly OrderLine[],
): Promise<Answer<ReadonlyMap<string, number>>> {
  const skus = [...new Set(lines.map(({ product }) => product).filter((product) => typeof product === 'string'))];
  const products = new Map<string, number>();
  if (skus.length === 0) return { ok: true, value: products };
  const args = { domain: [['default_code', 'in', skus]], fields: ['default_code'], order: 'id' };
  const found = await session.call({ model: 'product.product', method: 'search_read', args });
  if (!found.ok) return found;
  for (const product of Array.isArray(found.value) ? found.value : []) {
    if (!isJsonObject(product) || typeof product.default_code !== 'string' || !isId(product.id)) continue;
    if (products.has(product.default_code)) {
      const title = `Odoo has several products with the internal reference "${product.default_code}".`;
      return {
        ok: false,
        failure: invalid('odoo/ambiguous-product', title, { detail: { sku: product.default_code } }),
      };
    }
    products.set(product.default_code, product.id);
  }
  const missing = skus.filter((sku) => !products.has(sku));
  if (missing.length === 0) return { ok: true, value: products };
  const title = `Odoo has no product with the internal reference ${missing.map((sku) => `"${sku}"`).join(', ')}.`;
  return { ok: false, failure: invalid('odoo/no-such-product', title, { detail: { skus: missing } }) };
}

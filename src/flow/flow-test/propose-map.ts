import { resolveReference } from '../contract/schema-at.ts';
import { isJsonObject, type JsonObject } from '../json.ts';

/** A proposed mapping, and the target fields nothing was found for. */
export type ProposedMap = {
  /** JSONata over the source. */
  readonly expression: string;
  readonly matched: readonly { readonly target: string; readonly source: string }[];
  /** Paths of target fields, names joined by dots. */
  readonly unmatched: readonly string[];
};

/** A field of a contract, as far as matching needs it. */
type Field = { readonly path: readonly string[]; readonly schema: JsonObject; readonly isList: boolean };

/** Words that different systems use for the same thing. */
const synonyms: readonly (readonly string[])[] = [
  ['reference', 'ref', 'number', 'no', 'code', 'clientorderref', 'ordernumber', 'externalid'],
  ['quantity', 'qty', 'productuomqty', 'amountordered', 'count'],
  ['unitprice', 'price', 'priceunit', 'unitpriceminor'],
  ['lines', 'items', 'orderline', 'lineitems', 'positions', 'rows'],
  ['customer', 'partner', 'client', 'buyer', 'contact'],
  ['email', 'mail', 'emailaddress', 'emailfrom'],
  ['phone', 'telephone', 'tel', 'phonenumber', 'mobile'],
  ['sku', 'defaultcode', 'articlenumber', 'productcode', 'product', 'article'],
  ['zip', 'postcode', 'postalcode', 'zipcode'],
  ['total', 'totalminor', 'amounttotal', 'totalamount', 'sum'],
  ['currency', 'currencycode', 'currencyid'],
  ['date', 'orderdate', 'dateorder', 'createdat', 'created'],
  ['name', 'title', 'displayname', 'label'],
];

/** Proposes JSONata that builds a target contract from a source contract, by names and types. A person looks it over. */
export function proposeMap(source: JsonObject, target: JsonObject): ProposedMap {
  const matched: { target: string; source: string }[] = [];
  const unmatched: string[] = [];
  const build = (at: Build): string => {
    const fields = fieldsOf(at.target, target);
    const members = fields.flatMap((field) => {
      const text = valueFor(field, at, { matched, unmatched, build, root: { source, target } });
      return text === undefined ? [] : [`${at.indent}  ${JSON.stringify(field.path[0])}: ${text}`];
    });
    return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${at.indent}}`;
  };
  const expression = build({ source, target, indent: '', sourcePath: [], targetPath: [] });
  return { expression, matched, unmatched };
}

type Build = {
  readonly source: JsonObject;
  readonly target: JsonObject;
  readonly indent: string;
  readonly sourcePath: readonly string[];
  readonly targetPath: readonly string[];
};

type Work = {
  readonly matched: { target: string; source: string }[];
  readonly unmatched: string[];
  readonly build: (at: Build) => string;
  readonly root: { readonly source: JsonObject; readonly target: JsonObject };
};

function valueFor(field: Field, at: Build, work: Work): string | undefined {
  const [name = ''] = field.path;
  const targetPath = [...at.targetPath, name];
  const found = findSource(field, at.source, work.root.source);
  const itsFields = isObject(inner(field, work.root.target)) ? inner(field, work.root.target) : undefined;
  if (found === undefined) {
    // A group without a partner may still find its fields beside it.
    if (itsFields !== undefined && !field.isList) {
      return work.build({ ...at, target: itsFields, indent: `${at.indent}  `, targetPath });
    }
    work.unmatched.push(targetPath.join('.'));
    return undefined;
  }
  const sourcePath = [...at.sourcePath, ...found.path];
  work.matched.push({ target: targetPath.join('.'), source: sourcePath.join('.') });
  const path = found.path.map(spellName).join('.');
  const its = inner(found, work.root.source);
  if (itsFields === undefined || !isObject(its)) return convert(path, its, inner(field, work.root.target), name, found);
  const nested = work.build({ source: its, target: itsFields, indent: `${at.indent}  `, sourcePath, targetPath });
  // One row must stay a list of one.
  return field.isList ? `[${path}.${nested}]` : `${path}.${nested}`;
}

/** Where types or units differ the value is brought over; the rest is taken as it is. */
function convert(path: string, from: JsonObject, to: JsonObject, name: string, found: Field): string {
  const sourceName = found.path.at(-1) ?? '';
  if (/minor$/i.test(name) && !/minor$/i.test(sourceName) && isNumber(from)) return `$round(${path} * 100)`;
  if (/minor$/i.test(sourceName) && !/minor$/i.test(name) && isNumber(to)) return `${path} / 100`;
  if (to.type === 'string' && isNumber(from)) return `$string(${path})`;
  if (isNumber(to) && from.type === 'string') return `$number(${path})`;
  if (to.format === 'email') return `$lowercase(${path})`;
  return path;
}

function findSource(field: Field, schema: JsonObject, root: JsonObject): Field | undefined {
  const near = fieldsOf(schema, root);
  const deep = near.flatMap((one) =>
    one.isList
      ? []
      : fieldsOf(inner(one, root), root).map((below) => ({ ...below, path: [...one.path, ...below.path] })),
  );
  const name = field.path[0] ?? '';
  const fits = (one: Field) => one.isList === field.isList;
  const candidates = [...near, ...deep].filter(fits);
  return (
    candidates.find((one) => plain(one.path.at(-1) ?? '') === plain(name)) ??
    candidates.find((one) => plain(one.path.join('')) === plain(name)) ??
    candidates.find((one) => meansTheSame(one.path.at(-1) ?? '', name))
  );
}

function meansTheSame(one: string, other: string): boolean {
  return synonyms.some((words) => words.includes(plain(one)) && words.includes(plain(other)));
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function fieldsOf(schema: JsonObject, root: JsonObject): readonly Field[] {
  const resolved = resolve(schema, root);
  const properties = isJsonObject(resolved.properties) ? resolved.properties : {};
  return Object.entries(properties).flatMap(([name, field]) => {
    if (!isJsonObject(field)) return [];
    const own = resolve(field, root);
    const type = Array.isArray(own.type) ? own.type.find((one) => one !== 'null') : own.type;
    return [{ path: [name], schema: own, isList: type === 'array' }];
  });
}

function inner(field: Field, root: JsonObject): JsonObject {
  const { items } = field.schema;
  return field.isList && isJsonObject(items) ? resolve(items, root) : field.schema;
}

function resolve(schema: JsonObject, root: JsonObject): JsonObject {
  const found = typeof schema.$ref === 'string' ? resolveReference(root, schema.$ref) : schema;
  return isJsonObject(found) ? found : {};
}

function isObject(schema: JsonObject): boolean {
  return isJsonObject(schema.properties);
}

function isNumber(schema: JsonObject): boolean {
  return schema.type === 'number' || schema.type === 'integer';
}

function spellName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !['and', 'or', 'in'].includes(name) ? name : `\`${name}\``;
}

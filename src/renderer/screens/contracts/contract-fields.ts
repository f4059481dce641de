import { dataClasses } from '#flow/contract/field-classes.ts';
import { resolveReference } from '#flow/contract/schema-at.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';

/** What a field holds, as the table tells it. */
export type FieldType =
  | 'text'
  | 'number'
  | 'whole-number'
  | 'yes-no'
  | 'date'
  | 'date-time'
  | 'choice'
  | 'group'
  | 'any'
  | `list-${'text' | 'number' | 'whole-number' | 'yes-no' | 'date' | 'date-time' | 'choice' | 'group' | 'any' | 'list'}`;

/** One field of an agreed shape, as a row. */
export type ContractField = {
  /** `lines[].sku`; unique in the table. */
  readonly id: string;
  /** Numbers of its place and of those around it; stays when the field is renamed. */
  readonly place: string;
  /** `lines.sku`, as changes and uses name it. */
  readonly path: string;
  readonly name: string;
  /** How deep it stands, 0 for fields of the shape itself. */
  readonly level: number;
  readonly type: FieldType;
  readonly isRequired: boolean;
  /** True where nothing may stand in its place (`null`). */
  readonly mayBeNull: boolean;
  /** Its own class; undefined where it has none. */
  readonly dataClass: string | undefined;
  /** What the shape says about the values: the schema's own word, and its value as text. */
  readonly limits: readonly { readonly rule: string; readonly value: string }[];
  readonly description: string;
  /** Where the field stands in the text, and the schema whose field it is. */
  readonly keys: readonly string[];
  readonly ownerKeys: readonly string[];
  /** Where its own fields stand; undefined for one that holds none. */
  readonly fieldsKeys: readonly string[] | undefined;
  /** Place among its neighbours, and how many they are. */
  readonly index: number;
  readonly count: number;
  /** True for what is written elsewhere and referred to; it is edited there, in the text. */
  readonly isShared: boolean;
};

const deepest = 10;
const most = 1_000;

type Owner = {
  readonly schema: JsonObject;
  readonly keys: readonly string[];
  readonly id: string;
  readonly path: string;
  readonly place: string;
  readonly level: number;
  readonly isShared: boolean;
};

/** Lists the fields of a shape, groups before what they hold, in the order of the file; 1,000 at most. */
export function contractFields(root: JsonObject): readonly ContractField[] {
  const fields: ContractField[] = [];
  const visit = (owner: Owner): void => {
    const { properties } = owner.schema;
    if (!isJsonObject(properties) || owner.level > deepest) return;
    const names = Object.keys(properties);
    for (const [index, name] of names.entries()) {
      if (fields.length >= most) return;
      const { field, inside } = readField(root, { ...owner, name, index, count: names.length });
      fields.push(field);
      if (inside !== undefined) visit(inside);
    }
  };
  const schema = resolve(root, root);
  visit({ schema, keys: [], id: '', path: '', place: '', level: 0, isShared: typeof root.$ref === 'string' });
  return fields;
}

function readField(
  root: JsonObject,
  owner: Owner & { readonly name: string; readonly index: number; readonly count: number },
): { readonly field: ContractField; readonly inside: Owner | undefined } {
  const { name, index, count, level } = owner;
  const given = isJsonObject(owner.schema.properties) ? owner.schema.properties[name] : undefined;
  const place = `${owner.place}.${index}`;
  const schema = resolve(root, given);
  const required = Array.isArray(owner.schema.required) ? owner.schema.required : [];
  const keys = [...owner.keys, 'properties', name];
  const id = owner.id === '' ? name : `${owner.id}.${name}`;
  const path = owner.path === '' ? name : `${owner.path}.${name}`;
  const isList = plainTypeOf(schema) === 'list';
  const held = isList ? resolve(root, schema.items) : schema;
  const isShared = owner.isShared || isReference(given);
  const inside: Owner | undefined =
    plainTypeOf(held) === 'group'
      ? {
          schema: held,
          keys: isList ? [...keys, 'items'] : keys,
          id: isList ? `${id}[]` : id,
          path,
          place,
          level: level + 1,
          isShared: isShared || (isList && isReference(schema.items)),
        }
      : undefined;
  const dataClass = dataClasses.find((one) => one === schema['x-class']);
  const field: ContractField = {
    id,
    place,
    path,
    name,
    level,
    type: typeOf(schema, held),
    isRequired: required.includes(name),
    mayBeNull: Array.isArray(schema.type) && schema.type.includes('null'),
    dataClass,
    limits: limitsOf(schema),
    description: typeof schema.description === 'string' ? schema.description : '',
    keys,
    ownerKeys: owner.keys,
    fieldsKeys: inside?.keys,
    index,
    count,
    isShared,
  };
  return { field, inside };
}

function isReference(given: Json | undefined): boolean {
  return isJsonObject(given) && typeof given.$ref === 'string';
}

function resolve(root: JsonObject, given: Json | undefined): JsonObject {
  if (!isJsonObject(given)) return {};
  const target = typeof given.$ref === 'string' ? resolveReference(root, given.$ref) : undefined;
  return isJsonObject(target) ? { ...target, ...given } : given;
}

type PlainType =
  | 'text'
  | 'number'
  | 'whole-number'
  | 'yes-no'
  | 'date'
  | 'date-time'
  | 'choice'
  | 'group'
  | 'any'
  | 'list';

function typeOf(schema: JsonObject, held: JsonObject): FieldType {
  const type = plainTypeOf(schema);
  return type === 'list' ? `list-${plainTypeOf(held)}` : type;
}

function plainTypeOf({ type, format, properties, items, enum: choices }: JsonObject): PlainType {
  const [one] = (Array.isArray(type) ? type : [type]).filter((name) => name !== 'null');
  if (one === 'array' || (one === undefined && items !== undefined)) return 'list';
  if (one === 'object' || isJsonObject(properties)) return 'group';
  if (Array.isArray(choices)) return 'choice';
  if (one === 'integer') return 'whole-number';
  if (one === 'number') return 'number';
  if (one === 'boolean') return 'yes-no';
  if (one === 'string') return format === 'date' || format === 'date-time' ? format : 'text';
  return 'any';
}

function limitsOf(field: JsonObject): ContractField['limits'] {
  const named = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'pattern'] as const;
  const limits = named.flatMap((key) => (field[key] === undefined ? [] : [{ rule: key, value: String(field[key]) }]));
  if (!Array.isArray(field.enum)) return limits;
  return [...limits, { rule: 'enum', value: field.enum.map(String).join(', ') }];
}

/** Fields that are not inside a folded one. */
export function withoutFolded(fields: readonly ContractField[], folded: ReadonlySet<string>): readonly ContractField[] {
  const hidden = [...folded];
  return fields.filter(({ id }) => !hidden.some((one) => id !== one && isWithin(id, one)));
}

/** True for a field itself and everything in it, by their ids. */
export function isWithin(id: string, outer: string): boolean {
  return id === outer || id.startsWith(`${outer}.`) || id.startsWith(`${outer}[].`);
}

import { fieldClasses } from '#flow/contract/field-classes.ts';
import { resolveReference } from '#flow/contract/schema-at.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';

/** One field of an agreed shape, as a row. */
export type ContractField = {
  /** `lines[].sku`; unique in the table. */
  readonly path: string;
  readonly name: string;
  /** How deep it stands, 0 for fields of the shape itself. */
  readonly level: number;
  /** `text`, `list of group` and so on, as a key of the texts; a list names what it holds in `items`. */
  readonly type: string;
  readonly items: string | undefined;
  readonly isRequired: boolean;
  /** What the shape says about the values: the schema's own word, and its value as text. */
  readonly limits: readonly { readonly rule: string; readonly value: string }[];
  readonly description: string | undefined;
  readonly classes: readonly string[];
};

const deepest = 10;
const most = 1_000;

/** Lists the fields of a shape, groups before what they hold, in the order of the file. */
export function contractFields(schema: JsonObject): readonly ContractField[] {
  const fields: ContractField[] = [];
  const classes = fieldClasses(schema);
  const visit = (owner: JsonObject, path: string, keys: string, level: number): void => {
    const { properties } = owner;
    if (!isJsonObject(properties) || level > deepest) return;
    const required = new Set(Array.isArray(owner.required) ? owner.required : []);
    for (const [name, given] of Object.entries(properties)) {
      if (fields.length >= most) return;
      const field = resolve(schema, given);
      const held = resolve(schema, field.items);
      const isList = typeOf(field) === 'list';
      const own = path === '' ? name : `${path}.${name}`;
      const ownKeys = keys === '' ? name : `${keys}.${name}`;
      fields.push({
        path: own,
        name,
        level,
        type: typeOf(field),
        items: isList ? typeOf(held) : undefined,
        isRequired: required.has(name),
        limits: limitsOf(field),
        description: textOf(field.description) ?? textOf(field.title),
        classes: classes.get(ownKeys) ?? [],
      });
      visit(isList ? held : field, isList ? `${own}[]` : own, ownKeys, level + 1);
    }
  };
  visit(resolve(schema, schema), '', '', 0);
  return fields;
}

function resolve(root: JsonObject, given: Json | undefined): JsonObject {
  if (!isJsonObject(given)) return {};
  const target = typeof given.$ref === 'string' ? resolveReference(root, given.$ref) : undefined;
  return isJsonObject(target) ? { ...target, ...given } : given;
}

function typeOf({ type, format, properties, items, enum: choices }: JsonObject): string {
  const [one] = (Array.isArray(type) ? type : [type]).filter((name) => name !== 'null');
  if (one === 'object' || isJsonObject(properties)) return 'group';
  if (one === 'array' || items !== undefined) return 'list';
  if (one === 'integer') return 'whole-number';
  if (one === 'number') return 'number';
  if (one === 'boolean') return 'yes-no';
  if (Array.isArray(choices)) return 'choice';
  if (one === 'string') return format === 'date' || format === 'date-time' ? format : 'text';
  return 'any';
}

function limitsOf(field: JsonObject): ContractField['limits'] {
  const named = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'pattern'] as const;
  const limits = named.flatMap((key) => (field[key] === undefined ? [] : [{ rule: key, value: String(field[key]) }]));
  if (!Array.isArray(field.enum)) return limits;
  return [...limits, { rule: 'enum', value: field.enum.map(String).join(', ') }];
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

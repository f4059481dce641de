import type { Json } from '#flow/json.ts';
import type { ContractField, FieldType } from './contract-fields.ts';
import { jsonText } from './json-text.ts';

/** One edit of the table; a field is named as the table read it from the same text. */
export type FieldEdit =
  | { readonly edit: 'add'; readonly ownerKeys: readonly string[]; readonly name: string; readonly after?: string }
  | { readonly edit: 'rename'; readonly field: ContractField; readonly name: string }
  | { readonly edit: 'type'; readonly field: ContractField; readonly type: FieldType }
  | { readonly edit: 'required'; readonly field: ContractField; readonly isRequired: boolean }
  | { readonly edit: 'class'; readonly field: ContractField; readonly dataClass: string }
  | { readonly edit: 'description'; readonly field: ContractField; readonly description: string }
  | { readonly edit: 'move'; readonly field: ContractField; readonly by: -1 | 1 }
  | { readonly edit: 'remove'; readonly field: ContractField };

/** Makes an edit of the table in the text of a contract; everything the edit is not about stays byte for byte. */
export function editContract(text: string, change: FieldEdit): string {
  switch (change.edit) {
    case 'add': {
      const keys = [...change.ownerKeys, 'properties'];
      const ready = hasPlace(text, keys) ? text : jsonText.set(text, keys, {});
      return jsonText.set(ready, [...keys, change.name], { type: 'string' }, change.after);
    }
    case 'rename':
      return rename(text, change.field, change.name);
    case 'type':
      return setType(text, change.field, change.type);
    case 'required':
      return setRequired(text, change.field, change.isRequired);
    case 'class':
      return setOrRemove(text, [...change.field.keys, 'x-class'], change.dataClass);
    case 'description':
      return setOrRemove(text, [...change.field.keys, 'description'], change.description);
    case 'move':
      return jsonText.move(text, change.field.keys, change.by);
    case 'remove':
      return jsonText.remove(setRequired(text, change.field, false), change.field.keys);
  }
}

/** A name no neighbour has: `field`, `field2` and so on. */
export function freeFieldName(taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'field' : `field${number}`;
    if (!taken.has(name)) return name;
  }
}

function rename(text: string, field: ContractField, name: string): string {
  const { isRequired, keys, ownerKeys } = field;
  const renamed = jsonText.renameKey(text, keys, name);
  if (!isRequired) return renamed;
  const required = [...ownerKeys, 'required'];
  const list = valueAt(renamed, required);
  if (!Array.isArray(list)) return renamed;
  return jsonText.set(renamed, [...required, String(list.indexOf(field.name))], name);
}

function setRequired(text: string, { ownerKeys, name, isRequired }: ContractField, wanted: boolean): string {
  if (isRequired === wanted) return text;
  const keys = [...ownerKeys, 'required'];
  return wanted ? jsonText.appendRow(text, keys, name) : jsonText.removeRow(text, keys, name);
}

function setOrRemove(text: string, keys: readonly string[], value: string): string {
  return value === '' ? jsonText.remove(text, keys) : jsonText.set(text, keys, value);
}

const jsonTypes: Readonly<Record<string, readonly [type: string, format?: string]>> = {
  text: ['string'],
  number: ['number'],
  'whole-number': ['integer'],
  'yes-no': ['boolean'],
  date: ['string', 'date'],
  'date-time': ['string', 'date-time'],
  group: ['object'],
};

/** What belongs to the former type alone would contradict the new one. */
const typeOnly = ['properties', 'required', 'additionalProperties', 'items', 'format', 'enum', 'const', 'pattern'];

function setType(text: string, field: ContractField, type: FieldType): string {
  if (type === field.type) return text;
  const { keys } = field;
  const isList = type.startsWith('list-');
  const [name, format] = isList ? ['array'] : (jsonTypes[type] ?? []);
  const keepsFormat = (type === 'date' || type === 'date-time') && format !== undefined;
  let next = text;
  for (const key of typeOnly) {
    if ((key === 'items' && isList) || (key === 'format' && keepsFormat)) continue;
    next = jsonText.remove(next, [...keys, key]);
  }
  if (name === undefined) return jsonText.remove(next, [...keys, 'type']);
  next = jsonText.set(next, [...keys, 'type'], field.mayBeNull ? [name, 'null'] : name);
  if (format !== undefined) next = jsonText.set(next, [...keys, 'format'], format, 'type');
  if (type === 'group') next = jsonText.set(next, [...keys, 'properties'], {});
  if (isList) next = jsonText.set(next, [...keys, 'items'], itemOf(type));
  return next;
}

function itemOf(type: FieldType): Json {
  const [name, format] = jsonTypes[type.slice('list-'.length)] ?? [];
  if (name === undefined) return {};
  if (name === 'object') return { type: name, properties: {} };
  return format === undefined ? { type: name } : { type: name, format };
}

function hasPlace(text: string, keys: readonly string[]): boolean {
  return valueAt(text, keys) !== undefined;
}

function valueAt(text: string, keys: readonly string[]): unknown {
  let here: unknown = JSON.parse(text);
  for (const key of keys) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = Reflect.get(here, key);
  }
  return here;
}

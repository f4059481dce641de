import type { Json } from '../json.ts';
import { behaviourOf, type Environment, fieldOf, idIn, modelOf } from './environment.ts';
import { valueError } from './errors.ts';
import { type FieldDefinition, isToMany } from './schema.ts';
import type { FieldValue, StoredRow } from './store.ts';

/** What an empty field holds. */
export function emptyValue(field: FieldDefinition): FieldValue {
  switch (field.type) {
    case 'integer':
    case 'float':
    case 'monetary':
    case 'many2one_reference':
      return 0;
    case 'one2many':
    case 'many2many':
      return [];
    case 'binary':
    case 'boolean':
    case 'char':
    case 'date':
    case 'datetime':
    case 'html':
    case 'many2one':
    case 'selection':
    case 'text':
      return false;
  }
}

/** True when the field's value lives in the record that this one delegates to. */
export function isDelegated(env: Environment, model: string, field: FieldDefinition): boolean {
  const { delegates, computed } = behaviourOf(env, model);
  if (
    delegates === undefined ||
    field.store ||
    delegates.own?.includes(field.name) ||
    computed?.[field.name] !== undefined
  )
    return false;
  return fieldOf(env, delegates.model, field.name) !== undefined && field.name !== 'display_name';
}

/** The value of one field, wherever it comes from: stored, computed, delegated or the other side of a relation. */
export function fieldValue(
  env: Environment,
  place: { readonly model: string; readonly row: StoredRow; readonly field: FieldDefinition },
): FieldValue {
  const { model, row, field } = place;
  if (field.name === 'id') return row.id;
  if (field.name === 'display_name') return displayName(env, model, row.id);
  if (field.name === '__last_update') return row.values.write_date ?? false;
  const behaviour = behaviourOf(env, model);
  const compute = behaviour.computed?.[field.name];
  if (compute !== undefined) return compute(env, row);
  if (behaviour.delegates !== undefined && isDelegated(env, model, field)) {
    const target = env.store.get(behaviour.delegates.model, idIn(row.values[behaviour.delegates.field]) ?? 0);
    const targetField = fieldOf(env, behaviour.delegates.model, field.name);
    if (target === undefined || targetField === undefined) return emptyValue(field);
    return fieldValue(env, { model: behaviour.delegates.model, row: target, field: targetField });
  }
  if (field.type === 'one2many' && field.relation !== undefined && field.inverse !== undefined) {
    return childIds(env, { model: field.relation, field: field.inverse, value: row.id });
  }
  return row.values[field.name] ?? emptyValue(field);
}

/** The other side of a one2many, in the order of its rows. */
function childIds(
  env: Environment,
  place: { readonly model: string; readonly field: string; readonly value: number },
): readonly number[] {
  const ids = env.store.idsWith(place);
  if (modelOf(env, place.model).fields.get('sequence') === undefined) return ids;
  const sequenceOf = (id: number): number => Number(env.store.get(place.model, id)?.values.sequence ?? 0);
  return [...ids].sort((left, right) => sequenceOf(left) - sequenceOf(right) || left - right);
}

/** The name of a record as a many2one shows it. */
export function displayName(env: Environment, model: string, id: number): string {
  const row = env.store.get(model, id);
  if (row === undefined) return `${model},${id}`;
  const named = behaviourOf(env, model).displayName?.(env, row);
  if (named !== undefined) return named;
  const definition = modelOf(env, model);
  const field = definition.fields.get(definition.recName);
  const value = field === undefined ? false : fieldValue(env, { model, row, field });
  return typeof value === 'string' ? value : `${model},${id}`;
}

/** How many2one fields read: `[id, name]`, or the bare id that `load: null` asks for. */
export type RelationStyle = 'pairs' | 'ids';

/** Reads records that exist; ids that are gone are left out, as Odoo does. */
export function readRecords(
  env: Environment,
  what: {
    readonly model: string;
    readonly ids: readonly number[];
    readonly fields: readonly string[];
    readonly relations: RelationStyle;
  },
): readonly { readonly [field: string]: Json }[] {
  const definition = modelOf(env, what.model);
  const names = what.fields.length > 0 ? what.fields : [...definition.fields.keys()];
  const fields = names.map((name) => {
    const field = definition.fields.get(name);
    if (field === undefined) throw invalidReadField(env, what.model, name);
    return field;
  });
  const records: { readonly [field: string]: Json }[] = [];
  for (const id of what.ids) {
    const row = env.store.get(what.model, id);
    if (row === undefined) continue;
    const record: { [field: string]: Json } = { id };
    for (const field of fields) {
      const value = fieldValue(env, { model: what.model, row, field });
      record[field.name] = printValue(env, { field, value, relations: what.relations });
    }
    records.push(record);
  }
  return records;
}

function invalidReadField(env: Environment, model: string, field: string): Error {
  return valueError(
    env.version === 19 ? `Invalid field '${field}' on '${model}'` : `Invalid field '${field}' on model '${model}'`,
  );
}

/** The value as it is sent: datetimes lose their microseconds, many2ones get a name. */
function printValue(
  env: Environment,
  what: { readonly field: FieldDefinition; readonly value: FieldValue; readonly relations: RelationStyle },
): Json {
  const { field, value } = what;
  if (field.type === 'datetime' && typeof value === 'string') return value.slice(0, 19);
  if (field.type === 'many2one' && typeof value === 'number' && field.relation !== undefined) {
    return what.relations === 'pairs' ? [value, displayName(env, field.relation, value)] : value;
  }
  if (isToMany(field) || typeof value !== 'object') return value;
  return false;
}

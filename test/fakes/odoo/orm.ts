import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { applyCommands } from './commands.ts';
import { behaviourOf, type Environment, idIn, listIn, modelOf } from './environment.ts';
import { constraintError, missingError, valueError } from './errors.ts';
import { emptyValue, isDelegated } from './read.ts';
import { type FieldDefinition, isToMany, type ModelDefinition } from './schema.ts';
import type { FieldValue, StoredRow, Values } from './store.ts';
import { danglingReference, requiredValueMissing, toStored } from './values.ts';

/** Fields the ORM fills itself; what a caller sends for them is dropped without a word. */
const magicFields = new Set([
  'id',
  'create_uid',
  'create_date',
  'write_uid',
  'write_date',
  '__last_update',
  'display_name',
]);

/** Values of one call, sorted by how they are stored. */
interface SortedValues {
  readonly stored: Values;
  readonly delegated: JsonObject;
  readonly commands: readonly (readonly [FieldDefinition, Json])[];
}

/** Creates one record and returns its id. */
export function createRecord(env: Environment, model: string, values: JsonObject): number {
  const definition = modelOf(env, model);
  const behaviour = behaviourOf(env, model);
  const sorted = sortValues(env, definition, { ...contextDefaults(env, definition), ...values });
  const defaults = behaviour.defaults?.(env, sorted.stored) ?? {};
  const id = env.store.nextId(model);
  const stored: { [field: string]: FieldValue } = { ...defaults, ...sorted.stored };
  if (behaviour.delegates !== undefined) {
    stored[behaviour.delegates.field] = delegate(env, { ...behaviour.delegates, stored, values: sorted.delegated });
  }
  env.tx.put(model, {
    id,
    values: { ...stored, create_uid: env.uid, create_date: env.tx.stamp, write_uid: env.uid, write_date: env.tx.stamp },
  });
  for (const [field, commands] of sorted.commands) applyCommands(env, { model, id, field, commands });
  checkRecord(env, model, id);
  behaviour.afterChange?.(env, id, [...Object.keys(stored), ...sorted.commands.map(([field]) => field.name)]);
  return id;
}

/** `default_<field>` keys of the context, which Odoo takes for values nobody gave. */
function contextDefaults(env: Environment, definition: ModelDefinition): JsonObject {
  const entries = Object.entries(env.context).flatMap(([key, value]) => {
    const field = key.startsWith('default_') ? key.slice('default_'.length) : '';
    return definition.fields.has(field) ? [[field, value] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** Creates or changes the record that holds the delegated fields, and returns its id. */
function delegate(
  caller: Environment,
  what: { readonly field: string; readonly model: string; readonly stored: Values; readonly values: JsonObject },
): number {
  // The key Odoo uses for the same purpose: a template made for a variant must not make a variant of its own.
  const env = { ...caller, context: { ...caller.context, create_product_product: false } };
  const given = idIn(what.stored[what.field]);
  if (given === undefined) return createRecord(env, what.model, what.values);
  if (Object.keys(what.values).length > 0) writeRecords(env, { model: what.model, ids: [given], values: what.values });
  return given;
}

/** Changes records. Every one of them is stamped, even when nothing differs. */
export function writeRecords(
  env: Environment,
  what: { readonly model: string; readonly ids: readonly number[]; readonly values: JsonObject },
): void {
  const { model, values } = what;
  const definition = modelOf(env, model);
  const behaviour = behaviourOf(env, model);
  const sorted = sortValues(env, definition, values);
  for (const id of what.ids) {
    const row = existing(env, model, id);
    behaviour.beforeWrite?.(env, row, values);
    if (behaviour.delegates !== undefined && Object.keys(sorted.delegated).length > 0) {
      const target = idIn(row.values[behaviour.delegates.field]);
      if (target !== undefined)
        writeRecords(env, { model: behaviour.delegates.model, ids: [target], values: sorted.delegated });
    }
    touch(env, { model, row: existing(env, model, id), changes: sorted.stored });
    for (const [field, commands] of sorted.commands) applyCommands(env, { model, id, field, commands });
    checkRecord(env, model, id);
    behaviour.afterChange?.(env, id, Object.keys(values));
  }
}

/** Puts changed values into a row and stamps it. */
export function touch(
  env: Environment,
  what: { readonly model: string; readonly row: StoredRow; readonly changes: Values },
): void {
  const stamps = { write_uid: env.uid, write_date: env.tx.stamp };
  env.tx.put(what.model, { id: what.row.id, values: { ...what.row.values, ...what.changes, ...stamps } });
}

/** Deletes records, what hangs on them, and their external ids. */
export function unlinkRecords(env: Environment, model: string, ids: readonly number[]): void {
  const rows = ids.map((id) => existing(env, model, id));
  for (const row of rows) behaviourOf(env, model).beforeUnlink?.(env, row);
  for (const row of rows) {
    releaseReferences(env, model, row.id);
    env.tx.remove(model, row.id);
    for (const id of env.store.idsWith({ model: 'ir.model.data', field: 'res_id', value: row.id })) {
      if (env.store.get('ir.model.data', id)?.values.model === model) env.tx.remove('ir.model.data', id);
    }
  }
}

/** Required references that take their record along when what they refer to is deleted. */
const lineReferences = new Set([
  'account.move.line.move_id',
  'purchase.order.line.order_id',
  'res.country.state.country_id',
  'sale.order.cancel.order_id',
  'sale.order.line.order_id',
]);

/** Lines die with their document; elsewhere a required reference forbids the deletion and an optional one is emptied. */
function releaseReferences(env: Environment, model: string, id: number): void {
  for (const other of env.schema.values()) {
    for (const field of other.fields.values()) {
      if (field.type !== 'many2one' || field.relation !== model || !field.store || magicFields.has(field.name))
        continue;
      const referring = env.store.idsWith({ model: other.name, field: field.name, value: id });
      if (referring.length === 0) continue;
      const isLine = lineReferences.has(`${other.name}.${field.name}`);
      if (field.required && isLine) unlinkRecords(env, other.name, referring);
      else if (field.required) throw danglingReference(env, { model: other.name, field });
      else for (const it of referring) emptyReference(env, { model: other.name, id: it, field: field.name });
    }
  }
}

function emptyReference(
  env: Environment,
  what: { readonly model: string; readonly id: number; readonly field: string },
): void {
  const row = existing(env, what.model, what.id);
  env.tx.put(what.model, { id: row.id, values: { ...row.values, [what.field]: false } });
}

/** The row of a record that must exist. */
export function existing(env: Environment, model: string, id: number): StoredRow {
  const row = env.store.get(model, id);
  if (row === undefined) throw missingError({ model, id, uid: env.uid });
  return row;
}

function sortValues(env: Environment, definition: ModelDefinition, values: JsonObject): SortedValues {
  const stored: { [field: string]: FieldValue } = {};
  const delegated: { [field: string]: Json } = {};
  const commands: (readonly [FieldDefinition, Json])[] = [];
  for (const [name, value] of Object.entries(values)) {
    const field = definition.fields.get(name);
    if (field === undefined) throw unknownField(env, definition.name, name);
    if (magicFields.has(name)) continue;
    if (isDelegated(env, definition.name, field)) delegated[name] = value;
    else if (isToMany(field)) commands.push([field, value]);
    else stored[name] = toStored(env, { model: definition.name, field, value });
  }
  return { stored, delegated, commands };
}

function unknownField(env: Environment, model: string, field: string): Error {
  return valueError(
    env.version === 19 ? `Invalid field '${field}' in '${model}'` : `Invalid field '${field}' on model '${model}'`,
  );
}

/** Required fields and the model's own constraints. Odoo checks them at the flush, before the call returns. */
function checkRecord(env: Environment, model: string, id: number): void {
  const row = existing(env, model, id);
  behaviourOf(env, model).check?.(env, row);
  for (const field of modelOf(env, model).fields.values()) {
    if (!field.required || !field.enforced || !field.store || isToMany(field) || magicFields.has(field.name)) continue;
    const value = row.values[field.name] ?? emptyValue(field);
    if (value === false && field.type !== 'boolean') throw requiredValueMissing(env, { model, field });
  }
}

/** Refuses a second record with the same value, as a unique index does. */
export function checkUnique(
  env: Environment,
  what: { readonly model: string; readonly row: StoredRow; readonly field: string; readonly message: string },
): void {
  const value = what.row.values[what.field] ?? false;
  if (value === false) return;
  const others = env.store.idsWith({ model: what.model, field: what.field, value });
  if (others.some((id) => id !== what.row.id)) throw constraintError(what.message);
}

/** Adds ids to or takes ids from a stored list. */
export function storedList(row: StoredRow, field: FieldDefinition): readonly number[] {
  return listIn(row.values[field.name]);
}

/** The values of a command or a record, which must be an object. */
export function asValues(value: Json | undefined): JsonObject {
  if (!isJsonObject(value)) throw valueError('dictionary expected');
  return value;
}

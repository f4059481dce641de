import { isJsonList, type Json, type JsonObject } from '../json.ts';
import { userError } from './errors.ts';
import type { FieldDefinition, ModelDefinition, OdooVersion, Schema } from './schema.ts';
import type { FieldValue, RecordStore, StoredRow, Transaction, Values } from './store.ts';

/** What a user may do. A salesman is a plain internal user who sees his own orders and posts no invoices. */
export type Role = 'administrator' | 'salesman';

/** Everything a method can see: Odoo's `env`. */
export interface Environment {
  readonly version: OdooVersion;
  readonly schema: Schema;
  readonly behaviours: ReadonlyMap<string, ModelBehaviour>;
  readonly store: RecordStore;
  readonly tx: Transaction;
  readonly uid: number;
  readonly role: Role;
  readonly context: JsonObject;
  /** True inside business logic, where access lists and record rules do not apply. */
  readonly isSudo: boolean;
}

/** A call to a method, its arguments bound to names. */
export interface MethodCall {
  readonly env: Environment;
  readonly model: string;
  readonly ids: readonly number[];
  readonly args: JsonObject;
}

/** One parameter; without a default it is required. */
export interface Parameter {
  readonly name: string;
  readonly byDefault?: Json;
}

/** A public method of a model. */
export interface MethodDefinition {
  /** Called on the model, as `search`, or on records, as `write`, when the first argument is ids. */
  readonly on: 'model' | 'records';
  readonly parameters: readonly Parameter[];
  /** For a method that takes `**kwargs` and passes them on: the function that complains in the end. */
  readonly passesKeywordsTo?: string;
  /** Versions that have it; all when left out. */
  readonly versions?: readonly OdooVersion[];
  /** Does the work. Undefined is Python's None. */
  readonly run: (call: MethodCall) => Json | undefined;
}

/** What a model does beyond storing its fields. Every member runs inside the transaction. */
export interface ModelBehaviour {
  /**
   * Inheritance by delegation: fields that are not stored here are kept in the record this field points at, except
   * `own` ones, which are kept per company and therefore not "stored" in Odoo's words.
   */
  readonly delegates?: { readonly field: string; readonly model: string; readonly own?: readonly string[] };
  /** Values for stored fields that the caller did not give. */
  readonly defaults?: (env: Environment, given: Values) => Values;
  /** What `default_get` tells a form; nothing when left out. */
  readonly formDefaults?: (env: Environment) => Values;
  /** Fields that are computed when they are read. */
  readonly computed?: Readonly<Record<string, (env: Environment, row: StoredRow) => FieldValue>>;
  readonly displayName?: (env: Environment, row: StoredRow) => string;
  /** The fields `name_search` looks at; the display name when left out. */
  readonly searchedFields?: readonly string[];
  /** Refuses a change; also the place for constraints of the database. */
  readonly check?: (env: Environment, row: StoredRow) => void;
  readonly beforeWrite?: (env: Environment, row: StoredRow, changes: JsonObject) => void;
  readonly afterChange?: (env: Environment, id: number, changedFields: readonly string[]) => void;
  readonly beforeUnlink?: (env: Environment, row: StoredRow) => void;
  readonly methods?: Readonly<Record<string, MethodDefinition>>;
}

/** The same environment without access checks, for business logic. */
export function sudo(env: Environment): Environment {
  return env.isSudo ? env : { ...env, isSudo: true };
}

/** The definition of a model that must exist. */
export function modelOf(env: Environment, model: string): ModelDefinition {
  const definition = env.schema.get(model);
  if (definition === undefined) throw userError(`Object ${model} doesn't exist`);
  return definition;
}

/** The field of a model, or undefined. */
export function fieldOf(env: Environment, model: string, field: string): FieldDefinition | undefined {
  return modelOf(env, model).fields.get(field);
}

/** The behaviour of a model; most have none. */
export function behaviourOf(env: Environment, model: string): ModelBehaviour {
  return env.behaviours.get(model) ?? {};
}

/** The time of the transaction as a datetime field stores it: UTC, seconds. */
export function nowOf(env: Environment): string {
  return env.tx.stamp.slice(0, 19);
}

/** The ids in a JSON value: one id, or a list of them. Anything else in the list is dropped. */
export function idsIn(value: Json | undefined): readonly number[] {
  if (typeof value === 'number') return [value];
  if (!isJsonList(value)) return [];
  return value.filter((entry) => typeof entry === 'number');
}

/** The fallback to a number, for reading stored values. */
export function numberIn(value: FieldValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}

/** The id in a many2one, or undefined when it is empty. */
export function idIn(value: FieldValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The text in a field, empty when there is none. */
export function textIn(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The ids in a stored list. */
export function listIn(value: FieldValue | undefined): readonly number[] {
  return typeof value === 'object' ? value : [];
}

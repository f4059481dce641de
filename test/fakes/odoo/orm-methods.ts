import { isJsonList, type Json, type JsonObject } from '../json.ts';
import { checkAccess, checkVisible, hasAccess, isOperation } from './access.ts';
import { compareScalar } from './compare.ts';
import { behaviourOf, type Environment, type MethodCall, type MethodDefinition, modelOf } from './environment.ts';
import { accessError, valueError } from './errors.ts';
import { groupingMethods } from './grouping.ts';
import { loadRows } from './load.ts';
import { asValues, createRecord, unlinkRecords, writeRecords } from './orm.ts';
import { displayName, fieldValue, readRecords } from './read.ts';
import type { FieldDefinition } from './schema.ts';
import { type SearchRequest, searchIds } from './search.ts';

/** The methods every model has. */
export const ormMethods: Readonly<Record<string, MethodDefinition>> = {
  search: {
    on: 'model',
    parameters: [
      { name: 'domain' },
      { name: 'offset', byDefault: 0 },
      { name: 'limit', byDefault: null },
      { name: 'order', byDefault: null },
    ],
    run: (call) => searchAllowed(call, searchRequest(call)),
  },
  search_count: {
    on: 'model',
    parameters: [{ name: 'domain' }, { name: 'limit', byDefault: null }],
    run: (call) => searchAllowed(call, searchRequest(call)).length,
  },
  search_read: {
    on: 'model',
    parameters: [
      { name: 'domain', byDefault: null },
      { name: 'fields', byDefault: null },
      { name: 'offset', byDefault: 0 },
      { name: 'limit', byDefault: null },
      { name: 'order', byDefault: null },
      { name: 'load', byDefault: '_classic_read' },
    ],
    passesKeywordsTo: 'BaseModel._read_format',
    run: (call) => readFields(call, searchAllowed(call, searchRequest(call))),
  },
  read: {
    on: 'records',
    parameters: [
      { name: 'fields', byDefault: null },
      { name: 'load', byDefault: '_classic_read' },
    ],
    run: (call) => {
      checkAccess(call.env, call.model, 'read');
      checkVisible(call.env, { model: call.model, ids: call.ids, operation: 'read' });
      return readFields(call, call.ids);
    },
  },
  create: { on: 'model', parameters: [{ name: 'vals_list' }], run: create },
  write: {
    on: 'records',
    parameters: [{ name: 'vals' }],
    run: (call) => {
      checkAccess(call.env, call.model, 'write');
      checkVisible(call.env, { model: call.model, ids: call.ids, operation: 'write' });
      writeRecords(call.env, { model: call.model, ids: call.ids, values: asValues(call.args.vals) });
      return true;
    },
  },
  unlink: {
    on: 'records',
    parameters: [],
    run: (call) => {
      checkAccess(call.env, call.model, 'unlink');
      checkVisible(call.env, { model: call.model, ids: call.ids, operation: 'unlink' });
      unlinkRecords(call.env, call.model, call.ids);
      return true;
    },
  },
  load: {
    on: 'model',
    parameters: [{ name: 'fields' }, { name: 'data' }],
    run: (call) => {
      checkAccess(call.env, call.model, 'create');
      return loadRows(call.env, { model: call.model, columns: call.args.fields ?? [], rows: call.args.data ?? [] });
    },
  },
  copy: {
    on: 'records',
    parameters: [{ name: 'default', byDefault: null }],
    run: copy,
  },
  exists: {
    on: 'records',
    parameters: [],
    versions: [16, 18],
    run: ({ env, model, ids }) => ids.filter((id) => env.store.get(model, id)),
  },
  fields_get: {
    on: 'model',
    parameters: [
      { name: 'allfields', byDefault: null },
      { name: 'attributes', byDefault: null },
    ],
    run: fieldsGet,
  },
  name_search: {
    on: 'model',
    parameters: [
      { name: 'name', byDefault: '' },
      { name: 'domain', byDefault: null },
      { name: 'operator', byDefault: 'ilike' },
      { name: 'limit', byDefault: 100 },
    ],
    run: (call) => nameSearch(call).map((id) => [id, displayName(call.env, call.model, id)]),
  },
  name_get: {
    on: 'records',
    parameters: [],
    versions: [16],
    run: ({ env, model, ids }) => ids.map((id) => [id, displayName(env, model, id)]),
  },
  name_create: {
    on: 'model',
    parameters: [{ name: 'name' }],
    run: ({ env, model, args }) => {
      checkAccess(env, model, 'create');
      const id = createRecord(env, model, { [modelOf(env, model).recName]: args.name ?? false });
      return [id, displayName(env, model, id)];
    },
  },
  has_access: {
    on: 'records',
    parameters: [{ name: 'operation' }],
    versions: [18, 19],
    run: ({ env, model, args }) => isOperation(args.operation) && hasAccess(env, model, args.operation),
  },
  check_access: {
    on: 'records',
    parameters: [{ name: 'operation' }],
    versions: [18, 19],
    run: ({ env, model, args }) => {
      if (!isOperation(args.operation)) throw valueError('Invalid operation');
      checkAccess(env, model, args.operation);
      return undefined;
    },
  },
  check_access_rights: {
    on: 'model',
    parameters: [{ name: 'operation' }, { name: 'raise_exception', byDefault: true }],
    run: ({ env, model, args }) => {
      if (!isOperation(args.operation)) throw valueError('Invalid operation');
      if (args.raise_exception !== false) checkAccess(env, model, args.operation);
      return hasAccess(env, model, args.operation);
    },
  },
  ...groupingMethods,
};

function searchRequest(call: MethodCall): SearchRequest {
  const { domain = [], offset, limit, order } = call.args;
  return {
    model: call.model,
    domain,
    ...(typeof offset === 'number' ? { offset } : {}),
    ...(typeof limit === 'number' && limit > 0 ? { limit } : {}),
    ...(typeof order === 'string' && order !== '' ? { order } : {}),
  };
}

function searchAllowed(call: MethodCall, request: SearchRequest): readonly number[] {
  checkAccess(call.env, call.model, 'read');
  return searchIds(call.env, request);
}

function readFields(call: MethodCall, ids: readonly number[]): Json {
  return readRecords(call.env, {
    model: call.model,
    ids,
    fields: namesIn(call.args.fields),
    relations: call.args.load === '_classic_read' ? 'pairs' : 'ids',
  });
}

/** The strings in a list of names; null and false mean none were named. */
function namesIn(value: Json | undefined): readonly string[] {
  return isJsonList(value) ? value.filter((name) => typeof name === 'string') : [];
}

/** One dictionary makes one id, a list makes a list; all of it is one transaction. */
function create(call: MethodCall): Json {
  const { env, model, args } = call;
  checkAccess(env, model, 'create');
  if (isJsonList(args.vals_list)) return args.vals_list.map((values) => createRecord(env, model, asValues(values)));
  return createRecord(env, model, asValues(args.vals_list));
}

/** Copies stored fields and lines, but nothing the system keeps for itself. */
function copy(call: MethodCall): Json {
  checkAccess(call.env, call.model, 'create');
  const copies = call.ids.map((id) =>
    copyRecord(call.env, { model: call.model, id, changes: asValues(call.args.default ?? {}) }),
  );
  const [only] = copies;
  return copies.length === 1 && only !== undefined ? only : copies;
}

const notCopied = new Set([
  'state',
  'name',
  'date_order',
  'client_order_ref',
  'invoice_status',
  'delivery_status',
  'locked',
]);

function copyRecord(
  env: Environment,
  what: { readonly model: string; readonly id: number; readonly changes: JsonObject },
): number {
  const definition = modelOf(env, what.model);
  const row = env.store.get(what.model, what.id);
  const values: { [field: string]: Json } = {};
  for (const field of definition.fields.values()) {
    if (row === undefined || !field.store) continue;
    if (field.type === 'one2many' && field.relation !== undefined && field.required !== true) {
      values[field.name] = copiedLines(env, { field, parent: row.id });
    } else if (!field.readonly && !notCopied.has(field.name) && row.values[field.name] !== undefined) {
      const value = row.values[field.name] ?? false;
      values[field.name] = typeof value === 'object' ? [[6, 0, value]] : value;
    }
  }
  if (
    !('date_order' in values) &&
    definition.recName === 'name' &&
    values.name === undefined &&
    !definition.fields.get('name')?.readonly
  ) {
    const name = row?.values.name;
    if (typeof name === 'string' && env.behaviours.get(what.model)?.defaults === undefined)
      values.name = `${name} (copy)`;
  }
  return createRecord(env, what.model, { ...values, ...what.changes });
}

function copiedLines(env: Environment, what: { readonly field: FieldDefinition; readonly parent: number }): Json {
  const { relation = '', inverse = '' } = what.field;
  const lines = env.store.idsWith({ model: relation, field: inverse, value: what.parent });
  return lines.map((id) => {
    const line: { [field: string]: Json } = {};
    for (const field of modelOf(env, relation).fields.values()) {
      const value = env.store.get(relation, id)?.values[field.name];
      if (value === undefined || field.readonly || field.name === inverse || !field.store) continue;
      line[field.name] = typeof value === 'object' ? [[6, 0, value]] : value;
    }
    return [0, 0, line];
  });
}

const attributeNames = ['name', 'type', 'string', 'required', 'readonly', 'store', 'relation', 'selection'] as const;

/** Field facts by name, limited to the asked fields and attributes. */
function fieldsGet(call: MethodCall): Json {
  const wanted = namesIn(call.args.allfields);
  const attributes = namesIn(call.args.attributes);
  const isAsked = (attribute: string): boolean => attributes.length === 0 || attributes.includes(attribute);
  const result: { [field: string]: Json } = {};
  for (const field of modelOf(call.env, call.model).fields.values()) {
    if (wanted.length > 0 && !wanted.includes(field.name)) continue;
    const facts: { [attribute: string]: Json } = {};
    for (const attribute of attributeNames) {
      const value = field[attribute];
      if (value !== undefined && isAsked(attribute)) facts[attribute] = value;
    }
    if (field.inverse !== undefined && isAsked('relation_field')) facts.relation_field = field.inverse;
    if (isAsked('searchable')) facts.searchable = true;
    if (isAsked('sortable')) facts.sortable = field.store;
    result[field.name] = facts;
  }
  return result;
}

/** Ids whose name matches; a model may look at more fields than the name. */
function nameSearch(call: MethodCall): readonly number[] {
  const { env, model, args } = call;
  const { name = '', domain = [], operator = 'ilike' } = args;
  const limit = typeof args.limit === 'number' ? args.limit : Number.POSITIVE_INFINITY;
  if (isJsonList(domain) || domain === null || domain === false) {
    const ids = searchAllowed(call, { model, domain: domain === false ? null : domain });
    return ids.filter((id) => isNamed(env, { model, id, name, operator: String(operator) })).slice(0, limit);
  }
  throw valueError('domain must be a list');
}

/** True when a record answers to this name, by its display name or by one of the fields its model searches. */
export function isNamed(
  env: Environment,
  what: { readonly model: string; readonly id: number; readonly name: Json; readonly operator: string },
): boolean {
  const row = env.store.get(what.model, what.id);
  if (row === undefined) return false;
  if (what.name === '' || what.name === false) return true;
  const definition = modelOf(env, what.model);
  const names = ['display_name', ...(behaviourOf(env, what.model).searchedFields ?? [definition.recName])];
  return names.some((name) => {
    const field = definition.fields.get(name);
    if (field === undefined) return false;
    const actual = fieldValue(env, { model: what.model, row, field });
    return compareScalar({ version: env.version, field, actual, operator: what.operator, expected: what.name });
  });
}

/** Methods that exist in Python but may not be called from outside: all with an underscore, and a few marked private. */
export function refusePrivateMethod(env: Pick<Environment, 'version'>, model: string, method: string): void {
  const isPrivate = method.startsWith('_') || (env.version === 19 && method === 'exists');
  if (!isPrivate) return;
  const named = env.version === 19 ? `'${model}.${method}'` : method;
  throw accessError(`Private methods (such as ${named}) cannot be called remotely.`);
}

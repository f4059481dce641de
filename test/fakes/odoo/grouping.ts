import { isJsonList, isJsonObject, type Json, type JsonObject } from '../json.ts';
import { checkAccess } from './access.ts';
import { type Environment, type MethodCall, type MethodDefinition, modelOf, numberIn } from './environment.ts';
import { valueError } from './errors.ts';
import { displayName, fieldValue, readRecords } from './read.ts';
import type { FieldDefinition } from './schema.ts';
import { searchIds } from './search.ts';
import type { FieldValue } from './store.ts';

/** Methods of the web client that outside callers have come to use: groups, nested reads, defaults. */
export const groupingMethods: Readonly<Record<string, MethodDefinition>> = {
  read_group: {
    on: 'model',
    parameters: [
      { name: 'domain' },
      { name: 'fields' },
      { name: 'groupby' },
      { name: 'offset', byDefault: 0 },
      { name: 'limit', byDefault: null },
      { name: 'orderby', byDefault: false },
      { name: 'lazy', byDefault: true },
    ],
    run: readGroup,
  },
  formatted_read_group: {
    on: 'model',
    parameters: [{ name: 'domain' }, { name: 'groupby', byDefault: [] }, { name: 'aggregates', byDefault: [] }],
    versions: [19],
    run: formattedReadGroup,
  },
  web_search_read: {
    on: 'model',
    parameters: [
      { name: 'domain' },
      { name: 'specification' },
      { name: 'offset', byDefault: 0 },
      { name: 'limit', byDefault: null },
      { name: 'order', byDefault: null },
    ],
    versions: [18, 19],
    run: webSearchRead,
  },
  default_get: {
    on: 'model',
    parameters: [{ name: 'fields' }],
    run: defaultGet,
  },
};

interface Group {
  readonly value: FieldValue;
  readonly ids: readonly number[];
}

/** Groups the matching records by one field, ordered by its value. */
function groupsOf(
  call: MethodCall,
  groupBy: string,
): { readonly field: FieldDefinition; readonly groups: readonly Group[] } {
  const { env, model } = call;
  checkAccess(env, model, 'read');
  const field = modelOf(env, model).fields.get(groupBy);
  if (field === undefined) throw valueError(`Invalid field '${groupBy}' on model '${model}'`);
  const groups = new Map<FieldValue, number[]>();
  for (const id of searchIds(env, { model, domain: call.args.domain ?? [] })) {
    const row = env.store.get(model, id);
    if (row === undefined) continue;
    const value = fieldValue(env, { model, row, field });
    groups.set(value, [...(groups.get(value) ?? []), id]);
  }
  const sorted = [...groups].map(([value, ids]) => ({ value, ids }));
  return { field, groups: sorted.sort((left, right) => String(left.value).localeCompare(String(right.value))) };
}

function sumOf(
  env: Environment,
  what: { readonly model: string; readonly ids: readonly number[]; readonly field: string },
): number {
  const field = modelOf(env, what.model).fields.get(what.field);
  if (field === undefined) throw valueError(`Invalid field '${what.field}' on model '${what.model}'`);
  const total = what.ids.reduce((sum, id) => {
    const row = env.store.get(what.model, id);
    return row === undefined ? sum : sum + numberIn(fieldValue(env, { model: what.model, row, field }));
  }, 0);
  return Math.round(total * 100) / 100;
}

function firstName(value: Json | undefined): string {
  const first = isJsonList(value) ? value[0] : value;
  return typeof first === 'string' ? first : '';
}

function groupValue(env: Environment, field: FieldDefinition, value: FieldValue): Json {
  if (field.type === 'many2one' && typeof value === 'number')
    return [value, displayName(env, field.relation ?? '', value)];
  return typeof value === 'object' ? [...value] : value;
}

function readGroup(call: MethodCall): Json {
  const { env, model, args } = call;
  const { field, groups } = groupsOf(call, firstName(args.groupby));
  const summed = (isJsonList(args.fields) ? args.fields : []).map((name) => String(name).split(':')[0] ?? '');
  return groups.map(({ value, ids }) => {
    const group: { [key: string]: Json } = {
      [field.name]: groupValue(env, field, value),
      [`${field.name}_count`]: ids.length,
    };
    for (const name of summed) {
      const type = modelOf(env, model).fields.get(name)?.type;
      if (type === 'monetary' || type === 'float' || type === 'integer')
        group[name] = sumOf(env, { model, ids, field: name });
    }
    group.__domain = [[field.name, '=', plain(value)]];
    return group;
  });
}

function formattedReadGroup(call: MethodCall): Json {
  const { env, model, args } = call;
  const { field, groups } = groupsOf(call, firstName(args.groupby));
  return groups.map(({ value, ids }) => {
    const group: { [key: string]: Json } = {
      [field.name]: groupValue(env, field, value),
      __extra_domain: [[field.name, '=', plain(value)]],
    };
    for (const aggregate of isJsonList(args.aggregates) ? args.aggregates : []) {
      const [name = ''] = String(aggregate).split(':');
      group[String(aggregate)] = aggregate === '__count' ? ids.length : sumOf(env, { model, ids, field: name });
    }
    return group;
  });
}

function plain(value: FieldValue): Json {
  return typeof value === 'object' ? [...value] : value;
}

/** The nested read of the web client: the specification says which fields of related records come along. */
function webSearchRead(call: MethodCall): Json {
  const { env, model, args } = call;
  checkAccess(env, model, 'read');
  const all = searchIds(env, {
    model,
    domain: args.domain ?? [],
    ...(typeof args.order === 'string' ? { order: args.order } : {}),
  });
  const offset = Number(args.offset ?? 0);
  const limit = typeof args.limit === 'number' ? args.limit : all.length;
  const specification = isJsonObject(args.specification) ? args.specification : {};
  return {
    length: all.length,
    records: specifiedRecords(env, { model, ids: all.slice(offset, offset + limit), specification }),
  };
}

function specifiedRecords(
  env: Environment,
  what: { readonly model: string; readonly ids: readonly number[]; readonly specification: JsonObject },
): readonly JsonObject[] {
  const { model, ids, specification } = what;
  const rows = readRecords(env, { model, ids, fields: Object.keys(specification), relations: 'ids' });
  return rows.map((row) => {
    const record: { [field: string]: Json } = { ...row };
    for (const [name, wish] of Object.entries(specification)) {
      const relation = modelOf(env, model).fields.get(name)?.relation;
      const value = record[name];
      const nested = isJsonObject(wish) ? wish.fields : undefined;
      if (relation === undefined || !isJsonObject(nested)) continue;
      if (typeof value === 'number')
        record[name] = specifiedRecords(env, { model: relation, ids: [value], specification: nested })[0] ?? false;
      if (isJsonList(value)) {
        const related = value.filter((id) => typeof id === 'number');
        record[name] = specifiedRecords(env, { model: relation, ids: related, specification: nested });
      }
    }
    return record;
  });
}

/** The defaults a form would start with. */
function defaultGet(call: MethodCall): Json {
  const { env, model, args } = call;
  const defaults = env.behaviours.get(model)?.formDefaults?.(env) ?? {};
  const wanted = isJsonList(args.fields) ? args.fields : [];
  return Object.fromEntries(
    Object.entries(defaults)
      .filter(([name]) => wanted.includes(name))
      .map(([name, value]) => [name, plain(value)]),
  );
}

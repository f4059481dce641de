import type { Json } from '../json.ts';
import { isVisible } from './access.ts';
import { compareText } from './compare.ts';
import { compileDomain, mentions } from './domain.ts';
import { type Environment, modelOf } from './environment.ts';
import { valueError } from './errors.ts';
import { displayName, fieldValue } from './read.ts';
import type { FieldDefinition } from './schema.ts';
import type { FieldValue, StoredRow } from './store.ts';

/** What to search. */
export interface SearchRequest {
  readonly model: string;
  readonly domain: Json;
  readonly offset?: number;
  readonly limit?: number;
  /** `field [asc|desc]` terms; the model's own order when left out. */
  readonly order?: string;
}

/** The ids of the records that match and that the user may see. Archived ones stay hidden unless asked for. */
export function searchIds(env: Environment, request: SearchRequest): readonly number[] {
  const { model, domain, offset = 0 } = request;
  const definition = modelOf(env, model);
  const test = compileDomain(env, model, domain);
  const active = definition.fields.get('active');
  const hidesArchived = active !== undefined && env.context.active_test !== false && !mentions(domain, 'active');
  const rows = env.store
    .all(model)
    .filter(
      (row) =>
        test(row) &&
        (!hidesArchived || fieldValue(env, { model, row, field: active }) === true) &&
        isVisible(env, model, row),
    );
  const ordered = sortRows(env, { model, rows, order: request.order ?? definition.order });
  const limit = request.limit ?? Number.POSITIVE_INFINITY;
  return ordered.slice(offset, offset + limit).map((row) => row.id);
}

interface OrderTerm {
  readonly field: FieldDefinition;
  readonly direction: 1 | -1;
}

function sortRows(
  env: Environment,
  what: { readonly model: string; readonly rows: readonly StoredRow[]; readonly order: string },
): readonly StoredRow[] {
  const terms = parseOrder(env, what.model, what.order);
  const keyed = what.rows.map((row) => ({
    row,
    keys: terms.map((term) => sortKey(env, { model: what.model, row, field: term.field })),
  }));
  keyed.sort((left, right) => {
    for (const [index, term] of terms.entries()) {
      const difference = compareKeys(left.keys[index] ?? false, right.keys[index] ?? false);
      if (difference !== 0) return difference * term.direction;
    }
    return left.row.id - right.row.id;
  });
  return keyed.map(({ row }) => row);
}

function parseOrder(env: Environment, model: string, order: string): readonly OrderTerm[] {
  return order.split(',').map((part) => {
    const [name = '', direction = 'asc'] = part.trim().toLowerCase().split(/\s+/);
    const known = name === 'complete_name' && env.version === 16 ? 'display_name' : name;
    const field = modelOf(env, model).fields.get(known);
    if (field === undefined) throw valueError(`Invalid field '${name}' on model '${model}'`);
    return { field, direction: direction === 'desc' ? -1 : 1 };
  });
}

function sortKey(env: Environment, place: Parameters<typeof fieldValue>[1]): FieldValue {
  const value = fieldValue(env, place);
  const { type, relation } = place.field;
  return type === 'many2one' && typeof value === 'number' && relation !== undefined
    ? displayName(env, relation, value)
    : value;
}

/** PostgreSQL puts empty values last in ascending order and first in descending order. */
function compareKeys(left: FieldValue, right: FieldValue): number {
  if (left === right) return 0;
  if (left === false) return 1;
  if (right === false) return -1;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return compareText(String(left), String(right));
}

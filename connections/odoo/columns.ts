import type { Failure } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import { badValues } from './failures.ts';
import { isId } from './operation.ts';

/** Column paths of a `load` with the text of one row. */
export type Columns = ReadonlyMap<string, string>;

/** Columns, or the value that is none. */
export type Columned =
  | { readonly ok: true; readonly columns: Columns }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Turns values under Odoo field names into columns of `load`: texts, numbers and booleans as they are, a number under
 * a name in `_id` as a database id, `{ externalId }` as an external id, null as empty.
 *
 * @param known names that the operation has already dealt with
 * @param place for the sentence of a refusal, such as `partner`
 */
export function columnsOf(values: JsonObject, known: ReadonlySet<string>, place: string): Columned {
  const columns = new Map<string, string>();
  for (const [field, value] of Object.entries(values)) {
    if (known.has(field)) continue;
    const column = /^[a-z][a-z0-9_]*$/.test(field) && field !== 'id' ? columnOf(field, value) : undefined;
    if (column === undefined) {
      const title = `"${field}" in ${place} is no field the operation can write: give a text, number or boolean under an Odoo field name.`;
      return { ok: false, failure: badValues(title) };
    }
    columns.set(column.path, column.text);
  }
  return { ok: true, columns };
}

function columnOf(field: string, value: Json): { readonly path: string; readonly text: string } | undefined {
  const isReference = field.endsWith('_id');
  if (isJsonObject(value)) {
    const { externalId } = value;
    return isReference && typeof externalId === 'string' ? { path: `${field}/id`, text: externalId } : undefined;
  }
  if (value === null) return { path: isReference ? `${field}/.id` : field, text: '' };
  if (typeof value === 'boolean') return { path: field, text: value ? '1' : '0' };
  if (typeof value === 'number') {
    if (isReference) return isId(value) ? { path: `${field}/.id`, text: String(value) } : undefined;
    const text = plainNumber(value);
    return text === undefined ? undefined : { path: field, text };
  }
  return typeof value === 'string' ? { path: field, text: odooText(value) } : undefined;
}

/** A number without exponent, or undefined where it has none. */
export function plainNumber(value: number): string | undefined {
  const text = String(value);
  return Number.isFinite(value) && !text.includes('e') ? text : undefined;
}

/** An ISO instant becomes what every version reads in values: `YYYY-MM-DD HH:MM:SS` in UTC. */
function odooText(value: string): string {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value)) return value;
  return new Date(value).toISOString().slice(0, 19).replace('T', ' ');
}

import { isJsonList, type Json } from '../json.ts';
import type { Environment } from './environment.ts';
import { OdooError } from './errors.ts';
import { findExternalId, LoadRefusal, rememberExternalId } from './external-ids.ts';
import { type ConvertedRecord, convertRecord, type Messages } from './load-convert.ts';
import { extractRecords, type LoadRecord } from './load-rows.ts';
import { createRecord, writeRecords } from './orm.ts';

/** What `load` was given: column paths such as `partner_id/id` and rows of text. */
export interface LoadRequest {
  readonly model: string;
  readonly columns: Json;
  readonly rows: Json;
}

/**
 * Imports rows by external id: creates what is new, overwrites every supplied column of what is known. All or nothing:
 * one refused record and `ids` is false, the messages say why and nothing of the batch is kept. The answer is a normal
 * result in both cases.
 */
export function loadRows(env: Environment, request: LoadRequest): Json {
  const columns = (isJsonList(request.columns) ? request.columns : []).map((column) => columnPath(String(column)));
  const rows = (isJsonList(request.rows) ? request.rows : []).map((row) => (isJsonList(row) ? row.map(cellText) : []));
  const messages: { [key: string]: Json }[] = [];
  const ids: number[] = [];
  const savepoint = env.tx.savepoint();
  for (const [index, record] of extractRecords(env, { model: request.model, columns, rows }).entries()) {
    const id = loadRecord(env, { model: request.model, record, index, messages });
    if (id !== undefined) ids.push(id);
  }
  if (messages.some((message) => message.type === 'error')) {
    env.tx.rollback(savepoint);
    return { ids: false, messages, nextrow: 0 };
  }
  return { ids, messages, nextrow: 0 };
}

/** `partner_id/.id` and the older spelling `partner_id.id` for database ids. */
function columnPath(column: string): readonly string[] {
  return column
    .replaceAll(/([^/])\.id$/g, '$1/.id')
    .replaceAll(/([^/]):id$/g, '$1/id')
    .split('/');
}

function cellText(cell: Json): string {
  if (cell === null || cell === false) return '';
  return typeof cell === 'string' ? cell : String(cell);
}

function loadRecord(
  env: Environment,
  what: {
    readonly model: string;
    readonly record: LoadRecord;
    readonly index: number;
    readonly messages: { [key: string]: Json }[];
  },
): number | undefined {
  const { model, record, index } = what;
  const place = { rows: { from: record.from, to: record.to }, record: index };
  const messages: Messages = { add: (message) => what.messages.push({ ...place, ...message }) };
  const savepoint = env.tx.savepoint();
  const converted = convertRecord(env, { model, record, messages });
  if (converted === undefined) return undefined;
  try {
    return saveRecord(env, model, converted);
  } catch (error) {
    if (!(error instanceof OdooError) && !(error instanceof LoadRefusal)) throw error;
    env.tx.rollback(savepoint);
    messages.add({ type: 'error', ...refusal(error) });
    return undefined;
  }
}

/** Odoo repeats its own errors, rewords a missing value and puts a name in front of foreign errors. */
function refusal(error: OdooError | LoadRefusal): { readonly [key: string]: Json } {
  if (error instanceof LoadRefusal) return { message: error.message };
  const field = error.missingField;
  if (field !== undefined) {
    return { message: `Missing required value for the field '${field.string}' (${field.name})`, field: field.name };
  }
  if (error.pythonName.startsWith('odoo.exceptions.')) return { message: error.message };
  return { message: `Unknown error during import: ${error.pythonName}: ${error.message}` };
}

/** Creates or updates by external id, by database id, or creates without any; then the lines, each in the same way. */
function saveRecord(env: Environment, model: string, record: ConvertedRecord): number {
  const id = saveValues(env, model, record);
  for (const { field, records } of record.lines) {
    const { relation, inverse } = field;
    if (relation === undefined || inverse === undefined) continue;
    for (const line of records) saveRecord(env, relation, { ...line, values: { ...line.values, [inverse]: id } });
  }
  return id;
}

function saveValues(env: Environment, model: string, record: ConvertedRecord): number {
  const { externalId, databaseId, values } = record;
  const known = externalId === '' ? databaseId : (findExternalId(env, model, externalId) ?? databaseId);
  if (known !== undefined && env.store.get(model, known) !== undefined) {
    writeRecords(env, { model, ids: [known], values });
    return known;
  }
  if (databaseId !== undefined) throw new LoadRefusal(`Unknown database identifier '${databaseId}'`);
  const id = createRecord(env, model, values);
  if (externalId !== '') rememberExternalId(env, { model, externalId, id });
  return id;
}

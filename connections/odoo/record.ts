import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { EffectResult } from '#flow/node-type/work.ts';
import { badValues } from './failures.ts';
import { ended, failed, isId, type Operation } from './operation.ts';
import type { Answer } from './session.ts';

const defaultLimit = 100;
const maxLimit = 1_000;

/** `record.search`: `{ model, domain, fields, limit?, offset?, order? }` → `{ records }`. */
export async function searchRecords(operation: Operation): Promise<EffectResult> {
  const asked = readQuery(operation.values, ['model', 'domain', 'fields', 'limit', 'offset', 'order']);
  if (!asked.ok) return asked;
  const { model, values } = asked.value;
  const { domain, fields, limit = defaultLimit, offset = 0, order } = values;
  if (!isDomain(domain)) return failed(badValues('`domain` is no list: say which records, [] for all.'));
  if (!isNames(fields)) return failed(badValues('`fields` is no list of field names.'));
  if (!isCount(limit, maxLimit) || !isCount(offset, Number.MAX_SAFE_INTEGER)) {
    return failed(badValues(`\`limit\` is a whole number up to ${maxLimit}, \`offset\` one from 0.`));
  }
  if (order !== undefined && typeof order !== 'string')
    return failed(badValues('`order` is a text such as "write_date, id".'));
  const args = { domain, fields, limit, offset, order: order ?? 'id' };
  const found = await operation.session.call({ model, method: 'search_read', args });
  return found.ok ? withNulls(operation, model, found.value) : found;
}

/** `record.read`: `{ model, ids, fields }` → `{ records }`; ids that are gone are missing from the list. */
export async function readRecords(operation: Operation): Promise<EffectResult> {
  const asked = readQuery(operation.values, ['model', 'ids', 'fields']);
  if (!asked.ok) return asked;
  const { model, values } = asked.value;
  const { ids, fields } = values;
  if (!Array.isArray(ids) || !ids.every(isId)) return failed(badValues('`ids` is no list of ids.'));
  if (!isNames(fields)) return failed(badValues('`fields` is no list of field names.'));
  const found = await operation.session.call({ model, method: 'read', ids, args: { fields } });
  return found.ok ? withNulls(operation, model, found.value) : found;
}

/** `record.count`: `{ model, domain }` → `{ count }`. Records the user may not see are not counted. */
export async function countRecords(operation: Operation): Promise<EffectResult> {
  const asked = readQuery(operation.values, ['model', 'domain']);
  if (!asked.ok) return asked;
  const { model, values } = asked.value;
  if (!isDomain(values.domain)) return failed(badValues('`domain` is no list: say which records, [] for all.'));
  const counted = await operation.session.call({ model, method: 'search_count', args: { domain: values.domain } });
  return counted.ok ? ended({ count: counted.value }) : counted;
}

/** Refuses what it does not know: a misspelt filter must not return everything. */
function readQuery(
  values: Json,
  known: readonly string[],
): Answer<{ readonly model: string; readonly values: JsonObject }> {
  if (!isJsonObject(values) || typeof values.model !== 'string' || !/^[a-z][a-z0-9_.]*$/.test(values.model)) {
    return failed(badValues('`model` is missing: the name of an Odoo model such as "sale.order".'));
  }
  const unknown = Object.keys(values).find((key) => !known.includes(key));
  if (unknown !== undefined) return failed(badValues(`"${unknown}" is unknown here; known are ${known.join(', ')}.`));
  return { ok: true, value: { model: values.model, values } };
}

function isDomain(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isNames(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string');
}

function isCount(value: Json, most: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most;
}

/** Odoo says `false` for "empty" in every field that is no boolean: turned into null by the model's own field types. */
async function withNulls(operation: Operation, model: string, found: Json): Promise<EffectResult> {
  const records = (Array.isArray(found) ? found : []).filter(isJsonObject);
  const suspects = [
    ...new Set(records.flatMap((record) => Object.keys(record).filter((field) => record[field] === false))),
  ];
  if (suspects.length === 0) return ended({ records });
  const args = { allfields: suspects, attributes: ['type'] };
  const described = await operation.session.call({ model, method: 'fields_get', args });
  if (!described.ok) return described;
  const types = isJsonObject(described.value) ? described.value : {};
  const isBoolean = (field: string): boolean => {
    const facts = types[field];
    return isJsonObject(facts) && facts.type === 'boolean';
  };
  const clean = records.map((record) =>
    Object.fromEntries(
      Object.entries(record).map(([field, value]) => [field, value === false && !isBoolean(field) ? null : value]),
    ),
  );
  return ended({ records: clean });
}

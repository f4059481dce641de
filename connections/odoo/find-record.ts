import { invalid } from '#flow/failure.ts';
import type { Json } from '#flow/json.ts';
import type { FieldFacts, RecordFacts } from '#flow/node-type/system-probe.ts';
import { readFields, rowsIn } from './describe.ts';
import { failed, isId, readOne } from './operation.ts';
import type { Answer, Session } from './session.ts';

/** Fields people know a record by, where the model has them. */
const keyFields = ['name', 'client_order_ref', 'ref', 'default_code', 'barcode', 'origin', 'login', 'code'];

/** Fields that hold files, or only serve Odoo's own screens. */
const leftOut = /^(message_|activity_|website_message|rating_|access_|my_activity|has_message|__last_update)/;

/** Matches shown where a name is not unique. */
const mostShown = 5;

type Wanted = { readonly model: string; readonly key: number | string; readonly fields?: readonly string[] };

/** Finds one record by id or by what people call it, and reads it; empty fields are null. */
export async function findRecord(session: Session, wanted: Wanted): Promise<Answer<RecordFacts>> {
  const described = await readFields(session, wanted.model);
  if (!described.ok) return described;
  const facts = described.value;
  const found = await findId(session, wanted, facts);
  if (!found.ok) return found;
  const fields = [...new Set(['display_name', ...(wanted.fields ?? facts.filter(isSample).map(({ name }) => name))])];
  const read = await readOne(session, { model: wanted.model, id: found.value, fields });
  if (!read.ok) return read;
  if (read.value === undefined) return noRecord(wanted);
  const typeOf = new Map(facts.map(({ name, type }) => [name, type]));
  const record: Record<string, Json> = {};
  for (const field of fields) {
    const value = read.value[field] ?? null;
    record[field] = value === false && typeOf.get(field) !== 'boolean' ? null : value;
  }
  const { display_name: shown, ...rest } = record;
  const name = typeof shown === 'string' ? shown : `${wanted.model} ${found.value}`;
  return { ok: true, value: { model: wanted.model, id: found.value, name, record: { id: found.value, ...rest } } };
}

function isSample({ name, type, isStored }: FieldFacts): boolean {
  return isStored && type !== 'binary' && !leftOut.test(name);
}

async function findId(session: Session, wanted: Wanted, facts: readonly FieldFacts[]): Promise<Answer<number>> {
  const { model, key } = wanted;
  const text = String(key).trim();
  const asId = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  const byKey = typeof key === 'number' ? [] : keysOf(facts).map((field): Json => [field, '=', text]);
  // A number a person types may be an id as well as a reference.
  const terms = asId === undefined || !isId(asId) ? byKey : [...byKey, ['id', '=', asId]];
  if (text === '' || terms.length === 0) return noRecord(wanted);
  const domain = [...Array.from({ length: terms.length - 1 }, () => '|'), ...terms];
  const args = { domain, fields: ['display_name'], limit: mostShown + 1, order: 'id desc' };
  const found = await session.call({ model, method: 'search_read', args, context: { active_test: false } });
  if (!found.ok) return found;
  const rows = rowsIn(found.value);
  if (rows.length > 1) return severalRecords(wanted, rows);
  const id = rows[0]?.id;
  return isId(id) ? { ok: true, value: id } : noRecord(wanted);
}

function keysOf(facts: readonly FieldFacts[]): readonly string[] {
  return facts
    .filter(({ name, type, isStored }) => isStored && type === 'char' && keyFields.includes(name))
    .map(({ name }) => name);
}

function noRecord({ model, key }: Wanted): Answer<never> {
  return failed(
    invalid(
      'odoo/no-record',
      `No record of ${model} goes by "${String(key).slice(0, 60)}", or the Odoo user may not see it. Check the spelling, or use its id.`,
    ),
  );
}

function severalRecords({ model, key }: Wanted, rows: readonly { readonly [field: string]: Json }[]): Answer<never> {
  const shown = rows.slice(0, mostShown).map(({ id, display_name: name }) => `${String(id)} (${String(name)})`);
  const more = rows.length > mostShown ? ' and more' : '';
  return failed(
    invalid(
      'odoo/several-records',
      `Several records of ${model} go by "${String(key).slice(0, 60)}": ${shown.join(', ')}${more}. Pick one by its id.`,
    ),
  );
}

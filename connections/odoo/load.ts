import { invalid, transient } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { Answer, Session } from './session.ts';

/** A table for Odoo's `load`: column paths, and rows of text. The first row of a record carries its own columns. */
export type LoadTable = {
  readonly model: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/**
 * Imports rows by external id, all or nothing.
 *
 * @returns the id of the first record; a lost race is `odoo/busy`, refused data `odoo/refused` with Odoo's messages
 */
export async function loadRecord(session: Session, table: LoadTable): Promise<Answer<number>> {
  const loaded = await load(session, table);
  if (!loaded.ok) return loaded;
  const { ids, messages } = loaded.value;
  const [id] = ids ?? [];
  if (id !== undefined) return { ok: true, value: id };
  // A refused load is a normal result, and this text is the only sign of a race lost (16 to 19 alike, untranslated).
  if (messages.some(({ message }) => message.includes('could not serialize'))) {
    return {
      ok: false,
      failure: transient('odoo/busy', 'Another transaction changed the same record; nothing was kept.'),
    };
  }
  const detail = {
    model: table.model,
    messages: messages.map(({ field, message }) => ({ field, message: message.slice(0, 300) })),
  };
  return { ok: false, failure: invalid('odoo/refused', `Odoo refused the data for ${table.model}.`, { detail }) };
}

/**
 * Finds out whether an external id names a record, without being able to change or create anything, and for users
 * who may not read `ir.model.data`: a load of another model refers to it, in a row that a second column makes
 * certain to be refused. Odoo checks every column of a row, so a message about the referring column means "no".
 */
export async function isThere(
  session: Session,
  probe: {
    readonly externalId: string;
    readonly model: string;
    readonly reference: string;
    readonly refusedBy: string;
  },
): Promise<Answer<boolean>> {
  const columns = [`${probe.reference}/id`, `${probe.refusedBy}/.id`];
  const loaded = await load(session, { model: probe.model, columns, rows: [[probe.externalId, '0']] });
  if (!loaded.ok) return loaded;
  const fields = loaded.value.messages.map(({ field }) => field);
  if (fields.includes(probe.refusedBy)) return { ok: true, value: !fields.includes(probe.reference) };
  const detail = { model: probe.model };
  return { ok: false, failure: transient('odoo/busy', 'Odoo did not say whether the record is there.', { detail }) };
}

type Loaded = {
  readonly ids: readonly number[] | undefined;
  readonly messages: readonly { readonly field: string; readonly message: string }[];
};

async function load(session: Session, table: LoadTable): Promise<Answer<Loaded>> {
  const args = { fields: table.columns, data: table.rows };
  const answer = await session.call({ model: table.model, method: 'load', args });
  if (!answer.ok) return answer;
  return { ok: true, value: readLoaded(answer.value) };
}

function readLoaded(value: Json): Loaded {
  const result: JsonObject = isJsonObject(value) ? value : {};
  const ids = listOf(result.ids).filter((id) => typeof id === 'number');
  const messages = listOf(result.messages).flatMap((message) => {
    if (!isJsonObject(message) || message.type === 'warning') return [];
    return [{ field: textOf(message.field), message: textOf(message.message) }];
  });
  return { ids: ids.length === 0 ? undefined : ids, messages };
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

import { formatInstant } from '#flow/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { UserFacts } from '#flow/node-type/system-probe.ts';
import { readOdooTime } from './changes.ts';
import { rowsIn } from './describe.ts';
import { isId, readOne } from './operation.ts';
import { type Answer, notOdoo, type Session } from './session.ts';

/** First version whose keys run out. */
const firstExpiring = 18;

/** Reads the user the key belongs to; what he may not read about himself is missing, and said. */
export async function readUser(session: Session, major: number): Promise<Answer<UserFacts>> {
  const own = await session.call({ model: 'res.users', method: 'context_get', args: {} });
  if (!own.ok) return own;
  const id = isJsonObject(own.value) ? own.value.uid : undefined;
  if (!isId(id)) return { ok: false, failure: notOdoo() };
  const fields = ['name', 'login', 'company_id', 'company_ids', 'lang', 'tz'];
  const read = await readOne(session, { model: 'res.users', id, fields });
  if (!read.ok) return read;
  const user: JsonObject = read.value ?? {};
  const key = await readKey(session, { id, major });
  return {
    ok: true,
    value: {
      id,
      name: textOf(user.name) ?? `User ${id}`,
      login: textOf(user.login) ?? '',
      language: textOf(user.lang),
      timeZone: textOf(user.tz),
      companies: await readCompanies(session, user),
      languages: await readLanguages(session),
      keyExpiresAt: key.expiresAt,
      notes: key.notes,
    },
  };
}

async function readCompanies(session: Session, user: JsonObject): Promise<UserFacts['companies']> {
  const current = Array.isArray(user.company_id) ? user.company_id[0] : user.company_id;
  const ids = (Array.isArray(user.company_ids) ? user.company_ids : [current ?? null]).filter(isId);
  const read = await session.call({ model: 'res.company', method: 'read', ids, args: { fields: ['name'] } });
  if (!read.ok) return ids.map((id) => ({ id, name: `Company ${id}`, current: id === current }));
  return rowsIn(read.value).flatMap(({ id, name }) =>
    isId(id) ? [{ id, name: textOf(name) ?? `Company ${id}`, current: id === current }] : [],
  );
}

async function readLanguages(session: Session): Promise<UserFacts['languages']> {
  const args = { domain: [['active', '=', true]], fields: ['code', 'name'], limit: 200 };
  const read = await session.call({ model: 'res.lang', method: 'search_read', args });
  if (!read.ok) return [];
  return rowsIn(read.value).flatMap(({ code, name }) => {
    const known = textOf(code);
    return known === undefined ? [] : [{ code: known, name: textOf(name) ?? known }];
  });
}

type KeyFacts = { readonly expiresAt: string | undefined; readonly notes: readonly string[] };

async function readKey(session: Session, user: { readonly id: number; readonly major: number }): Promise<KeyFacts> {
  if (user.major < firstExpiring)
    return { expiresAt: undefined, notes: ['Keys of this version of Odoo do not run out.'] };
  const args = { domain: [['user_id', '=', user.id]], fields: ['name', 'expiration_date'] };
  const read = await session.call({ model: 'res.users.apikeys', method: 'search_read', args });
  const keys = read.ok ? rowsIn(read.value) : [];
  if (keys.length === 0) {
    return {
      expiresAt: undefined,
      notes: ['When the key runs out cannot be read; look it up in Odoo under Account Security.'],
    };
  }
  const ends = keys.flatMap(({ expiration_date: end }) => (typeof end === 'string' ? (readOdooTime(end) ?? []) : []));
  const first = ends.length === 0 ? undefined : formatInstant(Math.min(...ends));
  if (keys.length === 1) return { expiresAt: first, notes: [] };
  const notes = [
    `The user has ${keys.length} keys, and Odoo does not say which one this is: the date is that of the first one to run out.`,
  ];
  return { expiresAt: first, notes: first === undefined ? [] : notes };
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

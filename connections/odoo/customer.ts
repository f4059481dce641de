import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { EffectResult } from '#flow/node-type/work.ts';
import { columnsOf } from './columns.ts';
import { badValues } from './failures.ts';
import { isThere, loadRecord } from './load.ts';
import { ended, failed, firstRecord, isId, nameOf, type Operation } from './operation.ts';
import type { Answer, Session } from './session.ts';
import { refuseStateFields } from './state-fields.ts';

/** Names in a customer that are not Odoo's own. */
const ownNames: ReadonlySet<string> = new Set(['isCompany', 'countryCode', 'externalId']);

/** `customer.upsert`: writes the fields it is given under the customer's own external id. */
export async function upsertCustomer(operation: Operation): Promise<EffectResult> {
  if (!isJsonObject(operation.values)) return failed(badValues('A customer is an object with at least a `name`.'));
  const name = nameOf(operation, 'customer');
  const id = await writeCustomer(operation.session, operation.values, name);
  if (!id.ok) return id;
  return ended({ id: id.value, name: String(operation.values.name), externalId: name });
}

/**
 * The customer of an order: an id, an external id, or an object that is written first under its own external id,
 * with the email address as key, else the reference, else the order's key.
 */
export async function customerOf(operation: Operation, partner: Json | undefined): Promise<Answer<number>> {
  if (isId(partner)) return { ok: true, value: partner };
  if (!isJsonObject(partner))
    return failed(badValues('`partner` is missing: give an object such as { name, email }, or an id.'));
  if (isId(partner.id)) return { ok: true, value: partner.id };
  if (typeof partner.externalId === 'string' && partner.name === undefined) {
    return findByExternalId(operation.session, partner.externalId);
  }
  const { email, ref } = partner;
  const key = [email, ref].find((value) => typeof value === 'string' && value !== '');
  const name = nameOf(operation, 'customer', typeof key === 'string' ? key.trim().toLowerCase() : operation.key);
  return writeCustomer(operation.session, partner, name);
}

async function findByExternalId(session: Session, externalId: string): Promise<Answer<number>> {
  const probe = { externalId, model: 'res.partner', reference: 'parent_id', refusedBy: 'country_id' };
  const there = await isThere(session, probe);
  if (!there.ok) return there;
  if (!there.value) return failed(badValues('`partner` names an external id that Odoo does not have.'));
  return loadRecord(session, { model: 'res.partner', columns: ['id'], rows: [[externalId]] });
}

async function writeCustomer(session: Session, values: JsonObject, name: string): Promise<Answer<number>> {
  if (typeof values.name !== 'string' || values.name.trim() === '') {
    return failed(badValues('The customer has no `name`.'));
  }
  const stateField = refuseStateFields(values);
  if (stateField !== undefined) return failed(stateField);
  const own = columnsOf(values, ownNames, 'the customer');
  if (!own.ok) return own;
  const columns = new Map([['id', name], ...own.columns]);
  if (typeof values.isCompany === 'boolean') columns.set('is_company', values.isCompany ? '1' : '0');
  if (values.countryCode !== undefined && values.countryCode !== null) {
    const country = await findCountry(session, values.countryCode);
    if (!country.ok) return country;
    columns.set('country_id/.id', String(country.value));
  }
  return loadRecord(session, { model: 'res.partner', columns: [...columns.keys()], rows: [[...columns.values()]] });
}

async function findCountry(session: Session, code: Json): Promise<Answer<number>> {
  if (typeof code !== 'string' || !/^[A-Za-z]{2}$/.test(code))
    return failed(badValues('`countryCode` is no ISO code of two letters.'));
  const args = { domain: [['code', '=', code.toUpperCase()]], fields: ['id'], limit: 1 };
  const found = await session.call({ model: 'res.country', method: 'search_read', args });
  if (!found.ok) return found;
  const id = firstRecord(found.value)?.id;
  return isId(id) ? { ok: true, value: id } : failed(badValues(`Odoo knows no country "${code}".`));
}

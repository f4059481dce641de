import type { DataClass } from '#flow/contract/field-classes.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { FieldFacts, ModelFacts } from '#flow/node-type/system-probe.ts';
import type { Answer, Session } from './session.ts';

/** Most models listed; a full Enterprise installation has about a thousand. */
const mostModels = 5_000;

/** Lists the sorts of records by label. Users who may not read the list itself get those they may read. */
export async function readModels(session: Session): Promise<Answer<readonly ModelFacts[]>> {
  const args = { domain: [['transient', '=', false]], fields: ['model', 'name'], limit: mostModels };
  const listed = await session.call({ model: 'ir.model', method: 'search_read', args });
  const found =
    listed.ok || listed.failure.code !== 'odoo/no-permission'
      ? listed
      : await session.call({ model: 'ir.model', method: 'get_available_models', args: {} });
  if (!found.ok) return found;
  const models = rowsIn(found.value).flatMap(({ model, name, display_name: shown }) => {
    const label = typeof name === 'string' ? name : shown;
    return typeof model === 'string' ? [{ model, label: typeof label === 'string' ? label : model }] : [];
  });
  return {
    ok: true,
    value: models.sort((left, right) => compare(left.label, right.label) || compare(left.model, right.model)),
  };
}

function compare(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Describes the fields of a model, by name. */
export async function readFields(session: Session, model: string): Promise<Answer<readonly FieldFacts[]>> {
  const attributes = ['string', 'type', 'required', 'readonly', 'store', 'relation', 'selection', 'help'];
  const described = await session.call({ model, method: 'fields_get', args: { attributes } });
  if (!described.ok) return described;
  const fields = Object.entries(isJsonObject(described.value) ? described.value : {}).flatMap(([name, facts]) =>
    isJsonObject(facts) ? [fieldIn(model, name, facts)] : [],
  );
  return { ok: true, value: fields.sort((left, right) => compare(left.name, right.name)) };
}

function fieldIn(model: string, name: string, facts: JsonObject): FieldFacts {
  const textOf = (value: Json | undefined): string | undefined =>
    typeof value === 'string' && value !== '' ? value : undefined;
  const type = textOf(facts.type) ?? 'char';
  return {
    name,
    label: textOf(facts.string) ?? name,
    type,
    isRequired: facts.required === true,
    isReadOnly: facts.readonly === true,
    isStored: facts.store !== false,
    relation: textOf(facts.relation),
    choices: choicesIn(facts.selection),
    help: textOf(facts.help),
    guessedClasses: guessClasses(model, name, type),
  };
}

function choicesIn(selection: Json | undefined): FieldFacts['choices'] {
  if (!Array.isArray(selection)) return undefined;
  return selection.flatMap((pair) =>
    Array.isArray(pair) ? [{ value: String(pair[0] ?? ''), label: String(pair[1] ?? pair[0] ?? '') }] : [],
  );
}

/** Models whose records are people, or describe one. */
const peopleModel =
  /^(res\.partner|res\.users|hr\.employee|hr\.employee\.public|hr\.applicant|crm\.lead|helpdesk\.ticket)$/;
const personalAnywhere =
  /(^|_)(email|e_mail|phone|mobile|fax|birthday|passport|ssn|ssnid|identification_id|gender|marital|street2?|zip|signature|contact_name|partner_name|ip_address)(_|$)/;
const personalOfPeople =
  /^(name|display_name|complete_name|city|comment|vat|lang|tz|login|ref|website|image.*|avatar.*)$/;
const financial =
  /(^|_)(iban|acc_number|bank_account|bank_ids|credit|debit|credit_limit|salary|wage|amount|price|cost|margin|residual|total|tax|currency)(_|s?$)/;
const regulated = /(^|_)(disability|religion|health|sick|medical|nationality|work_permit|visa|permit|criminal)(_|$)/;

/** Guesses from names alone; a person confirms, and a name that says nothing gives nothing. */
export function guessClasses(model: string, field: string, type: string): readonly DataClass[] {
  const classes: DataClass[] = [];
  const isText = !['boolean', 'integer', 'one2many', 'many2many'].includes(type);
  const isPersonal = personalAnywhere.test(field) || (peopleModel.test(model) && personalOfPeople.test(field));
  if (isText && isPersonal) classes.push('personal');
  if (type === 'monetary' || (isText && type !== 'many2one' && financial.test(field))) classes.push('financial');
  if (regulated.test(field)) classes.push('regulated');
  return classes;
}

/** The records in an answer; anything else in it is left out. */
export function rowsIn(value: Json): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

import { isJsonList, type Json } from '../json.ts';
import type { Environment } from './environment.ts';
import { constraintError, invalidTextRepresentation, typeError, validationError, valueError } from './errors.ts';
import { pythonRepr } from './python.ts';
import { emptyValue } from './read.ts';
import type { FieldDefinition } from './schema.ts';
import type { FieldValue } from './store.ts';

/** A value on its way into a field. */
export interface IncomingValue {
  readonly model: string;
  readonly field: FieldDefinition;
  readonly value: Json;
}

/** Turns what the caller sent into what is stored, or refuses it with the error Odoo gives. x2many fields are not handled here. */
export function toStored(env: Environment, incoming: IncomingValue): FieldValue {
  const { field, value } = incoming;
  if (value === null || value === false || (value === '' && field.type !== 'char' && field.type !== 'text')) {
    return emptyValue(field);
  }
  switch (field.type) {
    case 'boolean':
      return Boolean(value);
    case 'integer':
    case 'many2one_reference':
      return Math.trunc(toNumber(value));
    case 'float':
    case 'monetary':
      return toNumber(value);
    case 'char':
    case 'text':
    case 'binary':
      return typeof value === 'string' ? value : pythonText(value);
    case 'html':
      return sanitizeHtml(typeof value === 'string' ? value : pythonText(value));
    case 'date':
      return toDate(pythonText(value));
    case 'datetime':
      return toDatetime(pythonText(value));
    case 'selection':
      return toSelection(incoming);
    case 'many2one':
      return toMany2one(env, incoming);
    case 'one2many':
    case 'many2many':
      throw typeError(`x2many values of ${field.name} are commands`);
  }
}

function toNumber(value: Json): number {
  const number = typeof value === 'string' ? Number(value.trim()) : Number(value);
  if (Number.isNaN(number)) throw valueError(`could not convert string to float: ${pythonRepr(value)}`);
  return number;
}

function pythonText(value: Json): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

/** Odoo cleans rich text on the way in; this keeps the two effects clients notice: no scripts, a paragraph around text. */
function sanitizeHtml(html: string): string {
  const clean = html.replaceAll(/<script\b[^>]*>[\s\S]*?<\/script>/gi, '').replaceAll(/\son\w+="[^"]*"/gi, '');
  return /^\s*</.test(clean) ? clean : `<p>${clean}</p>`;
}

const datePattern = /^\d{4}-\d{2}-\d{2}$/;
const datetimePattern = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

function toDate(text: string): string {
  const day = text.slice(0, 10);
  if (!datePattern.test(day) || Number.isNaN(Date.parse(`${day}T00:00:00Z`))) {
    throw valueError(`time data ${pythonRepr(day)} does not match format '%Y-%m-%d'`);
  }
  return day;
}

function toDatetime(text: string): string {
  if (datePattern.test(text)) return `${toDate(text)} 00:00:00`;
  if (/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(text)) return `${text}:00`;
  if (!datetimePattern.test(text) || Number.isNaN(Date.parse(`${text.replace(' ', 'T')}Z`))) {
    throw valueError(`time data ${pythonRepr(text)} does not match format '%Y-%m-%d %H:%M:%S'`);
  }
  return text;
}

function toSelection(incoming: IncomingValue): FieldValue {
  const { model, field, value } = incoming;
  const found = field.selection?.some(([allowed]) => allowed === value) ?? typeof value === 'string';
  if (!found || typeof value !== 'string')
    throw valueError(`Wrong value for ${model}.${field.name}: ${pythonRepr(value)}`);
  return value;
}

/** A many2one takes an id. A name or an `[id, name]` pair reaches PostgreSQL as text, the classic mistake of clients. */
function toMany2one(env: Environment, incoming: IncomingValue): FieldValue {
  const { field, value } = incoming;
  if (isJsonList(value)) throw invalidTextRepresentation(pythonText(value[1] ?? value[0] ?? ''));
  if (typeof value === 'string' && !/^\d+$/.test(value)) throw invalidTextRepresentation(value);
  const id = Number(value);
  if (id === 0) return false;
  if (field.relation !== undefined && env.store.get(field.relation, id) === undefined)
    throw danglingReference(env, incoming);
  return id;
}

/** A foreign key that points nowhere is reported in the words for deleting what is still in use. */
export function danglingReference(
  env: Environment,
  place: { readonly model: string; readonly field: FieldDefinition },
): Error {
  const label = env.schema.get(place.model)?.label ?? place.model;
  if (env.version === 16) {
    return constraintError(
      'another model requires the record being deleted. If possible, archive it instead.\n\n' +
        `Model: ${label} (${place.model})\nConstraint: ${place.model.replaceAll('.', '_')}_${place.field.name}_fkey`,
    );
  }
  return constraintError(
    'Another model is using the record you are trying to delete.\n\n' +
      `The troublemaker is: '${label}' (${place.model})\n` +
      `Thanks to the following constraint: '${place.field.string}' (${place.field.name})\n` +
      'How about archiving the record instead?',
  );
}

/** A NOT NULL column without a value, in the words of each version. */
export function requiredValueMissing(
  env: Environment,
  place: { readonly model: string; readonly field: FieldDefinition },
): Error {
  const label = env.schema.get(place.model)?.label ?? place.model;
  const { string, name } = place.field;
  if (env.version === 16) {
    return validationError(
      'The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n' +
        '- Delete: another model requires the record being deleted. If possible, archive it instead.\n\n' +
        `Model: ${label} (${place.model})\nField: ${string} (${name})`,
      place.field,
    );
  }
  return validationError(
    `The operation cannot be completed: Missing required value for the field '${string}' (${name}).\nModel: '${label}' (${place.model})\n` +
      '- create/update: a mandatory field is not set\n' +
      '- delete: another model requires the record being deleted, you can archive it instead',
    place.field,
  );
}

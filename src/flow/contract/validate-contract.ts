import { type OutputUnit, Validator } from '@cfworker/json-schema';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { schemaAt } from './schema-at.ts';

/** One place where data does not fit a contract. */
export type ContractFault = {
  /** JSON pointer of the field, such as `/customer/email`; empty for the whole value. A missing field is pointed at, too. */
  readonly pointer: string;
  /** What is wrong with it, for people; names fields, never payload values. */
  readonly sentence: string;
};

/** Schemas come out of a plan and live as long as it, so their compiled form may be kept beside them. */
const validators = new WeakMap<JsonObject, Validator>();

/** Keywords that only say "look below": their own faults repeat what the faults below them say better. */
const wrappers: ReadonlySet<string> = new Set([
  '$ref',
  'allOf',
  'if',
  'properties',
  'patternProperties',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'prefixItems',
  'items',
  'additionalItems',
  'unevaluatedItems',
  'dependentSchemas',
]);

/**
 * Checks a value against a JSON Schema 2020-12; generates no code.
 *
 * @returns every fault in the order of the schema, at most 100; empty when the value fits
 */
export function validateContract(schema: JsonObject, value: Json): readonly ContractFault[] {
  const errors = validatorOf(schema).validate(value).errors;
  const faults = new Map<string, ContractFault>();
  for (const error of withoutAlternatives(errors)) {
    for (const fault of faultsOf(schema, value, error)) faults.set(`${fault.pointer}\n${fault.sentence}`, fault);
    if (faults.size >= 100) break;
  }
  return [...faults.values()].slice(0, 100);
}

function validatorOf(schema: JsonObject): Validator {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  // The library writes its own marks into the schema; a copy keeps ours as its file says it.
  const validator = new Validator(JSON.parse(JSON.stringify(schema)), '2020-12', false);
  validators.set(schema, validator);
  return validator;
}

/** Drops the faults of the single alternatives below a failed `anyOf` or `oneOf`: none of them is *the* reason. */
function withoutAlternatives(errors: readonly OutputUnit[]): readonly OutputUnit[] {
  const alternatives = errors.filter((error) => error.keyword === 'anyOf' || error.keyword === 'oneOf');
  const isBelow = (error: OutputUnit) =>
    alternatives.some(
      (alternative) =>
        error.keywordLocation.startsWith(`${alternative.keywordLocation}/`) ||
        // A refused extra field carries the place of the value where the place of the keyword belongs.
        (error.keyword === 'false' && error.instanceLocation.startsWith(`${alternative.instanceLocation}/`)),
    );
  return errors.filter((error) => !wrappers.has(error.keyword) && !isBelow(error));
}

function faultsOf(schema: JsonObject, value: Json, error: OutputUnit): readonly ContractFault[] {
  const pointer = error.instanceLocation.replace(/^#/, '');
  if (error.keyword === 'required') {
    return missingFields(schema, value, error, pointer).map((name) => {
      const missing = `${pointer}/${escapePointer(name)}`;
      return { pointer: missing, sentence: `The field ${missing} is missing.` };
    });
  }
  const limit = schemaAt(schema, error.keywordLocation);
  const place = pointer === '' ? 'The value' : `The field ${pointer}`;
  return [{ pointer, sentence: `${place} ${complaint(error.keyword, limit)}` }];
}

function missingFields(schema: JsonObject, value: Json, error: OutputUnit, pointer: string): readonly string[] {
  const required = schemaAt(schema, error.keywordLocation);
  const owner = valueAt(value, pointer);
  if (!Array.isArray(required) || !isJsonObject(owner)) return [];
  return required.filter((name): name is string => typeof name === 'string' && !Object.hasOwn(owner, name));
}

function complaint(keyword: string, limit: Json | undefined): string {
  const shown = JSON.stringify(limit);
  switch (keyword) {
    case 'type':
      return `must be ${typeWords(limit)}.`;
    case 'enum':
      return `must be one of ${shown}.`;
    case 'const':
      return `must be ${shown}.`;
    case 'false':
      return 'is no part of the agreed shape.';
    case 'format':
      return `is not written as a ${String(limit)}.`;
    case 'pattern':
      return `does not match the pattern ${String(limit)}.`;
    case 'minimum':
      return `must be at least ${shown}.`;
    case 'maximum':
      return `must be at most ${shown}.`;
    case 'exclusiveMinimum':
      return `must be more than ${shown}.`;
    case 'exclusiveMaximum':
      return `must be less than ${shown}.`;
    case 'multipleOf':
      return `must be a multiple of ${shown}.`;
    case 'minLength':
      return `must have at least ${shown} characters.`;
    case 'maxLength':
      return `must have at most ${shown} characters.`;
    case 'minItems':
      return `must have at least ${shown} rows.`;
    case 'maxItems':
      return `must have at most ${shown} rows.`;
    case 'uniqueItems':
      return 'has the same row twice.';
    case 'anyOf':
      return 'fits none of the allowed forms.';
    case 'oneOf':
      return 'must fit exactly one of the allowed forms.';
    case 'not':
      return 'has a form that is ruled out.';
    default:
      return `does not fit "${keyword}" of the agreed shape.`;
  }
}

function typeWords(limit: Json | undefined): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    object: 'an object',
    array: 'a list',
    null: 'empty (null)',
  };
  const types = Array.isArray(limit) ? limit : [limit];
  return types.map((type) => (typeof type === 'string' ? (names[type] ?? type) : 'another type')).join(' or ');
}

function valueAt(value: Json, pointer: string): Json | undefined {
  let current: Json | undefined = value;
  for (const part of pointer.split('/').slice(1)) {
    const name = unescapePointer(part);
    if (Array.isArray(current)) current = current[Number(name)];
    else if (isJsonObject(current) && Object.hasOwn(current, name)) current = current[name];
    else return undefined;
  }
  return current;
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

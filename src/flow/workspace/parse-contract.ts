import { dataClasses } from '../contract/field-classes.ts';
import { readJson } from '../contract/read-json.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { createSource, problemAt } from '../text/source.ts';
import { findJsonPlaces, type JsonPlaces } from './json-places.ts';

/** A canonical object, as `contracts/<name>@<major>.schema.json` says it. */
export type Contract = {
  /** Name and major version, such as `order@1`. */
  readonly name: string;
  readonly schema: JsonObject;
};

const draft = 'https://json-schema.org/draft/2020-12/schema';
const typeNames = ['null', 'boolean', 'object', 'array', 'number', 'integer', 'string'];
const schemaKeys = [
  'items',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
];
const schemaListKeys = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const schemaMapKeys = ['properties', 'patternProperties', '$defs', 'dependentSchemas'];

/** The contract name a file has, such as `order@1` for `order@1.schema.json`; undefined for other files. */
export function contractNameOf(fileName: string): string | undefined {
  return /^([a-z][a-z0-9-]*@[1-9]\d{0,2})\.schema\.json$/.exec(fileName)?.[1];
}

/**
 * Reads a contract file. Judges only whether it is a well-formed JSON Schema 2020-12 object: names of types, the
 * kinds of keywords, references within the file and data classes; what it says about data is not weighed here.
 */
export function parseContract(fileName: string, text: string): Result<Contract> {
  const name = contractNameOf(fileName);
  if (name === undefined) {
    const message = `\`${fileName}\` is no contract name; write it as \`order@1.schema.json\`, in lower case, with the major version.`;
    return refuse({ code: 'workspace/contract-name', message });
  }
  const read = readJson(text);
  if (!read.ok) return refuse(jsonProblem(text, read.refusal.reason));
  if (!isJsonObject(read.value)) {
    return refuse(
      jsonProblem(text, 'A contract is a JSON object, a schema; write `{ "type": "object" }` to begin with.'),
    );
  }
  const problems = [...schemaProblems(findJsonPlaces(text), read.value, [])];
  return problems.length > 0 ? refuse(...problems) : succeed({ name, schema: read.value });
}

function jsonProblem(text: string, reason: string): Problem {
  const { brokenAt } = findJsonPlaces(text);
  return problemAt(createSource(text), brokenAt ?? 0, 'workspace/contract-json', `${reason} Mend the file here.`);
}

function* schemaProblems(places: JsonPlaces, schema: Json, keys: readonly string[]): Generator<Problem> {
  if (typeof schema === 'boolean') return;
  const complain = (key: string, message: string) =>
    places.problem([...keys, key], 'workspace/contract-schema', message);
  if (!isJsonObject(schema)) {
    yield places.problem(
      keys,
      'workspace/contract-schema',
      `\`${keys.at(-1)}\` must be a schema: an object, \`true\` or \`false\`.`,
    );
    return;
  }
  if (schema.$schema !== undefined && schema.$schema !== draft) {
    yield complain(
      '$schema',
      `Contracts are written in JSON Schema 2020-12; write \`${draft}\`, or leave the key out.`,
    );
  }
  yield* keywordProblems(schema, complain);
  for (const key of schemaKeys) {
    if (schema[key] !== undefined) yield* schemaProblems(places, schema[key], [...keys, key]);
  }
  for (const key of schemaListKeys) yield* listProblems(places, schema[key], [...keys, key]);
  for (const key of schemaMapKeys) yield* mapProblems(places, schema[key], [...keys, key]);
}

function* keywordProblems(schema: JsonObject, complain: (key: string, message: string) => Problem): Generator<Problem> {
  const types = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
  if (types.some((type) => !typeNames.includes(String(type)))) {
    yield complain('type', `\`type\` must be one or several of ${typeNames.join(', ')}.`);
  }
  const { required, pattern } = schema;
  if (required !== undefined && !(Array.isArray(required) && required.every((key) => typeof key === 'string'))) {
    yield complain('required', '`required` must be a list of field names.');
  }
  if (schema.enum !== undefined && !Array.isArray(schema.enum))
    yield complain('enum', '`enum` must be a list of values.');
  if (pattern !== undefined && !isPattern(pattern)) yield complain('pattern', '`pattern` is no regular expression.');
  if (schema.$ref !== undefined && !(typeof schema.$ref === 'string' && schema.$ref.startsWith('#'))) {
    yield complain('$ref', '`$ref` may only lead to a place in the same file, such as `#/$defs/address`.');
  }
  const dataClass = schema['x-class'];
  if (dataClass !== undefined && !dataClasses.some((known) => known === dataClass)) {
    yield complain('x-class', `\`x-class\` must be one of ${dataClasses.join(', ')}.`);
  }
}

function* listProblems(places: JsonPlaces, value: Json | undefined, keys: readonly string[]): Generator<Problem> {
  if (value === undefined) return;
  if (!Array.isArray(value)) {
    yield places.problem(keys, 'workspace/contract-schema', `\`${keys.at(-1)}\` must be a list of schemas.`);
    return;
  }
  for (const [index, schema] of value.entries()) yield* schemaProblems(places, schema, [...keys, String(index)]);
}

function* mapProblems(places: JsonPlaces, value: Json | undefined, keys: readonly string[]): Generator<Problem> {
  if (value === undefined) return;
  if (!isJsonObject(value)) {
    yield places.problem(keys, 'workspace/contract-schema', `\`${keys.at(-1)}\` must be a map from name to schema.`);
    return;
  }
  for (const [key, schema] of Object.entries(value)) yield* schemaProblems(places, schema, [...keys, key]);
}

function isPattern(pattern: Json): boolean {
  if (typeof pattern !== 'string') return false;
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

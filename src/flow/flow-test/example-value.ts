import { resolveReference } from '../contract/schema-at.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';

const deepest = 8;

/**
 * Makes a plausible value for a JSON Schema: its own example, default or first choice where it has one, else something
 * short of the right type. Always the same for the same schema; it is an example, not a proof of the schema.
 */
export function exampleOf(schema: JsonObject): Json {
  return make(schema, schema, 0);
}

function make(root: JsonObject, schema: Json | undefined, depth: number): Json {
  if (!isJsonObject(schema) || depth > deepest) return null;
  if (schema.const !== undefined) return schema.const;
  const [given] = [schema.default, firstOf(schema.examples), schema.example, firstOf(schema.enum)].filter(
    (value) => value !== undefined,
  );
  if (given !== undefined) return given;
  if (typeof schema.$ref === 'string') return make(root, resolveReference(root, schema.$ref), depth + 1);
  if (Array.isArray(schema.allOf)) return makeAll(root, schema, schema.allOf, depth);
  const alternative = firstOf(schema.oneOf) ?? firstOf(schema.anyOf);
  if (alternative !== undefined) return make(root, alternative, depth + 1);
  switch (typeOf(schema)) {
    case 'object':
      return makeObject(root, schema, depth);
    case 'array':
      return Array.from({ length: Math.max(1, Math.min(3, numberOf(schema.minItems) ?? 1)) }, () =>
        make(root, schema.items, depth + 1),
      );
    case 'integer':
    case 'number':
      return makeNumber(schema);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return makeText(schema);
  }
}

function makeAll(root: JsonObject, schema: JsonObject, parts: readonly Json[], depth: number): Json {
  const { allOf: _allOf, ...own } = schema;
  const made = [...parts, ...(typeOf(own) === 'object' ? [own] : [])].map((part) => make(root, part, depth + 1));
  const objects = made.filter(isJsonObject);
  return objects.length === 0 ? (made[0] ?? null) : Object.assign({}, ...objects);
}

function makeObject(root: JsonObject, schema: JsonObject, depth: number): Json {
  const fields = isJsonObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  // Optional fields are shown near the top, where they help; deeper down they only blow the value up.
  const names = Object.keys(fields).filter((name) => required.includes(name) || depth < 2);
  return Object.fromEntries(names.map((name) => [name, make(root, fields[name], depth + 1)]));
}

function makeNumber(schema: JsonObject): number {
  const least = numberOf(schema.minimum) ?? numberOf(schema.exclusiveMinimum);
  const most = numberOf(schema.maximum) ?? numberOf(schema.exclusiveMaximum);
  const step = schema.exclusiveMinimum === undefined ? 0 : 1;
  const start = least === undefined ? Math.min(1, most ?? 1) : Math.max(1, least + step);
  const value = most === undefined ? start : Math.min(start, most);
  return typeOf(schema) === 'integer' ? Math.ceil(value) : value;
}

function makeText(schema: JsonObject): string {
  switch (schema.format) {
    case 'date-time':
      return '2027-01-31T08:00:00Z';
    case 'date':
      return '2027-01-31';
    case 'time':
      return '08:00:00Z';
    case 'email':
      return 'somebody@example.com';
    case 'uri':
      return 'https://example.com/';
    case 'uuid':
      return '00000000-0000-4000-8000-000000000000';
    case 'ipv4':
      return '192.0.2.1';
    default: {
      const length = numberOf(schema.minLength) ?? 0;
      const most = numberOf(schema.maxLength) ?? Number.POSITIVE_INFINITY;
      return 'text'.repeat(Math.max(1, Math.ceil(length / 4))).slice(0, Math.max(length, Math.min(4, most)));
    }
  }
}

function typeOf(schema: JsonObject): Json | undefined {
  if (Array.isArray(schema.type)) return schema.type.find((type) => type !== 'null') ?? 'null';
  if (schema.type !== undefined) return schema.type;
  return isJsonObject(schema.properties) ? 'object' : schema.items === undefined ? undefined : 'array';
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function firstOf(value: Json | undefined): Json | undefined {
  return Array.isArray(value) ? value[0] : undefined;
}

import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** What a set of samples says about one place. */
type Facts = {
  readonly types: Set<string>;
  readonly fields: Map<string, Facts>;
  /** Objects seen here, and how many of them had each field. */
  objects: number;
  readonly present: Map<string, number>;
  rows: Facts | undefined;
  readonly texts: Set<string>;
  least: number | undefined;
};

const formats: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['date-time', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/],
  ['date', /^\d{4}-\d{2}-\d{2}$/],
  ['email', /^[^\s@]+@[^\s@]+\.[^\s@.]+$/],
  ['uuid', /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i],
  ['uri', /^https?:\/\/\S+$/],
];

const personal =
  /^(e-?mail|phone|mobile|tel|fax|first_?name|last_?name|full_?name|street\d?|address\d?|zip|post(al)?_?code|birth_?(day|date)|login|contact_?name|customer_?name)$/i;
const financial = /(price|amount|total|cost|tax|discount|salary|iban|bic|balance|_minor|minor$|credit|debit)/i;
const personOwner = /^(customer|contact|person|partner|user|recipient|buyer|billing|shipping)/i;

/**
 * Proposes a contract (JSON Schema 2020-12) for what samples have in common. A field that every sample has is
 * required; data classes are guesses from names, for a person to confirm.
 */
export function proposeContract(samples: readonly Json[], title?: string): JsonObject {
  const facts = newFacts();
  for (const sample of samples) gather(facts, sample);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...(title === undefined ? {} : { title }),
    ...schemaOf(facts, '', ''),
  };
}

function newFacts(): Facts {
  return {
    types: new Set(),
    fields: new Map(),
    objects: 0,
    present: new Map(),
    rows: undefined,
    texts: new Set(),
    least: undefined,
  };
}

function gather(facts: Facts, value: Json): void {
  facts.types.add(typeOf(value));
  if (Array.isArray(value)) {
    facts.rows ??= newFacts();
    for (const row of value) gather(facts.rows, row);
  } else if (isJsonObject(value)) {
    facts.objects += 1;
    for (const [name, member] of Object.entries(value)) {
      facts.present.set(name, (facts.present.get(name) ?? 0) + 1);
      const below = facts.fields.get(name) ?? newFacts();
      facts.fields.set(name, below);
      gather(below, member);
    }
  } else if (typeof value === 'string') facts.texts.add(value);
  else if (typeof value === 'number') facts.least = Math.min(facts.least ?? value, value);
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function schemaOf(facts: Facts, name: string, owner: string): JsonObject {
  const types = [...facts.types].filter((type) => type !== 'integer' || !facts.types.has('number')).sort();
  const schema: Record<string, Json> = types.length === 1 ? { type: types[0] ?? 'null' } : { type: types };
  if (facts.objects > 0) Object.assign(schema, objectKeys(facts, name));
  if (facts.rows !== undefined) schema.items = facts.rows.types.size === 0 ? {} : schemaOf(facts.rows, name, owner);
  if (facts.texts.size > 0) Object.assign(schema, textKeys(facts));
  if (facts.least !== undefined && facts.least >= 0) schema.minimum = 0;
  const isLeaf = facts.objects === 0 && facts.rows === undefined;
  if (isLeaf && name !== '') schema['x-class'] = classOf(name, owner, facts);
  return schema;
}

function objectKeys(facts: Facts, name: string): JsonObject {
  const required = [...facts.present].filter(([, count]) => count === facts.objects).map(([field]) => field);
  const properties = Object.fromEntries(
    [...facts.fields].map(([field, below]) => [field, schemaOf(below, field, name)]),
  );
  return { ...(required.length === 0 ? {} : { required }), properties };
}

function textKeys(facts: Facts): JsonObject {
  const texts = [...facts.texts];
  const format = formats.find(([, pattern]) => texts.every((text) => pattern.test(text)));
  if (format !== undefined) return { format: format[0] };
  if (texts.every((text) => /^[A-Z]{3}$/.test(text))) return { pattern: '^[A-Z]{3}$' };
  return texts.every((text) => text !== '') ? { minLength: 1 } : {};
}

function classOf(name: string, owner: string, facts: Facts): string {
  const isMail = [...facts.texts].some((text) => /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text));
  if (personal.test(name) || isMail || (name === 'name' && personOwner.test(owner))) return 'personal';
  const isAmount = facts.types.has('number') || facts.types.has('integer') || /iban|bic/i.test(name);
  return financial.test(name) && isAmount ? 'financial' : 'internal';
}

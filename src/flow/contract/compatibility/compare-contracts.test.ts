import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../json.ts';
import { compareContracts } from './compare-contracts.ts';
import { type Bump, nextName, requiredBump } from './contract-change.ts';

/** The contract that most cases start from. */
const order: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Order',
  type: 'object',
  required: ['reference', 'customer', 'lines'],
  properties: {
    reference: { type: 'string', minLength: 1, 'x-class': 'internal' },
    note: { type: 'string' },
    total: { type: 'number', minimum: 0, maximum: 1000 },
    count: { type: 'integer' },
    state: { type: 'string', enum: ['new', 'paid'] },
    currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    customer: {
      type: 'object',
      required: ['email'],
      properties: { email: { type: 'string', 'x-class': 'personal' }, name: { type: 'string' } },
    },
    lines: {
      type: 'array',
      minItems: 1,
      items: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' }, qty: { type: 'integer' } } },
    },
  },
};

/** The order with one place set to another value; undefined takes it away. */
function orderWith(path: string, value: Json | undefined): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(order));
  const keys = path.split('/');
  let here: unknown = copy;
  for (const key of keys.slice(0, -1)) here = Reflect.get(Object(here), key);
  if (value === undefined) Reflect.deleteProperty(Object(here), keys.at(-1) ?? '');
  else Reflect.set(Object(here), keys.at(-1) ?? '', value);
  // A copy of JSON with JSON put in is JSON.
  return copy as JsonObject;
}

/** Changes as `kind path (who breaks)`. */
function told(before: JsonObject, after: JsonObject): readonly string[] {
  return compareContracts(before, after).map(({ kind, path, breaks }) => {
    const who = [...(breaks.producers ? ['producers'] : []), ...(breaks.consumers ? ['consumers'] : [])];
    return `${kind} ${path}${who.length === 0 ? '' : ` (${who.join(', ')})`}`;
  });
}

const email = 'properties/customer/properties/email';
const rows = 'properties/lines/items';

const changes: readonly (readonly [name: string, path: string, value: Json | undefined, told: string, bump: Bump])[] = [
  ['a title', 'title', 'Orders', 'words ', 'patch'],
  ['a description', 'properties/note/description', 'For the driver', 'words note', 'patch'],
  ['a mark nobody knows', 'properties/note/x-owner', 'sales', 'words note', 'patch'],
  ['a default', 'properties/note/default', '', 'words note', 'patch'],
  ['an optional field', 'properties/phone', { type: 'string' }, 'field-added phone', 'minor'],
  ['an optional field in a group', 'properties/customer/properties/phone', {}, 'field-added customer.phone', 'minor'],
  ['an optional field in rows', `${rows}/properties/tax`, {}, 'field-added lines.tax', 'minor'],
  ['a field that goes', 'properties/note', undefined, 'field-removed note (consumers)', 'major'],
  ['a field that goes from rows', `${rows}/properties/qty`, undefined, 'field-removed lines.qty (consumers)', 'major'],
  [
    'a field that becomes required',
    'required',
    ['reference', 'customer', 'lines', 'note'],
    'required-added note (producers)',
    'major',
  ],
  [
    'a field in rows that becomes required',
    `${rows}/required`,
    ['sku', 'qty'],
    'required-added lines.qty (producers)',
    'major',
  ],
  [
    'a required field without a schema',
    'required',
    ['reference', 'customer', 'lines', 'id'],
    'required-added id (producers)',
    'major',
  ],
  [
    'a field that becomes optional',
    'required',
    ['customer', 'lines'],
    'required-removed reference (consumers)',
    'major',
  ],
  [
    'a field in a group that becomes optional',
    'properties/customer/required',
    undefined,
    'required-removed customer.email (consumers)',
    'major',
  ],
  [
    'a whole number that becomes a number',
    'properties/count/type',
    'number',
    'type-widened count (consumers)',
    'major',
  ],
  ['a number that becomes a whole one', 'properties/total/type', 'integer', 'type-narrowed total (producers)', 'major'],
  [
    'a text that becomes a number',
    'properties/note/type',
    'number',
    'type-narrowed note (producers, consumers)',
    'major',
  ],
  ['a text that may be nothing', 'properties/note/type', ['string', 'null'], 'type-widened note (consumers)', 'major'],
  ['a type that is taken away', 'properties/note/type', undefined, 'type-widened note (consumers)', 'major'],
  ['a type written as a list of one', 'properties/note/type', ['string'], '', 'none'],
  [
    'a group that becomes a text',
    'properties/customer',
    { type: 'string' },
    'type-narrowed customer (producers, consumers)',
    'major',
  ],
  [
    'a list that becomes a group',
    'properties/lines',
    { type: 'object' },
    'type-narrowed lines (producers, consumers)',
    'major',
  ],
  ['a choice less', 'properties/state/enum', ['new'], 'enum-narrowed state (producers)', 'major'],
  ['a choice more', 'properties/state/enum', ['new', 'paid', 'sent'], 'enum-widened state (consumers)', 'major'],
  ['choices in another order', 'properties/state/enum', ['paid', 'new'], '', 'none'],
  ['no choices any more', 'properties/state/enum', undefined, 'enum-widened state (consumers)', 'major'],
  ['choices where there were none', 'properties/note/enum', ['a'], 'enum-narrowed note (producers)', 'major'],
  ['one value where there was none', 'properties/note/const', 'a', 'enum-narrowed note (producers)', 'major'],
  ['a larger least value', 'properties/total/minimum', 1, 'range-narrowed total (producers)', 'major'],
  ['a smaller least value', 'properties/total/minimum', -1, 'range-widened total', 'minor'],
  ['no least value', 'properties/total/minimum', undefined, 'range-widened total', 'minor'],
  ['a smaller largest value', 'properties/total/maximum', 10, 'range-narrowed total (producers)', 'major'],
  ['a larger largest value', 'properties/total/maximum', 5000, 'range-widened total', 'minor'],
  [
    'a bound that shuts itself out',
    'properties/total/exclusiveMinimum',
    0,
    'range-narrowed total (producers)',
    'major',
  ],
  ['a bound that another one covers', 'properties/total/exclusiveMinimum', -5, '', 'none'],
  ['a longest text', 'properties/note/maxLength', 80, 'range-narrowed note (producers)', 'major'],
  ['a least length of 0', 'properties/note/minLength', 0, '', 'none'],
  ['no least length', 'properties/reference/minLength', undefined, 'range-widened reference', 'minor'],
  ['more rows at least', 'properties/lines/minItems', 2, 'range-narrowed lines (producers)', 'major'],
  ['fewer rows at least', 'properties/lines/minItems', 0, 'range-widened lines', 'minor'],
  ['no row twice', 'properties/lines/uniqueItems', true, 'range-narrowed lines (producers)', 'major'],
  ['a step', 'properties/total/multipleOf', 0.5, 'range-narrowed total (producers)', 'major'],
  ['fewer fields at most', 'maxProperties', 5, 'range-narrowed  (producers)', 'major'],
  ['another pattern', 'properties/currency/pattern', '^[a-z]{3}$', 'pattern-changed currency (producers)', 'major'],
  ['a pattern where there was none', 'properties/note/pattern', '^x', 'pattern-changed note (producers)', 'major'],
  ['no pattern any more', 'properties/currency/pattern', undefined, 'pattern-changed currency', 'minor'],
  ['a format', `${email}/format`, 'email', 'pattern-changed customer.email (producers)', 'major'],
  ['a class that is raised', 'properties/reference/x-class', 'personal', 'class-raised reference', 'major'],
  ['a class that is raised to the top', `${email}/x-class`, 'regulated', 'class-raised customer.email', 'major'],
  ['a class that is lowered', `${email}/x-class`, 'internal', 'class-lowered customer.email', 'minor'],
  ['a class that is taken away', `${email}/x-class`, undefined, 'class-lowered customer.email', 'minor'],
  ['a class where there was none', 'properties/note/x-class', 'financial', 'class-raised note', 'major'],
  ['public where there was no class', 'properties/note/x-class', 'public', 'words note', 'patch'],
  ['a group that is closed', 'additionalProperties', false, 'closed  (producers)', 'major'],
  ['a row that is closed', `${rows}/additionalProperties`, false, 'closed lines (producers)', 'major'],
  ['other fields held to a schema', 'additionalProperties', { type: 'string' }, 'closed  (producers)', 'major'],
  ['other fields let through in words', 'additionalProperties', true, '', 'none'],
  ['a condition', 'if', { required: ['note'] }, 'unknown  (producers, consumers)', 'major'],
  ['an exclusion', 'properties/note/not', { const: 'x' }, 'unknown note (producers, consumers)', 'major'],
  ['patterns of names', 'patternProperties', { '^x': {} }, 'unknown  (producers, consumers)', 'major'],
  [
    'alternatives where there were none',
    'properties/note/anyOf',
    [{ minLength: 3 }],
    'unknown note (producers, consumers)',
    'major',
  ],
  ['rows of another type', rows, { type: 'string' }, 'type-narrowed lines (producers, consumers)', 'major'],
  ['parts nobody refers to', '$defs', { spare: { type: 'string' } }, '', 'none'],
  ['a field with the name of a keyword', 'properties/required', { type: 'boolean' }, 'field-added required', 'minor'],
];

test.each(changes)('%s is told', (_, path, value, expected, bump) => {
  const after = orderWith(path, value);

  const found = compareContracts(order, after);

  expect(told(order, after)).toEqual(expected === '' ? [] : [expected]);
  expect(requiredBump(found)).toBe(bump);
});

const person = { type: 'object', properties: { name: { type: 'string' } } };
const taller = { type: 'object', properties: { name: { type: 'string' }, height: { type: 'number' } } };
const tree = { $ref: '#/$defs/node', $defs: { node: { properties: { below: { $ref: '#/$defs/node' } } } } };
const named = {
  $ref: '#/$defs/node',
  $defs: { node: { properties: { below: { $ref: '#/$defs/node' }, name: { type: 'string' } } } },
};
const ref = (schema: JsonObject): JsonObject => ({ properties: { who: { $ref: '#/$defs/p' } }, $defs: { p: schema } });
const inAnyOf = (schema: JsonObject): JsonObject => ({ anyOf: [{ $ref: '#/$defs/p' }], $defs: { p: schema } });

const pairs: readonly (readonly [name: string, before: JsonObject, after: JsonObject, told: readonly string[]])[] = [
  ['a part that is referred to is compared in its place', ref(person), ref(taller), ['field-added who.height']],
  ['a reference and the part itself are one', ref(person), { properties: { who: person } }, []],
  ['a recursive contract ends', tree, named, ['field-added name']],
  ['merged parts are one with what they say', { allOf: [person] }, person, []],
  [
    'merged parts are compared inside',
    { allOf: [person, { required: ['name'] }] },
    { allOf: [taller, { required: ['name'] }] },
    ['field-added height'],
  ],
  [
    'the stricter of two merged bounds counts',
    { type: 'number', minimum: 1, allOf: [{ minimum: 5 }] },
    { type: 'number', minimum: 5 },
    [],
  ],
  [
    'parts that cannot be merged are unknown when they change',
    { pattern: 'a', allOf: [{ pattern: 'b' }] },
    { pattern: 'a', allOf: [{ pattern: 'c' }] },
    ['unknown  (producers, consumers)'],
  ],
  [
    'either a text or nothing is one with both types',
    { anyOf: [{ type: 'string' }, { type: 'null' }] },
    { type: ['string', 'null'] },
    [],
  ],
  [
    'a further alternative may surprise readers',
    { anyOf: [person] },
    { anyOf: [person, { type: 'string' }] },
    ['type-widened  (consumers)'],
  ],
  [
    'an alternative less refuses senders',
    { anyOf: [person, taller] },
    { anyOf: [taller] },
    ['type-narrowed  (producers)'],
  ],
  ['alternatives in another order mean the same', { oneOf: [person, taller] }, { oneOf: [taller, person] }, ['words ']],
  ['words inside alternatives are words', { anyOf: [person] }, { anyOf: [{ ...person, title: 'A' }] }, ['words ']],
  ['a part behind an alternative counts', inAnyOf(person), inAnyOf(taller), ['unknown  (producers, consumers)']],
  ['a closed group that opens lets more in', { additionalProperties: false }, {}, ['opened ']],
  [
    'in a closed group a field that goes refuses its senders, too',
    { properties: { a: {} }, additionalProperties: false },
    { properties: {}, additionalProperties: false },
    ['field-removed a (producers, consumers)'],
  ],
  [
    'fields without names of their own are compared',
    { additionalProperties: { type: 'integer' } },
    { additionalProperties: { type: 'number' } },
    ['type-widened * (consumers)'],
  ],
  [
    'a renamed field is one that came and one that went',
    { properties: { mail: { type: 'string' } } },
    { properties: { email: { type: 'string' } } },
    ['field-added email', 'field-removed mail (consumers)'],
  ],
  [
    'nothing at all accepts nothing',
    { properties: { a: true } },
    { properties: { a: false } },
    ['unknown a (producers, consumers)'],
  ],
  ['one step inside another is wider', { multipleOf: 10 }, { multipleOf: 5 }, ['range-widened ']],
  ['a reference that leads nowhere is no crash', { $ref: '#/$defs/gone' }, { $ref: '#/$defs/gone' }, []],
];

test.each(pairs)('%s', (_, before, after, expected) => {
  expect(told(before, after)).toEqual(expected);
});

test('every sentence names its field and has at most 30 words', () => {
  const all = changes.flatMap(([, path, value]) => compareContracts(order, orderWith(path, value)));

  for (const { path, sentence } of all) {
    expect(sentence.toLowerCase()).toContain(path === '' ? 'the data itself' : path.toLowerCase());
    expect(sentence.split(/\s+/).length).toBeLessThanOrEqual(30);
  }
});

test('a contract folded into more places than anybody reads is cut and counts as breaking', () => {
  const folded = (leaf: string): JsonObject => ({
    $ref: '#/$defs/n0',
    $defs: Object.fromEntries(
      Array.from({ length: 30 }, (_, level) => [
        `n${level}`,
        level === 29
          ? { type: leaf }
          : { properties: { a: { $ref: `#/$defs/n${level + 1}` }, b: { $ref: `#/$defs/n${level + 1}` } } },
      ]),
    ),
  });

  const found = compareContracts(folded('string'), folded('number'));

  expect(found.at(-1)).toMatchObject({ kind: 'unknown', path: '' });
  expect(requiredBump(found)).toBe('major');
});

test('a contract is the same as itself, whatever it says', () => {
  const keyword = fc.constantFrom(
    'type',
    'required',
    'properties',
    'items',
    'allOf',
    'anyOf',
    '$ref',
    'enum',
    'minimum',
    'x',
  );
  const schema = fc.dictionary(keyword, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 });

  fc.assert(
    fc.property(schema, (value) => {
      // Arbitrary JSON under known keywords; the compiler cannot see that it is an object of JSON.
      const one = value as JsonObject;
      expect(compareContracts(one, JSON.parse(JSON.stringify(one)))).toEqual([]);
    }),
  );
});

test('only a major step changes the name', () => {
  expect([nextName('order@1', 'major'), nextName('order@1', 'minor'), nextName('order@9', 'major')]).toEqual([
    'order@2',
    'order@1',
    'order@10',
  ]);
});

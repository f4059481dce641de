import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ContractField, contractFields, withoutFolded } from './contract-fields.ts';
import { editContract, type FieldEdit, freeFieldName } from './edit-contract.ts';

const url = new URL('../../../../examples/order-to-cash/contracts/order@1.schema.json', import.meta.url);
const order = readFileSync(url, 'utf8');

function fieldIn(text: string, id: string): ContractField {
  const found = contractFields(JSON.parse(text)).find((field) => field.id === id);
  if (found === undefined) throw new Error(`There is no field ${id}.`);
  return found;
}

/** Lines an edit took out and put in. */
function changed(text: string, change: FieldEdit): readonly string[] {
  const [before, after] = [text.split('\n'), editContract(text, change).split('\n')];
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line.trim()}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line.trim()}`),
  ];
}

test('fields of an order are listed with their groups, classes and limits', () => {
  const fields = contractFields(JSON.parse(order));

  expect(fields.map(({ id, type }) => `${id}: ${type}`)).toEqual([
    'reference: text',
    'customer: group',
    'customer.name: text',
    'customer.email: text',
    'lines: list-group',
    'lines[].sku: text',
    'lines[].quantity: whole-number',
    'lines[].unitPriceMinor: whole-number',
    'totalMinor: whole-number',
    'currency: text',
  ]);
  expect(fields[6]).toMatchObject({
    path: 'lines.quantity',
    level: 1,
    isRequired: true,
    limits: [{ rule: 'minimum', value: '1' }],
    dataClass: 'internal',
    index: 1,
    count: 3,
  });
});

test('what is referred to is shared, and a shape that holds itself ends', () => {
  const part = { type: 'object', properties: { next: { $ref: '#/$defs/part' }, name: { type: ['string', 'null'] } } };

  const fields = contractFields({ type: 'object', properties: { part: { $ref: '#/$defs/part' } }, $defs: { part } });

  expect(fields.slice(0, 3).map(({ id, isShared }) => [id, isShared])).toEqual([
    ['part', true],
    ['part.next', true],
    ['part.next.next', true],
  ]);
  expect(fields.length).toBeLessThan(40);
});

test('a folded group hides what is in it and nothing else', () => {
  const shown = withoutFolded(contractFields(JSON.parse(order)), new Set(['customer', 'lines']));

  expect(shown.map(({ id }) => id)).toEqual(['reference', 'customer', 'lines', 'totalMinor', 'currency']);
});

test.each<readonly [string, FieldEdit, readonly string[]]>([
  [
    'a field is added after another',
    { edit: 'add', ownerKeys: [], name: 'note', after: 'reference' },
    ['+ "note": { "type": "string" },'],
  ],
  [
    'a field is added to rows',
    { edit: 'add', ownerKeys: ['properties', 'lines', 'items'], name: 'tax' },
    [
      '- "unitPriceMinor": { "type": "integer", "minimum": 0, "x-class": "financial" }',
      '+ "unitPriceMinor": { "type": "integer", "minimum": 0, "x-class": "financial" },',
      '+ "tax": { "type": "string" }',
    ],
  ],
  [
    'a field is renamed, in the list of required ones, too',
    { edit: 'rename', field: fieldIn(order, 'lines[].sku'), name: 'article' },
    [
      '- "required": ["sku", "quantity", "unitPriceMinor"],',
      '- "sku": { "type": "string", "x-class": "public" },',
      '+ "required": ["article", "quantity", "unitPriceMinor"],',
      '+ "article": { "type": "string", "x-class": "public" },',
    ],
  ],
  [
    'a field becomes optional',
    { edit: 'required', field: fieldIn(order, 'currency'), isRequired: false },
    [
      '- "required": ["reference", "customer", "lines", "totalMinor", "currency"],',
      '+ "required": ["reference", "customer", "lines", "totalMinor"],',
    ],
  ],
  [
    'a class is changed',
    { edit: 'class', field: fieldIn(order, 'reference'), dataClass: 'personal' },
    [
      '- "reference": { "type": "string", "minLength": 1, "x-class": "internal" },',
      '+ "reference": { "type": "string", "minLength": 1, "x-class": "personal" },',
    ],
  ],
  [
    'a class is taken away',
    { edit: 'class', field: fieldIn(order, 'reference'), dataClass: '' },
    [
      '- "reference": { "type": "string", "minLength": 1, "x-class": "internal" },',
      '+ "reference": { "type": "string", "minLength": 1 },',
    ],
  ],
  [
    'a note is written',
    { edit: 'description', field: fieldIn(order, 'lines[].sku'), description: 'As "printed"' },
    [
      '- "sku": { "type": "string", "x-class": "public" },',
      '+ "sku": { "type": "string", "x-class": "public", "description": "As \\"printed\\"" },',
    ],
  ],
  [
    'a type is changed and what contradicts it goes',
    { edit: 'type', field: fieldIn(order, 'currency'), type: 'whole-number' },
    [
      '- "currency": { "type": "string", "pattern": "^[A-Z]{3}$", "x-class": "public" }',
      '+ "currency": { "type": "integer", "x-class": "public" }',
    ],
  ],
  [
    'a text becomes a date',
    { edit: 'type', field: fieldIn(order, 'reference'), type: 'date' },
    [
      '- "reference": { "type": "string", "minLength": 1, "x-class": "internal" },',
      '+ "reference": { "type": "string", "format": "date", "minLength": 1, "x-class": "internal" },',
    ],
  ],
])('%s', (_, change, expected) => {
  expect(changed(order, change)).toEqual(expected);
});

test('a field is removed with its place among the required ones, and the rest stays byte for byte', () => {
  const odd = '{"x-own" : [ 1,2 ],\n\n "required":[ "a" , "b" ], "properties": { "a":{ },"b" : {"x":1e2} } }';

  const text = editContract(odd, { edit: 'remove', field: fieldIn(odd, 'b') });

  expect(text).toBe('{"x-own" : [ 1,2 ],\n\n "required":[ "a" ], "properties": { "a":{ } } }');
});

test('the last required field takes the list with it', () => {
  const text = '{\n  "required": ["a"],\n  "properties": {\n    "a": {}\n  }\n}';

  const next = editContract(text, { edit: 'remove', field: fieldIn(text, 'a') });

  expect(next).toBe('{\n  "properties": {}\n}');
});

test('a field moves past its neighbour and back again', () => {
  const down = editContract(order, { edit: 'move', field: fieldIn(order, 'customer'), by: 1 });

  expect(
    contractFields(JSON.parse(down))
      .filter(({ level }) => level === 0)
      .map(({ id }) => id),
  ).toEqual(['reference', 'lines', 'customer', 'totalMinor', 'currency']);
  expect(editContract(down, { edit: 'move', field: fieldIn(down, 'customer'), by: -1 })).toBe(order);
  expect(editContract(order, { edit: 'move', field: fieldIn(order, 'reference'), by: -1 })).toBe(order);
});

test('a text becomes a group, a list and a text again', () => {
  const start = '{\n  "properties": {\n    "a": { "type": "string" }\n  }\n}\n';

  const group = editContract(start, { edit: 'type', field: fieldIn(start, 'a'), type: 'group' });
  const filled = editContract(group, { edit: 'add', ownerKeys: ['properties', 'a'], name: 'b' });
  const list = editContract(filled, { edit: 'type', field: fieldIn(filled, 'a'), type: 'list-group' });
  const text = editContract(list, { edit: 'type', field: fieldIn(list, 'a'), type: 'text' });

  expect(contractFields(JSON.parse(filled)).map(({ id }) => id)).toEqual(['a', 'a.b']);
  expect(fieldIn(list, 'a').type).toBe('list-group');
  expect(text).toBe(start);
});

test('a field may stay empty when its type changes', () => {
  const start = '{ "properties": { "a": { "type": ["string", "null"] } } }';

  const text = editContract(start, { edit: 'type', field: fieldIn(start, 'a'), type: 'number' });

  expect(text).toBe('{ "properties": { "a": { "type": ["number", "null"] } } }');
});

test('a shape without fields gets its first one', () => {
  expect(
    JSON.parse(editContract('{}', { edit: 'add', ownerKeys: [], name: freeFieldName(new Set(['field'])) })),
  ).toEqual({
    properties: { field2: { type: 'string' } },
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readExpression } from '#flow/check/read-expression.ts';
import { type MappingRow, readMapping, replaceRow, writeMapping } from './mapping.ts';

const canonicalOrder = `{
  "reference": number,
  "customer": customer.{ "name": name, "email": $lowercase(email) },
  "lines": [items.{ "sku": sku, "quantity": qty, "unitPriceMinor": $round(price * 100) }],
  "totalMinor": $sum([items.(qty * $round(price * 100))]),
  "currency": currency
}`;

test('a mapping written by hand comes back to the letter', () => {
  const rows = readMapping(canonicalOrder);

  expect(rows?.map(({ target, value }) => [target, value.kind])).toEqual([
    ['reference', 'expression'],
    ['customer', 'over'],
    ['lines', 'over'],
    ['totalMinor', 'expression'],
    ['currency', 'expression'],
  ]);
  expect(rows === undefined ? undefined : writeMapping(rows)).toBe(canonicalOrder);
});

test.each([
  ['nothing', '', []],
  ['an empty object', '{}', []],
])('%s is a table without lines', (_, text, rows) => {
  expect(readMapping(text)).toEqual(rows);
});

test.each([
  ['a block', '( $x := 1; { "a": $x } )'],
  ['a path', 'customer.name'],
  ['a computed key', '{ name: value }'],
  ['an object behind a path', 'items.{ "a": b }'],
  ['a grouping', 'items{ sku: $sum(qty) }'],
  ['something unfinished', '{ "a": '],
  ['the same key twice', '{ "a": 1, "a": 2 }'],
  ['a comment between the pairs', '{ "a": 1, /* later */ "b": 2 }'],
])('%s is shown as code only', (_, text) => {
  expect(readMapping(text)).toBeUndefined();
});

test('a condition, a text with signs in it, a pattern and a comment in a value keep their text', () => {
  const values = [
    `a ? b : c`,
    `"x, y: {" & z`,
    `$replace(t, /[,:]/, "")`,
    `/* note, : */ n`,
    '`a:b`.c',
    `a[b = "}"].c`,
  ];
  const text = `{\n${values.map((value, index) => `  "f${index}": ${value}`).join(',\n')}\n}`;

  expect(readMapping(text)).toEqual(
    values.map((value, index) => ({ target: `f${index}`, value: { kind: 'expression', text: value } })),
  );
});

test('an object behind something that is more than a path stays an expression', () => {
  expect(
    readMapping('{ "a": $merge([b.{ "x": 1 }, c]), "d": e & f.{ "y": 2 } }')?.map(({ value }) => value.kind),
  ).toEqual(['expression', 'expression']);
});

test('a line inside a group can be changed and taken away', () => {
  const rows = readMapping('{ "a": x.{ "b": c, "d": e } }') ?? [];

  const changed = replaceRow(rows, [0, 1], { target: 'd', value: { kind: 'expression', text: 'z' } });
  const removed = replaceRow(rows, [0, 0], undefined);

  expect(writeMapping(changed)).toBe('{\n  "a": x.{ "b": c, "d": z }\n}');
  expect(writeMapping(removed)).toBe('{\n  "a": x.{ "d": e }\n}');
});

const leaf = fc.constantFrom(
  'a',
  'a.b',
  '"x, }"',
  '$sum(a.b)',
  '1 + 2',
  'a ? b : c',
  '[1, 2]',
  '$$.a',
  '`odd name`',
  'a[0]',
);
const name = fc.oneof(
  fc.constantFrom('id', 'odd name', 'a"b', "it's", 'ünï'),
  fc.string({ minLength: 1, maxLength: 8 }),
);
const { rows: anyRows } = fc.letrec<{ rows: readonly MappingRow[]; value: MappingRow['value'] }>((tie) => ({
  rows: fc
    .uniqueArray(fc.tuple(name, tie('value')), { minLength: 1, maxLength: 4, selector: ([target]) => target })
    .map((pairs) => pairs.map(([target, value]) => ({ target, value }))),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf.map((text) => ({ kind: 'expression' as const, text })),
    tie('rows').map((rows) => ({ kind: 'group' as const, rows })),
    fc
      .tuple(fc.constantFrom('items', 'order.lines', 'lines[qty > 0]'), fc.boolean(), tie('rows'))
      .map(([source, isList, rows]) => ({ kind: 'over' as const, source, isList, rows })),
  ),
}));

test('any table that is written reads back as the same table', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const text = writeMapping(rows);

      expect(readExpression(text).ok).toBe(true);
      expect(readMapping(text)).toEqual(rows);
      expect(writeMapping(readMapping(text) ?? [])).toBe(text);
    }),
    { numRuns: 300 },
  );
});

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import jsonata from 'jsonata';
import { expect, test } from 'vitest';
import { sandboxLimits } from '../messages.ts';
import { expressionProgram } from './expressions.ts';

const source = readFileSync(createRequire(import.meta.url).resolve('jsonata/jsonata.min.js'), 'utf8');

type Guest = {
  readonly compile: (id: number, source: string) => string;
  readonly begin: (...args: unknown[]) => string | undefined;
};

function openGuest(): Guest {
  // The completion value of the guest program is this list.
  const [compile, begin] = runInNewContext(expressionProgram(source, sandboxLimits)) as [
    Guest['compile'],
    Guest['begin'],
  ];
  return { compile, begin };
}

const guest = openGuest();
let lastId = 0;

/** What the shortcut gives: the tagged text, or nothing where it leaves the expression to JSONata. */
function takeShortcut(expression: string, input: unknown, bindings: Record<string, unknown> = {}): string | undefined {
  const id = lastId++;
  // The generator below also writes texts that are no JSONata.
  if (guest.compile(id, expression) !== 'u') return undefined;
  const bound = Object.entries(bindings).flatMap(([name, value], at) => [name, at + 1, JSON.stringify(value)]);
  return guest.begin(id, 0, 1, true, 0, JSON.stringify(input), ...bound);
}

async function askJsonata(
  expression: string,
  input: unknown,
  bindings: Record<string, unknown> = {},
): Promise<string | undefined> {
  try {
    const value: unknown = await jsonata(expression).evaluate(structuredClone(input), structuredClone(bindings));
    return value === undefined ? 'u' : `v${JSON.stringify(value)}`;
  } catch {
    // JSONata throws objects of its own.
    return undefined;
  }
}

const order = {
  number: 'SO-1',
  customer: { name: 'Nordwind', vip: true },
  items: [
    { sku: 'A', qty: 2, price: 19.99, tags: ['x'] },
    { sku: 'B', qty: 1, price: 5, tags: [] },
  ],
  one: [{ sku: 'C' }],
  none: [],
  total: 44.98,
};

test('the mappings flows are made of take the shortcut', async () => {
  const expressions = [
    'number',
    'customer.name',
    'total > 500',
    '{ "n": total + 1, "who": customer.name, "missing": nobody }',
    '[items.{ "sku": sku, "total": qty * price }]',
    '$sum(items.(qty * price))',
    'items.price[]',
    'one.sku[]',
    'items.tags',
    'one',
    'none',
    '$steps.shape.total = 3 and $count($steps.shape.lines) > 1',
    'customer.vip ? "yes" : "no"',
    '"order " & number & " over " & total',
    '$lowercase(number)',
  ];
  const bindings = { steps: { shape: { total: 3, lines: [1, 2] } } };

  for (const expression of expressions) {
    const direct = takeShortcut(expression, order, bindings);

    expect({ expression, direct }).toEqual({ expression, direct: await askJsonata(expression, order, bindings) });
  }
});

test('what it does not cover is left to JSONata', () => {
  const beyond = [
    'items[qty > 1]',
    'items^(price)',
    '$map(items, function($i) { $i.sku })',
    '$now()',
    'items{sku: qty}',
    'customer.name + 1',
    '1 / 0',
    '$x := 1',
    '[1..3]',
    '**.sku',
  ];

  for (const expression of beyond)
    expect({ expression, direct: takeShortcut(expression, order) }).toEqual({ expression });
});

test('data that JSONata takes for functions is left to it', () => {
  expect(takeShortcut('a.b', { a: { b: 1, _jsonata_lambda: true } })).toBeUndefined();
  expect(takeShortcut('a.b', { a: { b: 'ä' } })).toBe('v"ä"');
});

test('an expression as deep as the limit is left to JSONata, which refuses it', () => {
  const wide = `{${Array.from({ length: 600 }, (_, at) => `"k${at}": n`).join(',')}}`;

  expect(takeShortcut(wide, { n: 1 })).toBeUndefined();
});

const names = ['a', 'b', 'c', 'list'];
const scalar = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 2.5, 0.1, 1e21, 12345678901234, '', 'x', 'yy', '10'),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const { value: json } = fc.letrec<{ value: unknown; list: unknown; object: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('object'), tie('list')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 }),
}));

const { expression: expressions } = fc.letrec<{ expression: string; step: string; path: string }>((tie) => ({
  step: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: tie('expression').map((inner) => `(${inner})`) },
    { weight: 1, arbitrary: tie('expression').map((inner) => `{"k": ${inner}, "n": a}`) },
  ),
  path: fc
    .tuple(
      fc.constantFrom('', '', '', '$steps.', '$.', '$$.'),
      fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '', '[]'),
    )
    .map(([start, steps, end]) => `${start}${steps.join('.')}${end}`),
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('path'),
    fc.constantFrom('1', '0', '2.5', '"x"', '""', 'true', 'false', 'null', '$', '$$'),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '/', '%', '=', '!=', '<', '<=', '>', '>=', 'and', 'or', '&'),
        tie('expression'),
      )
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc.tuple(tie('expression'), tie('expression')).map(([one, other]) => `{"one": ${one}, "2": ${other}, "1": a}`),
    fc.array(tie('expression'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([test, then, other]) => `(${test} ? ${then} : ${other})`),
    fc
      .tuple(fc.constantFrom('sum', 'count', 'string', 'lowercase', 'uppercase', 'exists'), tie('expression'))
      .map(([name, of]) => `$${name}(${of})`),
    tie('expression').map((inner) => `-(${inner})`),
  ),
}));

test('wherever the shortcut gives a value, it is the one JSONata gives', async () => {
  let direct = 0;
  const runs = Number(process.env.PENSTOCK_LONG ? 30_000 : 1_500);

  await fc.assert(
    fc.asyncProperty(
      expressions,
      fc.dictionary(fc.constantFrom(...names), json),
      json,
      async (expression, input, steps) => {
        const said = takeShortcut(expression, input, { steps });
        if (said === undefined) return;
        direct += 1;
        expect(said).toBe(await askJsonata(expression, input, { steps }));
      },
    ),
    { numRuns: runs },
  );

  expect(direct).toBeGreaterThan(runs / 10);
}, 300_000);

import fc from 'fast-check';
import jsonata from 'jsonata';
import { expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { declaredShape } from './contract-shape.ts';
import { orderContract } from './fixtures/order-contract.ts';
import { inferExpression, type Surroundings } from './infer-expression.ts';
import type { DataShape } from './lineage.ts';
import { narrowShape, unknownShape } from './shape.ts';

function shapeOf(schema: JsonObject, node: string): DataShape {
  return narrowShape(declaredShape({ schema, contract: 'order@1' }), unknownShape, node);
}

const order = shapeOf(orderContract, 'start');
const looked = shapeOf({ type: 'object', properties: { score: { type: 'number', 'x-class': 'regulated' } } }, 'looked');
const around: Surroundings = {
  input: order,
  variable: (name) => (name === 'item' ? order : name === 'vars' ? unknownShape : undefined),
  step: (id) => (id === 'looked' ? looked : undefined),
};

/** Fields with their own classes, `?` where further fields may be there: `a: personal, b.c, b.d: financial`. */
function say(shape: DataShape, path = ''): string {
  const own = [...shape.classes].join('+');
  const marks = `${shape.open ? '?' : ''}${own === '' ? '' : `: ${own}`}`;
  const inner = [...shape.fields].map(([name, field]) => say(field, path === '' ? name : `${path}.${name}`));
  if (inner.length > 0 && marks === '') return inner.join(', ');
  return [`${path === '' ? '$' : path}${marks}`, ...inner].join(', ');
}

const person = 'name: personal, email: personal';
const line = 'sku: public, quantity, price: financial';

test.each<[expression: string, gives: string]>([
  ['customer', person],
  ['customer.email', '$: personal'],
  ['$.customer.email', '$: personal'],
  ['$$.customer.email', '$: personal'],
  ['"customer".`email`', '$: personal'],
  ['lines', line],
  ['lines.sku', '$: public'],
  ['lines[0].price', '$: financial'],
  ['lines[quantity > 1].sku', '$: public'],
  ['lines^(>price).sku', '$: public'],
  ['lines[]', line],
  ['lines.(quantity * price)', '$: financial'],
  ['$sum(lines.(quantity * price))', '$: financial'],
  ['{ "ref": reference, "to": customer }', 'ref: internal, to.name: personal, to.email: personal'],
  ['customer.{ "who": name }', 'who: personal'],
  ['[lines.{ "a": sku, "b": $round(price * 100) }]', 'a: public, b: financial'],
  ['{ "a": { "b": total } }.a.b', '$: financial'],
  ['lines{ sku: $sum(price) }', '$?: public+financial'],
  ['{ reference: total }', '$?: internal+financial'],
  ['reference & " for " & customer.name', '$: internal+personal'],
  ['total + 1', '$: financial'],
  ['-total', '$: financial'],
  ['total > 100', '$: financial'],
  ['paid ? total : reference', '$: internal+financial'],
  ['total > 5 ? "large" : "small"', '$'],
  ['customer.email ?: reference', '$: internal+personal'],
  ['customer.name ?? reference', '$: internal+personal'],
  ['$lowercase(customer.email)', '$: personal'],
  ['customer.$lowercase(email)', '$: personal'],
  ['customer.name.$substring(0, 3)', '$: personal'],
  ['customer.email ~> $lowercase() ~> $trim()', '$: personal'],
  ['$join([customer.name, reference], " ")', '$: internal+personal'],
  ['$count(lines)', '$: public'],
  ['$count(lines.price)', '$'],
  ['$exists(customer.email)', '$'],
  ['$length(reference)', '$: internal'],
  ['$boolean(total)', '$'],
  ['$not(total)', '$'],
  ['$map(lines, function($l) { { "s": $l.sku, "p": $l.price } })', 's: public, p: financial'],
  ['$filter(lines, function($l) { $l.price > 1 }).sku', '$: public'],
  ['$reduce(lines.price, function($a, $b) { $a + $b })', '$?: financial'],
  ['$sort(lines, function($a, $b) { $a.price > $b.price })', line],
  ['$map(lines.sku, $uppercase)', '$: public'],
  ['$append(lines.sku, customer.email)', '$: public+personal'],
  ['$merge([customer, { "ref": reference }])', `${person}, ref: internal`],
  ['$lookup(customer, "email")', '$?: personal'],
  ['($c := customer; $c.email)', '$: personal'],
  ['($f := function($x) { $x.name }; $f(customer))', '$: personal'],
  ['lines@$l.customer.{ "s": $l.sku, "e": email }', 's: public, e: personal'],
  ['lines#$i.{ "n": $i, "s": sku }', 'n, s: public'],
  ['customer.*', '$: personal'],
  ['customer.**', '$?: personal'],
  ['patient.ward', '$: regulated'],
  ['labels.colour', '$?: regulated'],
  ['extra.deep.down', '$?'],
  ['$steps.looked.score', '$: regulated'],
  ['{ "s": $steps.looked }', 's.score: regulated'],
  ['$steps.nowhere.x', '$?'],
  ['$vars.limit', '$?'],
  ['$item.customer.email', '$: personal'],
  ['"fixed"', '$'],
  ['[1..5]', '$'],
  ['customer ~> |$|{ "ref": $$.reference }|', '$?: internal+personal'],
])('%s gives %s', (expression, gives) => {
  const { shape, unknown } = inferExpression(expression, around);

  expect(say(shape)).toBe(gives);
  expect(unknown).toEqual([]);
});

test.each([
  ['$eval("customer.email")'],
  ['lines.%.customer'],
  ['$lookup($, reference)'],
  ['($f := function($x) { $x > 0 ? $f($x - 1) : customer.name }; $f(total)).any'],
])('%s, which is not followed, may be anything of the input', (expression) => {
  const { shape } = inferExpression(expression, around);

  expect(new Set(shape.carried.keys())).toEqual(new Set(['internal', 'personal', 'public', 'financial', 'regulated']));
  expect(shape.open).toBe(true);
});

test('a class knows where it came from', () => {
  const { shape } = inferExpression('{ "to": $lowercase(customer.email), "s": $steps.looked.score }', around);

  expect(shape.fields.get('to')?.origin.get('personal')).toEqual([{ node: 'start', field: 'customer.email' }]);
  expect(shape.fields.get('s')?.origin.get('regulated')).toEqual([{ node: 'looked', field: 'score' }]);
});

test.each<[expression: string, name: string, offset: number]>([
  ['totalMinr > 5', 'totalMinr', 0],
  ['customer.emial', 'emial', 9],
  ['lines.{ "s": skuu }', 'skuu', 13],
  ['[lines[qty > 1].sku]', 'qty', 7],
  ['lines^(>prize)', 'prize', 8],
  ['$map(lines, function($l) { $l.skuu })', 'skuu', 30],
  ['customer."e mail"', 'e mail', 9],
  ['$item.refrence', 'refrence', 6],
  ['($c := customer; $c.nme)', 'nme', 20],
  ['total > 5 ? refrence : "x"', 'refrence', 12],
  ['$sum(lines.(quantity * prize))', 'prize', 23],
  ['{ "a": { "b": custmer.name } }', 'custmer', 14],
])('%s reads a field that is not there', (expression, name, offset) => {
  const { unknown } = inferExpression(expression, around);

  expect(unknown.map((read) => [read.name, read.offset, read.contract])).toEqual([[name, offset, 'order@1']]);
});

test.each([
  ['$exists(coupon)'],
  ['$exists(coupon) ? coupon : "none"'],
  ['coupon ? coupon.code : "none"'],
  ['coupon ?: "none"'],
  ['coupon ?? "none"'],
  ['$exists(coupon) and coupon.value > 5'],
  ['coupon and total > 5'],
  ['lines[discount]'],
  ['coupon = null ? 1 : coupon.value'],
  ['[coupon, reference][0]'],
  ['$not(coupon)'],
  ['extra.anything.at.all'],
  ['labels.anything'],
  ['{ "a": 1 }.b'],
  ['$steps.nowhere.x.y'],
  ['$vars.nothing'],
  ['lines@$l.customer.{ "s": $l.anything }'],
  ['$merge([$, { "b": 1 }]).c'],
  ['`odd name`'],
  ['customer.*.anything'],
  ['**.anything'],
  ['(lines ~> |$|{ "x": 1 }|).x'],
])('%s is no mistake', (expression) => {
  expect(inferExpression(expression, around).unknown).toEqual([]);
});

test('an alternative that lets any object in makes a field unknown, not wrong', () => {
  const schema: JsonObject = {
    type: 'object',
    properties: {
      a: { anyOf: [{ type: 'object', properties: { x: { type: 'string' } } }, { type: 'object' }] },
      b: { type: 'object', properties: { x: {} }, patternProperties: { '^y': {} } },
      c: { type: 'object', properties: { x: {} }, additionalProperties: true },
      d: { $ref: 'elsewhere.json' },
      e: { type: ['object', 'string'], properties: { x: {} } },
    },
  };
  const input = shapeOf(schema, 'start');

  const { unknown } = inferExpression('[a.z, b.z, c.z, d.z, e.z]', { ...around, input });

  expect(unknown).toEqual([]);
});

test('a contract that contains itself ends', () => {
  const tree = { type: 'object', properties: { name: { 'x-class': 'personal' }, kids: { items: { $ref: '#' } } } };
  const input = shapeOf(tree, 'start');

  const { shape, unknown } = inferExpression('kids.kids.kids.name', { ...around, input });

  expect(unknown).toEqual([]);
  expect(shape.open).toBe(true);
});

test('text that is no expression may be anything of the input', () => {
  expect(inferExpression('{ "a": ', around).shape.carried).toBe(order.carried);
});

test('a very long and a very deep expression end', () => {
  const long = `[${Array.from({ length: 30_000 }, () => 'total').join(', ')}]`;
  const deep = `${'('.repeat(400)}customer.email${')'.repeat(400)}`;

  expect(inferExpression(long, around).shape.carried.has('financial')).toBe(true);
  expect(inferExpression(deep, around).shape.carried.has('personal')).toBe(true);
});

/** Values that show in a result which class they were of. */
const marked = {
  reference: '<internal>',
  customer: { name: '<personal>', email: '<personal>' },
  lines: [
    { sku: '<public>', price: '<financial>' },
    { sku: '<public>', price: '<financial>' },
  ],
  patient: { ward: '<regulated>' },
  labels: { colour: '<regulated>' },
};

const paths = fc.constantFrom(
  ...['$', 'reference', 'customer', 'customer.name', 'lines', 'lines.sku', 'lines[0]', 'lines^(price)', 'patient.ward'],
  ...[
    'labels.colour',
    '*',
    '**',
    'customer.*',
    '$$.lines.price',
    'lines[sku != price].price',
    'lines#$i',
    '$item.patient',
  ],
);

const expressions = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    paths,
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `{ "a": ${a}, "b": ${b} }`),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `[${a}, ${b}]`),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `(reference = "x" ? ${a} : ${b})`),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `($v := ${a}; [$v, ${b}])`),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `$append(${a}, ${b})`),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `($f := function($x) { [$x, ${b}] }; $f(${a}))`),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `$map(${a}, function($x) { { "x": $x, "y": ${b} } })`),
    tie('any').map((a) => `$map(${a}, $string)`),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `$reduce([${a}], function($m, $x) { [$m, $x] }, ${b})`),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `($string(${a}) & $string(${b}))`),
    tie('any').map((a) => `$merge([{ "k": ${a} }, customer])`),
    tie('any').map((a) => `$filter(${a}, function($x) { $exists($x) })`),
    tie('any').map((a) => `(${a} ~> $string() ~> $uppercase() ~> $lowercase())`),
    tie('any').map((a) => `$lookup({ "p": ${a}, "q": reference }, "p")`),
    tie('any').map((a) => `{ "w": ${a} }.w`),
    tie('any').map((a) => `{ "w": ${a} }.*`),
    tie('any').map((a) => `$each({ "w": ${a} }, function($v, $k) { { $k: $v } })`),
    tie('any').map((a) => `[${a}][0]`),
    tie('any').map((a) => `lines.{ sku: ${a} }`),
    tie('any').map((a) => `lines{ sku: ${a} }`),
    tie('any').map((a) => `lines@$l.customer.{ "l": $l, "c": ${a} }`),
    tie('any').map((a) => `($ ~> |customer|{ "z": $string(${a}) }|)`),
    tie('any').map((a) => `customer.name.$substring(0, 9) & $string(${a})`),
  ),
})).any;

test('whatever an expression really gives, its classes were foreseen', async () => {
  const property = async (text: string) => {
    const expression = jsonata(text);
    expression.assign('item', marked);
    const given = await expression.evaluate(marked).catch(() => undefined);
    const { shape } = inferExpression(text, around);

    const came = [...(JSON.stringify(given) ?? '').matchAll(/<(\w+)>/g)].map(([, name]) => String(name));
    const foreseen: readonly string[] = [...shape.carried.keys()];
    expect(came.filter((name) => !foreseen.includes(name))).toEqual([]);
  };

  await fc.assert(fc.asyncProperty(expressions, property), { numRuns: 150 });
});

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Problem } from '../problem.ts';
import { readDocument } from './document.ts';
import { openFlow, parseFlow } from './parse.ts';
import { printFlow } from './print.ts';
import { textProblems } from './problems.ts';

const folder = new URL('./fixtures/', import.meta.url);
const fixtures = new Map(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
const shopOrder = fixtures.get('shop-order.flow.yaml') ?? '';

function problemsOf(text: string): readonly Problem[] {
  const result = parseFlow(text, nodeCatalogue);
  return result.ok ? [] : result.problems;
}

function mend(text: string, problems: readonly Problem[]): string {
  const fixes = problems.flatMap((problem) => problem.fix ?? []).sort((one, other) => other.start - one.start);
  return fixes.reduce((mended, fix) => mended.slice(0, fix.start) + fix.replacement + mended.slice(fix.end), text);
}

/** Replaces one piece of the example; the piece must be there, or the test says nothing. */
function changed(from: string, to: string): string {
  if (!shopOrder.includes(from)) throw new Error(`The example has no ${from}`);
  return shopOrder.replace(from, to);
}

/** Code, a piece of the example, what stands there instead, and the piece of it the problem must point at. */
const refusals: readonly (readonly [string, string, string, string])[] = [
  ['flow/unknown-key', 'owner: sales', 'ownr: sales', 'ownr'],
  ['flow/unknown-key', '  criticality: high', '  critical: high', 'critical'],
  ['flow/unknown-key', '    timeout: 90s', '    timout: 90s', 'timout'],
  ['flow/unknown-key', '      contract: shop-order@1', '      kontract: shop-order@1', 'kontract'],
  ['flow/unknown-key', '          when: ', '          where: ', 'where'],
  ['flow/unknown-key', '      attempts: 6', '      attempts: 6\n      pause: 1s', 'pause'],
  ['flow/duplicate-key', 'id: shop-order\n', 'id: shop-order\nid: shop\n', 'id: shop\n'],
  ['flow/anchor', 'path: /shop/orders', 'path: &p /shop/orders', '&p'],
  ['flow/alias', 'path: /shop/orders', 'path: *p', '*p'],
  ['flow/tag', 'path: /shop/orders', 'path: !!str /shop/orders', '!!str'],
  ['flow/merge-key', '  criticality: high', '  <<: high', '<<'],
  ['flow/conflict-markers', 'nodes:', '<<<<<<< ours\n=======\n>>>>>>> theirs\nnodes:', '<<<<<<< ours'],
  ['flow/document-marker', 'nodes:', '---\nnodes:', '---'],
  ['flow/line-ending', 'id: shop-order\n', 'id: shop-order\r\n', '\r'],
  ['flow/flow-style', 'sequence:\n        key: customer.id', 'sequence: { key: customer.id }', '{'],
  ['flow/flow-style', 'data: [personal, financial]', 'data: [[personal]]', '['],
  ['flow/line-folding', 'name: Shop order received', 'name: Shop order\n      received', 'Shop'],
  ['flow/line-folding', 'name: Shop order received', 'name: >\n      Shop order received', '>'],
  ['flow/block-style', 'name: Shop order received', 'notes: |\n      Shop order\n      received', '|'],
  ['flow/double-quotes', 'name: Shop order received', 'name: "Shop order received"', '"'],
  ['flow/ambiguous-scalar', 'owner: sales-operations\nc', 'owner: yes\nc', 'yes'],
  [
    'flow/unquoted-template',
    "title: 'Order {{ reference }} is above the limit'",
    'title: Order {{ reference }}',
    'Order {{',
  ],
  ['flow/forbidden-key', 'owner: sales-operations\nc', '__proto__: sales-operations\nc', '__proto__'],
  ['flow/key-grammar', 'nodes:', 'slo:\n  017: high\nnodes:', '017'],
  ['flow/key-grammar', 'nodes:', 'slo:\n  on: high\nnodes:', 'on:'],
  ['flow/reserved-name', '  set_aside:\n', '  on:\n', 'on:'],
  ['flow/node-id', '  set_aside:\n', '  setAside:\n', 'setAside'],
  ['flow/expression-style', "when: 'totalMinor > $vars.approvalLimitMinor'", 'when: totalMinor > 5', 'totalMinor'],
  ['flow/expression-style', 'key: customer.id', "key: 'customer.id'", "'customer"],
  ['flow/expression-style', 'key: customer.id', 'key: |-\n          customer.id', '|-'],
  ['flow/expression-style', 'key: customer.id', 'key: |\n          customer.id', '|'],
  ['flow/expression-cut', 'key: customer.id', 'key: items #$i', 'items'],
  ['flow/unknown-type', 'type: branch@1', 'type: brunch@1', 'brunch'],
  ['flow/unknown-type', 'type: branch@1', 'type: branch@7', 'branch'],
  ['flow/unknown-type', 'type: branch@1', 'type: branch', 'branch'],
  ['flow/config-invalid', 'confirm: true', 'confirm: sure', 'sure'],
  ['flow/missing-key', 'auth:\n        scheme: standard-webhooks\n', 'auth:\n', 'auth'],
  ['flow/node-invalid', 'timeout: 90s', 'timeout: ninety', 'ninety'],
  ['flow/node-invalid', 'attempts: 6', 'attempts: 101', '101'],
  ['flow/header-invalid', 'criticality: high', 'criticality: hihg', 'hihg'],
  ['flow/next-form', 'next: above_limit', 'next:\n      done:\n        to: above_limit', 'to:'],
  ['flow/duplicate-edge', 'next: above_limit', 'next: [order_done, above_limit, above_limit]', 'above_limit]'],
  ['flow/no-port', 'type: dead-letter@1', 'type: dead-letter@1\n    next: order_done', 'order_done'],
  ['flow/scope-key', '    next: above_limit', '    body: {}\n    next: above_limit', 'body'],
  ['flow/empty-value', 'owner: sales-operations\nc', 'owner:\nc', 'owner'],
  ['flow/format', 'penstock: 1', 'penstock: 2', '2'],
  ['flow/format', 'penstock: 1', 'penstock: 0', '0'],
  ['flow/missing-key', 'penstock: 1\n', '', ''],
  ['flow/byte-order-mark', 'penstock: 1', '\uFEFFpenstock: 1', '\uFEFF'],
  ['flow/syntax', 'name: Build canonical order', 'name: Build: canonical order', 'Build:'],
  ['flow/syntax', 'type: odoo@1\n    name', 'type: odoo@1\n\tname', '\t'],
];

describe('refusals', () => {
  test.each(refusals)('%s: %j → %j', (code, from, to, at) => {
    const text = changed(from, to);

    const problems = problemsOf(text);

    const before = text.slice(0, text.indexOf(to, shopOrder.indexOf(from)) + to.indexOf(at));
    const place = [code, before.split('\n').length, before.length - before.lastIndexOf('\n')];
    expect(problems.map((problem) => [problem.code, problem.line, problem.column])).toContainEqual(place);
  });

  test('one mistake gives one problem', () => {
    const noisy = refusals
      .filter(([code]) => !['flow/line-ending', 'flow/syntax', 'flow/flow-style', 'flow/duplicate-key'].includes(code))
      .map(([code, from, to]) => [code, to, problemsOf(changed(from, to)).map((problem) => problem.code)] as const)
      .filter(([, , codes]) => codes.length > 1);

    // Taking a required key's place with another name is two mistakes: one unknown, one missing.
    expect(noisy).toEqual([['flow/unknown-key', '          where: ', ['flow/missing-key', 'flow/unknown-key']]]);
  });

  test('all problems come at once, in the order of the text, with their nodes', () => {
    const text = changed('owner: sales', 'ownr: sales')
      .replace('timeout: 90s', 'timeout: ninety')
      .replace('type: branch@1', 'type: brunch@1');

    const problems = problemsOf(text);

    expect(problems.map(({ code, line, node }) => [code, line, node])).toEqual([
      ['flow/unknown-key', 5, undefined],
      ['flow/unknown-type', 40, 'above_limit'],
      ['flow/node-invalid', 76, 'create_order'],
    ]);
    expect(problems[0]?.message).toContain('`owner`');
    expect(problems[1]?.message).toContain('`branch@1`');
  });

  test('an id in a body that stands elsewhere too is refused, and so is one an earlier name reserves', () => {
    const lines = fixtures.get('reserve-lines.flow.yaml') ?? '';

    const twice = problemsOf(lines.replace('      reserve:\n', '      report:\n'));
    const reserved = problemsOf(lines.replace('      reserve:\n', '      reserve:\n        was: [report]\n'));

    expect(twice.map((problem) => problem.code)).toEqual(['flow/duplicate-id']);
    expect(reserved.map((problem) => problem.code)).toEqual(['flow/id-reserved']);
  });

  test('edges between undo nodes are refused', () => {
    const text = (fixtures.get('release-1.flow.yaml') ?? '').replace(
      '          path: /bookings\n',
      '          path: /bookings\n        next: book\n',
    );

    expect(problemsOf(text).map((problem) => problem.code)).toEqual(['flow/undo-edge']);
  });

  test('a file of more than a megabyte is refused unread', () => {
    const problems = problemsOf(`# ${'x'.repeat(1_100_000)}\n${shopOrder}`);

    expect(problems.map((problem) => problem.code)).toEqual(['flow/too-large']);
  });

  test.each([
    'yes',
    'No',
    'on',
    'off',
    'y',
    'n',
    '~',
    'Null',
    'TRUE',
    '017',
    '0o17',
    '0x1F',
    '0b1',
    '1_000',
    '12:30',
    '1:30:00',
    '2026-11-21',
    '.inf',
    '-.INF',
    '.NaN',
    '1e3',
    '+5',
    '1.',
    '.5',
    '1.50',
    '12345678901234567890',
    '=',
  ])('the plain text %s is refused wherever it stands', (word) => {
    const problems = problemsOf(changed('owner: sales-operations\nc', `owner: ${word}\nc`));

    expect(problems.map((problem) => problem.code)).toEqual(['flow/ambiguous-scalar']);
  });

  test('a text where a number is written gets quotes as its fix', () => {
    const text = changed('owner: sales-operations\nc', 'owner: 17\nc');

    expect(problemsOf(mend(text, problemsOf(text)))).toEqual([]);
  });

  test.each(
    refusals.filter(([, from, to]) => problemsOf(changed(from, to)).every((problem) => problem.fix !== undefined)),
  )('the fix of %s mends %j → %j', (_code, from, to) => {
    const text = changed(from, to);

    const mended = mend(text, problemsOf(text));

    expect(problemsOf(mended).filter((problem) => problem.code !== 'flow/key-grammar')).toEqual([]);
  });

  test('an unfinished config leaves a flow to work on, which prints as it was', () => {
    const text = changed('      path: /shop/orders\n', '').replace('type: branch@1', 'type: brunch@1');

    const { flow, problems } = openFlow(text, nodeCatalogue);

    expect(problems.map((problem) => problem.code)).toEqual(['flow/missing-key', 'flow/unknown-type']);
    expect(flow && printFlow(flow, nodeCatalogue)).toContain('    type: brunch@1\n');
  });

  test('every code that is raised has a page', () => {
    const known = textProblems.map((facts) => facts.code);
    const sources = ['.', '../workspace', '../edit'].flatMap((room) =>
      readdirSync(new URL(`${room}/`, import.meta.url))
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'problems.ts')
        .map((name) => readFileSync(new URL(`${room}/${name}`, import.meta.url), 'utf8')),
    );
    const raised = sources.flatMap((source) => source.match(/'(flow|workspace|layout)\/[a-z-]+'/g) ?? []);

    const unknown = [...new Set(raised.map((code) => code.slice(1, -1)))].filter((code) => !known.includes(code));

    expect(unknown).toEqual([]);
    expect(new Set(known).size).toBe(known.length);
  });
});

describe('any input', () => {
  const pieces = [
    '\n',
    ' ',
    '  ',
    ': ',
    '- ',
    '#',
    "'",
    '"',
    '|-',
    '>',
    '[',
    ']',
    '{',
    '}',
    '&a',
    '*a',
    '!',
    '?',
    '%',
    '\t',
    '\r',
    '---',
    '...',
    '\0',
    '\uFEFF',
    '{{',
    '<<: ',
    '__proto__: 1\n',
    'on',
    '0x1',
    '😀',
    '\u2028',
    '\ud800',
  ];

  test('random strings never throw', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        expect(parseFlow(text, nodeCatalogue).ok).toBe(false);
      }),
      { numRuns: 1500 },
    );
  });

  test('mutated fixtures never throw, and what is accepted prints to a canonical file', () => {
    const texts = [...fixtures.values()];
    const mutation = fc.tuple(fc.nat(), fc.nat({ max: 30 }), fc.constantFrom('', ...pieces));
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(mutation, { minLength: 1, maxLength: 4 }), (text, mutations) => {
        const mutated = mutations.reduce((current, [place, length, piece]) => {
          const at = place % (current.length + 1);
          return current.slice(0, at) + piece + current.slice(at + length);
        }, text);

        const read = parseFlow(mutated, nodeCatalogue);

        if (read.ok) {
          const printed = printFlow(read.value, nodeCatalogue);
          const again = parseFlow(printed, nodeCatalogue);
          expect(again.ok ? printFlow(again.value, nodeCatalogue) : again.problems).toBe(printed);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('what is accepted means the same to readers of YAML 1.1 and 1.2', () => {
    const mutation = fc.tuple(fc.nat(), fc.nat({ max: 4 }), fc.constantFrom('', '1', 'y', ...pieces));
    const document = fixtures.get('shop-order.tests.yaml') ?? '';
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const mutated = mutations.reduce((current, [place, length, piece]) => {
          const at = place % (current.length + 1);
          return current.slice(0, at) + piece + current.slice(at + length);
        }, document);

        const read = readDocument(mutated);

        if (read.ok) {
          expect(parseYaml(mutated, { version: '1.2' })).toEqual(read.value.value);
          expect(parseYaml(mutated, { version: '1.1', merge: false })).toEqual(read.value.value);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['open brackets', '['.repeat(1_000_000)],
    ['closed brackets', ']'.repeat(1_000_000)],
    ['dashes', '- '.repeat(500_000)],
    ['keys in keys', 'a: '.repeat(300_000)],
    ['anchors', '&a '.repeat(300_000)],
    ['line breaks', '\n'.repeat(1_000_000)],
    ['quoted texts', '"a" '.repeat(250_000)],
    ['stairs', Array.from({ length: 1300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['comments', '# a\n'.repeat(200_000)],
    ['endless words', `a: ${'b '.repeat(500_000)}`],
  ])('a megabyte of %s is refused within seconds', (_name, text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
  });
});

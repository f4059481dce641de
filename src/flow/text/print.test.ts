import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Flow, FlowNode } from '../flow.ts';
import type { Json } from '../json.ts';
import { meaningOf } from './content.ts';
import { formatDocument, printDocument, readDocument } from './document.ts';
import { parseFlow, parseNodes } from './parse.ts';
import { printFlow, printNodes } from './print.ts';

const folder = new URL('./fixtures/', import.meta.url);
const flowFiles = readdirSync(folder).filter((name) => name.endsWith('.flow.yaml'));

function readFixture(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

function parsed(text: string): Flow {
  const result = parseFlow(text, nodeCatalogue);
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 2));
  return result.value;
}

function reprinted(text: string): string {
  return printFlow(parsed(text), nodeCatalogue);
}

describe('canonical files', () => {
  test.each(flowFiles)('%s prints as it was read', (name) => {
    const text = readFixture(name);

    expect(reprinted(text)).toBe(text);
  });

  test.each(['shop-order.tests.yaml', 'odoo-main.connection.yaml', 'crm.connection.yaml', 'dev.environment.yaml'])(
    '%s prints as it was read, without a schema',
    (name) => {
      const text = readFixture(name);

      expect(formatDocument(text)).toEqual({ ok: true, value: text });
    },
  );

  test('the long form of one success target becomes the short one', () => {
    const short = readFixture('shop-order.flow.yaml');
    const long = short
      .replace('next: above_limit', 'next:\n      done: above_limit')
      .replace('small: create_order', 'small:\n        - create_order');

    expect(long).not.toBe(short);
    expect(reprinted(long)).toBe(short);
  });

  test('keys in another order, blank lines and needless single quotes are put right', () => {
    const canonical = readFixture('shop-order.flow.yaml');
    const shuffled = canonical
      .replace('name: Shop order to Odoo\nversion: 1.0.0\n', "version: '1.0.0'\n\n\nname: 'Shop order to Odoo'\n")
      .replace(
        '      milestone: confirmed\n      businessKey: reference\n',
        '      businessKey: reference\n      milestone: confirmed\n',
      )
      .replace('data: [personal, financial]', 'data:\n  - personal\n  - financial');

    expect(reprinted(shuffled)).toBe(canonical);
  });

  test('a list of scalars beyond 120 characters is written one item a line', () => {
    const canonical = readFixture('shop-order.flow.yaml');
    const secrets = Array.from({ length: 7 }, (_, index) => `shop-webhook-of-${index}`);

    const flow = reprinted(canonical.replace('[shop-webhook]', `[${secrets.join(', ')}]`));

    expect(flow).toContain(`        secrets:\n${secrets.map((secret) => `          - ${secret}\n`).join('')}`);
    expect(reprinted(flow)).toBe(flow);
  });
});

describe('comments', () => {
  test('a comment at the end of a line moves above its key, also when its node moves', () => {
    const text = readFixture('shop-order.flow.yaml').replace('    type: map@1\n', '    type: map@1 # shapes\n');

    const flow = parsed(text);
    const moved = printFlow({ ...flow, nodes: flow.nodes.toReversed() }, nodeCatalogue);

    expect(moved).toContain('  canonical_order:\n    # shapes\n    type: map@1\n');
  });

  test('a comment of an empty config, which is not printed, moves to its node', () => {
    const text = readFixture('commented.flow.yaml').replace(
      '    # Nothing follows but the choice.\n',
      '    # No form yet.\n    config: {}\n    # Nothing follows but the choice.\n',
    );

    expect(reprinted(text)).toContain('  # Starts the run.\n  # No form yet.\n  start:\n    type: manual@1\n');
  });

  test('comments are no part of the meaning, nor are the version and the order of nodes', () => {
    const flow = parsed(readFixture('commented.flow.yaml'));

    const other = { ...flow, comments: new Map(), version: '9.9.9', nodes: flow.nodes.toReversed() };

    expect(meaningOf(other)).toEqual(meaningOf(flow));
  });
});

describe('nodes alone', () => {
  test('the clipboard text of nodes reads back as the same nodes', () => {
    const { nodes } = parsed(readFixture('release-1.flow.yaml'));

    const text = printNodes(nodes, nodeCatalogue);

    expect(parseNodes(text, nodeCatalogue)).toEqual({ ok: true, value: nodes });
  });
});

/** Texts near everything YAML takes for something else. */
const awkwardText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({
    unit: fc.constantFrom('a', ' ', '\n', ':', '#', '-', '\t', "'", '"', '0', '1', '.', '_', '{', '|', 'é'),
  }),
  fc.constantFrom('yes', 'No', 'null', '~', '0x1F', '017', '0o17', '1_000', '1e3', '.5', '.inf', '12:30', '2026-11-21'),
  fc.constantFrom(
    '-',
    '- a',
    '---',
    '...',
    '<<',
    '=',
    '',
    ' ',
    '{{ a }}',
    '!x',
    '&x',
    '*x',
    '%x',
    '@x',
    '1.0.0',
    '\r\n',
  ),
);

const awkwardJson = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    awkwardText,
    fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((value) => value + 0),
    fc.constantFrom(true, false, null, 1e-7, -1.5e-9),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(
      awkwardText.filter((key) => key !== '__proto__' && key !== '<<'),
      tie('json'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).json;

describe('printing and reading are twins', () => {
  test('any JSON prints to a text that reads back as the same value, and prints the same again', () => {
    fc.assert(
      fc.property(awkwardJson, (value) => {
        const text = printDocument({ value }, new Map());

        const read = readDocument(text);

        expect(read.ok ? read.value.value : read.problems).toEqual({ value });
        if (read.ok) expect(printDocument(read.value.value, read.value.comments)).toBe(text);
      }),
      { numRuns: 1500 },
    );
  });

  test.each(['1.1', '1.2'] as const)('a reader of YAML %s takes every printed value for the same value', (version) => {
    fc.assert(
      fc.property(awkwardJson, (value) => {
        const text = printDocument({ value }, new Map());

        expect(parseYaml(text, { version, merge: false })).toEqual({ value });
      }),
      { numRuns: 1000 },
    );
  });

  test('any edited flow prints to a canonical file', () => {
    const base = parsed(readFixture('shop-order.flow.yaml'));
    const ids = base.nodes.map((node) => node.id);
    const arbitraryNode = fc.record({
      name: awkwardText.filter((text) => text.length > 0),
      notes: awkwardText.filter((text) => text.length > 0),
      key: awkwardText.filter((text) => text.length > 0),
      targets: fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1 }),
      milestone: awkwardText,
    });
    fc.assert(
      fc.property(fc.array(arbitraryNode, { maxLength: 4 }), (extras) => {
        const added = extras.map(({ targets, milestone, ...keys }, index): FlowNode => {
          const ports = [{ port: 'done', targets, list: targets.length > 1 }];
          const config = { milestone, businessKey: keys.key };
          return { id: `extra_${index}`, type: 'unheard-of@1', ...keys, config, next: { short: false, ports } };
        });
        const flow = { ...base, nodes: [...added, ...base.nodes] };

        const text = printFlow(flow, nodeCatalogue);
        const read = parseFlow(text, nodeCatalogue);

        const problems = read.ok ? [] : read.problems.filter((problem) => problem.code !== 'flow/unknown-type');
        expect(problems).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

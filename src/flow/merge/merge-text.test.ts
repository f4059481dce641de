import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { connectionManifests } from '#connections/manifests.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { canMerge, type MergeCatalogue, mergeText } from './merge-text.ts';

const catalogue: MergeCatalogue = { nodes: nodeCatalogue, connections: connectionManifests };

function merge(path: string, base: string, ours: string, theirs: string) {
  const merged = mergeText(path, { base, ours, theirs }, catalogue);
  if (!merged.ok) throw new Error(JSON.stringify(merged.problems, null, 2));
  const { text, theirs: other, conflicts } = merged.value;
  return { text, other, sentences: conflicts.map(({ sentence }) => sentence) };
}

const example = (path: string) =>
  readFileSync(new URL(`../../../examples/order-to-cash/${path}`, import.meta.url), 'utf8');

describe('a file of the workspace', () => {
  test.each([
    'penstock.yaml',
    'flows/order-to-cash.flow.yaml',
    'flows/order-to-cash.tests.yaml',
    'connections/odoo-main.yaml',
    'registry/systems.yaml',
    'environments/dev.yaml',
  ])('%s keeps its bytes where nobody changed it', (path) => {
    const text = example(path);

    expect(merge(path, text, text, text)).toEqual({ text, other: text, sentences: [] });
  });

  test('takes the settings of both sides, and keeps their comments', () => {
    const base = 'name: dev\npurpose: dev\nvariables:\n  REGION: eu\n';
    const ours = 'name: dev\npurpose: dev\nvariables:\n  # Ours.\n  LIMIT: 5\n  REGION: eu\n';
    const theirs = 'name: dev\npurpose: dev\nvariables:\n  # Where we are.\n  REGION: us\n';

    const merged = merge('environments/dev.yaml', base, ours, theirs);

    expect(merged).toEqual({
      text: 'name: dev\npurpose: dev\nvariables:\n  # Ours.\n  LIMIT: 5\n  # Where we are.\n  REGION: us\n',
      other: merged.text,
      sentences: [],
    });
  });

  test('that says two things in one place keeps ours and tells', () => {
    const text = (purpose: string) => `name: dev\npurpose: ${purpose}\n`;

    const merged = merge('environments/dev.yaml', text('dev'), text('test'), text('live'));

    expect(merged).toEqual({
      text: text('test'),
      other: text('live'),
      sentences: [
        'Both sides changed purpose of environments/dev.yaml: "test" in ours, "live" in theirs. Ours was kept.',
      ],
    });
  });

  test('penstock.yaml trusts the keys of both sides, each once', () => {
    const key = (name: string, letter: string, more = '') =>
      `  - name: ${name}\n    key: ${letter.repeat(43)}=\n${more}`;
    const file = (keys: string) => `penstock: 1\nname: Shop\ntrustedKeys:\n${keys}`;
    const base = file(key('Anna', 'A'));
    const ours = file(`${key('Anna', 'A', `    revoked: '2026-10-01'\n`)}${key('Bob', 'B')}`);
    const theirs = file(`${key('Anna K', 'A')}${key('Cora', 'C')}`);

    const { text, sentences } = merge('penstock.yaml', base, ours, theirs);

    expect(text).toBe(
      file(`${key('Anna K', 'A', `    revoked: '2026-10-01'\n`)}${key('Cora', 'C')}${key('Bob', 'B')}`),
    );
    expect(sentences).toEqual([]);
  });

  test('tests are known by their names', () => {
    const one = (name: string, status: string) =>
      `  - name: ${name}\n    given: samples/a.json\n    expect:\n      state: ${status}\n`;
    const file = (tests: string) => `penstock: 1\nflow: orders\ntests:\n${tests}`;
    const base = file(one('small', 'succeeded'));

    const { text, sentences } = merge(
      'flows/orders.tests.yaml',
      base,
      file(one('large', 'succeeded') + one('small', 'succeeded')),
      file(one('small', 'failed')),
    );

    expect(text).toBe(file(one('large', 'succeeded') + one('small', 'failed')));
    expect(sentences).toEqual([]);
  });

  test('a review keeps the comments and decisions of both sides, and the later date', () => {
    const digest = 'a'.repeat(64);
    const comment = (id: string) =>
      `  - id: ${id}\n    by: ${id}\n    at: '2026-11-20T10:00:00Z'\n    text: Look here.\n`;
    const decision = (by: string) =>
      `  - by: ${by}\n    at: '2026-11-20T11:00:00Z'\n    decision: approve\n    digest: ${digest}\n`;
    const file = (minute: string, comments: string, decisions: string) =>
      `penstock: 1\nid: orders-1\ntitle: Orders\nauthor: anna\ncreatedAt: '2026-11-20T09:00:00Z'\nupdatedAt: '2026-11-20T11:${minute}:00Z'\nstate: open\ncomments:\n${comments}decisions:\n${decisions}`;

    const { text, sentences } = merge(
      'reviews/orders-1.yaml',
      file('00', comment('c1'), decision('anna')),
      file('01', comment('c1') + comment('c2'), decision('anna') + decision('bob')),
      file('02', comment('c1') + comment('c3'), decision('anna') + decision('cora')),
    );

    expect(sentences).toEqual([]);
    expect(text).toContain("updatedAt: '2026-11-20T11:02:00Z'");
    expect([...text.matchAll(/ {2}- (?:id|by): (\w+)/g)].map(([, who]) => who).sort()).toEqual([
      'anna',
      'bob',
      'c1',
      'c2',
      'c3',
      'cora',
    ]);
  });

  test('a shape takes the fields of both sides', () => {
    const shape = (...fields: readonly string[]) =>
      `${JSON.stringify({ type: 'object', properties: Object.fromEntries(fields.map((name) => [name, { type: 'string' }])) }, null, 2)}\n`;

    const { text } = merge('contracts/order@1.schema.json', shape('id'), shape('id', 'a'), shape('id', 'b'));

    expect(text).toBe(shape('id', 'b', 'a'));
  });
});

describe('boxes', () => {
  const layout = (boxes: object, notes?: object) => JSON.stringify({ penstock: 1, boxes, ...(notes && { notes }) });

  test('moved by both stand where ours has them, and that is no conflict', () => {
    const merged = merge(
      'flows/orders.layout.json',
      layout({ a: { x: 0, y: 0 }, b: { x: 0, y: 0 } }),
      layout({ a: { x: 10, y: 0 }, b: { x: 0, y: 0 }, c: { x: 1, y: 1 } }),
      layout({ a: { x: 20, y: 0 }, b: { x: 5, y: 5 } }),
    );

    expect(JSON.parse(merged.text)).toEqual({
      penstock: 1,
      boxes: { a: { x: 10, y: 0 }, b: { x: 5, y: 5 }, c: { x: 1, y: 1 } },
    });
    expect(merged.sentences).toEqual([]);
  });

  test('and the notes on the canvas lose no text', () => {
    const note = (text: string) => ({ n: { x: 0, y: 0, width: 10, height: 10, text } });

    const { text } = merge('a.layout.json', layout({}, note('')), layout({}, note('Ours')), layout({}, note('Theirs')));

    expect(JSON.parse(text).notes.n.text).toBe('Ours\n\nTheirs');
  });
});

test('a file of another sort is left to git', () => {
  const merged = mergeText('README.md', { base: '', ours: 'a', theirs: 'b' }, catalogue);

  expect(merged).toMatchObject({ ok: false, problems: [{ code: 'git/not-ours' }] });
  expect(['README.md', 'connections/shop.openapi.yaml', 'constructor/x.yaml', 'package.json'].map(canMerge)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test('a version that cannot be read is named, with its line', () => {
  const flow = example('flows/order-to-cash.flow.yaml');

  const merged = mergeText('a.flow.yaml', { base: flow, ours: flow, theirs: `${flow.trimEnd()}: x\n` }, catalogue);

  expect(merged).toMatchObject({
    ok: false,
    problems: [{ message: expect.stringMatching(/^Their version, line \d+:/) }],
  });
});

test('a flow both sides began is compared field by field', () => {
  const flow = example('flows/order-to-cash.flow.yaml');

  const { text, sentences } = merge('a.flow.yaml', '', flow, flow.replace(/name: Order to cash.*/, 'name: Orders'));

  expect(text).toBe(flow);
  expect(sentences.length).toBeLessThanOrEqual(1);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Layout } from '../layout.ts';
import { diffSides } from './diff-sides.ts';
import { escapeHtml } from './html/markup.ts';
import { darkTokens, lightTokens } from './html/tokens.ts';
import { renderHtml } from './render-html.ts';
import { type DiffSide, emptySide } from './side.ts';

const names = { before: 'v1', after: 'v2' };

/** A side with one flow. */
function sideOf(text: string, layout?: Layout): DiffSide {
  const parsed = parseFlow(text, nodeCatalogue);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return { ...emptySide, flows: [{ flow: parsed.value, file: `flows/${parsed.value.id}.flow.yaml`, layout }] };
}

function reportOf(before: DiffSide, after: DiffSide): { readonly html: string; readonly sentences: readonly string[] } {
  const changes = diffSides(before, after, { catalogue: nodeCatalogue });
  const html = renderHtml({ changes, before, after, names, catalogue: nodeCatalogue });
  return { html, sentences: changes.map(({ sentence }) => sentence) };
}

function flowOf(...steps: readonly string[]): string {
  return `penstock: 1\nid: orders\nname: Orders\nnodes:\n${steps.join('')}`;
}

const start = (next: string) => `  start:\n    type: manual@1\n    name: Start\n    config: {}\n    next: ${next}\n`;
const map = (id: string, name: string, expression: string, next = '') =>
  `  ${id}:\n    type: map@1\n    name: ${name}\n    config:\n      expression: ${expression}\n${next === '' ? '' : `    next: ${next}\n`}`;

test('every sentence stands in the report, and every step carries what became of it', () => {
  const before = sideOf(flowOf(start('shape'), map('shape', 'Shape', 'a', 'gone'), map('gone', 'Gone', 'b')));
  const after = sideOf(flowOf(start('shape'), map('shape', 'Shape', 'c', 'fresh'), map('fresh', 'Fresh', "'x + y'")));

  const { html, sentences } = reportOf(before, after);

  expect(sentences.length).toBeGreaterThan(2);
  for (const sentence of sentences) expect(html).toContain(escapeHtml(sentence));
  expect(html).toMatch(/class="box added" id="f1-fresh"/);
  expect(html).toMatch(/class="box removed" id="f1-gone"/);
  expect(html).toMatch(/class="box changed" id="f1-shape"/);
  expect(html).toMatch(/class="box same" id="f1-start"/);
  expect(html).toMatch(/class="edge added"><title>Added: Shape, (out|done|next|default)/);
  for (const word of ['>Added<', '>Removed<', '>Changed<']) expect(html).toContain(word);
});

test('names from files never act as HTML, and characters that turn a line are shown by number', () => {
  const hostile = `'<script>alert(1)</script> "q" & \u202egnp نص ${'long '.repeat(20)}'`;
  const before = sideOf(flowOf(start('shape'), map('shape', 'Shape', 'a')));
  const after = sideOf(flowOf(start('shape'), map('shape', hostile, `'"</style><img src=x onerror=alert(2)>" & a'`)));

  const { html } = reportOf(before, after);

  expect(html).not.toMatch(/<script|<img|\u202e/);
  expect(html.match(/<\/style>/g)).toHaveLength(1);
  expect(html).toContain('&lt;script&gt;');
  expect(html).toContain('⟨U+202E⟩');
  expect(html).not.toMatch(/<[^>]*\son\w+=|javascript:|https?:\/\/(?!www\.w3\.org)/);
});

test('long expressions stand side by side with the words that differ marked', () => {
  const long = (limit: number) =>
    `|-\n        {\n          "total": amountMinor + shippingMinor,\n          "isLarge": totalMinor > ${limit}\n        }`;
  const before = sideOf(flowOf(start('shape'), map('shape', 'Shape', long(10))));
  const after = sideOf(flowOf(start('shape'), map('shape', 'Shape', long(20))));

  const { html } = reportOf(before, after);

  expect(html).toContain('<del>  &quot;isLarge&quot;: totalMinor &gt; <mark>10</mark></del>');
  expect(html).toContain('<ins>  &quot;isLarge&quot;: totalMinor &gt; <mark>20</mark></ins>');
});

test('boxes stand where the layout has them, and what is gone makes room for what is there', () => {
  const layout: Layout = {
    boxes: new Map([
      ['start', { x: 0, y: 0 }],
      ['shape', { x: 400, y: 80 }],
    ]),
    notes: new Map(),
  };
  const was: Layout = { boxes: new Map([...layout.boxes, ['gone', { x: 400, y: 80 }]]), notes: new Map() };
  const before = sideOf(flowOf(start('shape'), map('shape', 'Shape', 'a', 'gone'), map('gone', 'Gone', 'b')), was);
  const after = sideOf(flowOf(start('shape'), map('shape', 'Shape', 'a')), layout);

  const { html } = reportOf(before, after);

  expect(html).toContain('id="f1-start" transform="translate(28 28)"');
  expect(html).toContain('id="f1-shape" transform="translate(428 108)"');
  expect(html).toContain('id="f1-gone" transform="translate(428 208)"');
});

test('boxes that only moved are told without a drawing', () => {
  const text = flowOf(start('shape'), map('shape', 'Shape', 'a'));
  const at = (x: number): Layout => ({ boxes: new Map([['start', { x, y: 0 }]]), notes: new Map() });

  const { html } = reportOf(sideOf(text, at(0)), sideOf(text, at(80)));

  expect(html).toContain('Layout only');
  expect(html).not.toContain('<svg class="graph"');
});

test('a flow whose steps are the same is told without a drawing', () => {
  const text = flowOf(start('shape'), map('shape', 'Shape', 'a'));

  const { html, sentences } = reportOf(sideOf(text), sideOf(text.replace('name: Orders', 'name: All orders')));

  expect(sentences).toHaveLength(1);
  expect(html).toContain('Its steps and edges are the same.');
  expect(html).not.toContain('<svg class="graph"');
});

test('two sides that say the same give a page that says so', () => {
  const side = sideOf(flowOf(start('shape'), map('shape', 'Shape', 'a')));

  const { html } = reportOf(side, side);

  expect(html).toContain('Nothing changed');
});

/** A chain of five hundred steps; every fortieth is another one. */
function chainOf(changed: number): string {
  const step = (at: number) =>
    map(`s${at}`, `Shape ${at}`, at % 40 === changed ? 'a.b' : 'a', at === 499 ? '' : `s${at + 1}`);
  return flowOf(start('s0'), ...Array.from({ length: 500 }, (_, at) => step(at)));
}

test('of five hundred steps, what is the same far from a difference is folded', () => {
  const [before, after] = [sideOf(chainOf(1)), sideOf(chainOf(3))];

  const { html } = reportOf(before, after);

  expect(html.length).toBeLessThan(500_000);
  expect(html.match(/class="box changed"/g)).toHaveLength(26);
  expect(html.match(/class="folded"/g)).toHaveLength(13);
  expect(html).toContain('>35 unchanged steps<');
  expect(html).toContain('501 steps.');
});

test('a large flow that is new as a whole is drawn as a whole', () => {
  const { html } = reportOf(emptySide, sideOf(chainOf(1)));

  expect(html.match(/class="box added"/g)).toHaveLength(501);
  expect(html.length).toBeLessThan(1_500_000);
});

test('circles that only the merged graph has are drawn too', () => {
  const before = sideOf(flowOf(start('one'), map('one', 'One', 'a', 'two'), map('two', 'Two', 'b')));
  const after = sideOf(flowOf(start('two'), map('one', 'One', 'a'), map('two', 'Two', 'b', 'one')));

  const { html } = reportOf(before, after);

  expect(html).toContain('id="f1-one"');
  expect(html).toMatch(/class="edge removed"/);
});

test('the colours are those of the interface', () => {
  const css = readFileSync(new URL('../../ui/tokens.css', import.meta.url), 'utf8').toLowerCase();
  const [light = '', dark = ''] = css.split('[data-theme="dark"] {');
  const valueIn = (block: string, name: string) => new RegExp(`--ps-${name}:\\s*([^;]+);`).exec(block)?.[1];

  const inLight = Object.fromEntries(Object.keys(lightTokens).map((name) => [name, valueIn(light, name)]));
  const inDark = Object.fromEntries(Object.keys(darkTokens).map((name) => [name, valueIn(dark, name)]));

  expect([lightTokens, darkTokens]).toEqual([inLight, inDark]);
});

import { expect, test } from 'vitest';
import type { Flow } from './flow.ts';
import { emptyLayout, type Note, parseLayout, printLayout } from './layout.ts';

const flow: Flow = {
  penstock: 1,
  id: 'small',
  name: 'Small',
  comments: new Map(),
  nodes: [
    { id: 'start', type: 'manual@1', config: {} },
    {
      id: 'each_line',
      type: 'each@1',
      was: ['each_item'],
      config: {},
      body: [{ id: 'book', type: 'http@1', config: {} }],
    },
  ],
};

test('a layout prints one box a line, in the order of ids, and reads back', () => {
  const boxes = new Map([
    ['start', { x: 10.4, y: -0.2 }],
    ['book', { x: 2, y: 3 }],
    ['each_line', { x: 0, y: 120, width: 400, height: 200 }],
  ]);

  const text = printLayout({ boxes, notes: new Map() });
  const read = parseLayout(text, flow);

  expect(text).toBe(`{
  "penstock": 1,
  "boxes": {
    "book": { "x": 2, "y": 3 },
    "each_line": { "x": 0, "y": 120, "width": 400, "height": 200 },
    "start": { "x": 10, "y": 0 }
  }
}
`);
  expect(read.ok && printLayout(read.value.layout)).toBe(text);
});

test('a box follows its node to a new id, and boxes of unknown nodes are dropped with an info', () => {
  const text = '{ "boxes": { "each_item": { "x": 1, "y": 2 }, "gone": { "x": 1, "y": 1 }, "start": { "x": "left" } } }';

  const read = parseLayout(text, flow);

  expect(read.ok && [...read.value.layout.boxes]).toEqual([['each_line', { x: 1, y: 2 }]]);
  expect(read.ok && read.value.infos.map(({ code, node }) => [code, node])).toEqual([
    ['layout/unknown-node', 'gone'],
    ['layout/bad-position', 'start'],
  ]);
});

test.each(['', 'nonsense', '[]', '{ "boxes": 1 }', '{ "boxes": { "__proto__": {} } }'])('%j is no layout', (text) => {
  const read = parseLayout(text, flow);

  expect(read.ok ? [] : read.problems.map((problem) => problem.code)).toEqual(['layout/unreadable']);
});

test('an empty layout prints and reads', () => {
  const text = printLayout(emptyLayout);

  expect(parseLayout(text, flow)).toEqual({ ok: true, value: { layout: emptyLayout, infos: [] } });
});

test('sticky notes keep their place, their text and the body they lie on', () => {
  const note = { x: 8, y: 16, width: 160, height: 64, text: 'Agreed with "Finance"\n2 October' };
  const notes = new Map<string, Note>([
    ['note_1', note],
    ['note_2', { ...note, container: 'each_item' }],
  ]);

  const text = printLayout({ boxes: new Map(), notes });
  const read = parseLayout(text, flow);

  expect(read.ok && [...read.value.layout.notes]).toEqual([
    ['note_1', note],
    ['note_2', { ...note, container: 'each_line' }],
  ]);
});

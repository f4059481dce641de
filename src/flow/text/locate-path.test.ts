import { expect, test } from 'vitest';
import { createPlaceFinder } from './locate-path.ts';

const text = `penstock: 1
id: orders
nodes:
  received:
    type: webhook@1
    config:
      path: /orders
  each_line:
    type: each@1
    config:
      items: 'lines'
    body:
      build:
        type: map@1
        config:
          expression: |-
            {
              "sku": $vars.nothing
            }
`;

test('a path stands where its key stands, and one that is not there where the nearest key above it stands', () => {
  const places = createPlaceFinder(text);

  const found = ['nodes.received.config.path', 'nodes.received.next.out', 'nodes.nobody', ''].map((path) =>
    places.ofPath(path),
  );

  expect(found).toEqual([
    { line: 7, column: 7 },
    { line: 4, column: 3 },
    { line: 3, column: 1 },
    { line: 1, column: 1 },
  ]);
});

test('a place inside a text is counted from the text, in blocks and in quotes', () => {
  const places = createPlaceFinder(text);

  const inBlock = places.ofPath('nodes.each_line.body.build.config.expression', { line: 2, column: 10 });
  const inQuotes = places.ofPath('nodes.each_line.config.items', { line: 1, column: 3 });

  expect(inBlock).toEqual({ line: 18, column: 22 });
  expect(text.split('\n')[17]?.slice(21)).toBe('$vars.nothing');
  expect(inQuotes).toEqual({ line: 11, column: 17 });
});

test('a node is found in bodies too', () => {
  const places = createPlaceFinder(text);

  expect(places.ofNode('build')).toEqual({ line: 13, column: 7 });
  expect(places.ofNode('nobody')).toEqual({ line: 1, column: 1 });
});

test('a text that is no YAML answers with its start', () => {
  const places = createPlaceFinder('nodes: [');

  expect(places.ofPath('nodes')).toEqual({ line: 1, column: 1 });
});

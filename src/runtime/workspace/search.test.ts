import { expect, test } from 'vitest';
import { searchText } from './search.ts';

const clock = { mono: () => 0 };
const place = (path: string, text: string, nodes?: readonly string[]) => ({
  path,
  read: async () => text,
  flow: nodes === undefined ? undefined : { id: 'orders', nodes: new Set(nodes) },
});

test('a match names file, flow, step, line and column; case is one', async () => {
  const flow = 'id: orders\nnodes:\n  received:\n    config:\n      path: /Shop\n  send:\n    type: odoo@1\n';

  const found = await searchText([place('flows/o.flow.yaml', flow, ['received', 'send'])], {
    text: 'SHOP',
    limit: 10,
    clock,
  });

  expect(found).toEqual({
    matches: [
      { path: 'flows/o.flow.yaml', flow: 'orders', node: 'received', line: 5, column: 14, excerpt: 'path: /Shop' },
    ],
    complete: true,
  });
});

test('a limit and the time end a search, and it says so', async () => {
  const many = place('samples/a.json', 'x\n'.repeat(500));
  let now = 0;
  const slow = { mono: () => (now += 1_000) };

  const limited = await searchText([many, many], { text: 'x', limit: 30, clock });
  const late = await searchText([many, many, many], { text: 'x', limit: 200, clock: slow });

  expect([limited.matches.length, limited.complete]).toEqual([30, false]);
  expect([late.matches.length, late.complete]).toEqual([20, false]);
});

test('a line without end gives an excerpt with an end', async () => {
  const found = await searchText([place('samples/a.json', `${'a'.repeat(500)}needle${'b'.repeat(50_000)}`)], {
    text: 'needle',
    limit: 5,
    clock,
  });

  expect(found.matches[0]?.column).toBe(501);
  expect(found.matches[0]?.excerpt).toHaveLength(160);
});

import { expect, test } from 'vitest';
import { pinnedSteps, samplePathFor, startingSamples } from './sample-paths.ts';

test('a file under the flow’s samples that is named like a step is what is pinned to it', () => {
  const paths = ['samples/orders/create_order.json', 'samples/orders/kept-run.json', 'samples/other/create_order.json'];

  const pinned = pinnedSteps('orders', paths, new Set(['create_order', 'map_order']));

  expect([...pinned]).toEqual(['create_order']);
});

test('a test starts from any sample but those pinned to steps; the flow’s own come first', () => {
  const paths = [
    'samples/a.json',
    'samples/orders/create_order.json',
    'samples/orders/kept.json',
    'samples/x/deep.json',
  ];

  const shown = startingSamples('orders', paths, new Set(['create_order']));

  expect(shown).toEqual(['samples/orders/kept.json', 'samples/a.json', 'samples/x/deep.json']);
});

test('a name becomes a path that is legal everywhere', () => {
  expect(samplePathFor('Order SO-1007 (large)')).toBe('samples/order-so-1007-large.json');
  expect(samplePathFor('orders/../../etc')).toBe('samples/orders/etc.json');
  expect(samplePathFor('…')).toBeUndefined();
});

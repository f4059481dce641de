import { expect, test } from 'vitest';
import { filterOptions } from './combobox-options.ts';
import { matchText } from './match-text.ts';

test('beginnings beat beginnings of words, those beat stretches inside, those beat letters in order', () => {
  const texts = ['order', 'order lines', 'sale.order', 'reorder', 'old rare herder', 'o-r-d-e-r', 'invoice'];

  const scores = texts.map((text) => matchText('order', text)?.score ?? null);

  expect(scores).toEqual([100, 90, 75, 50, 17, null, null]);
});

test('every word of the query must be found, in any order', () => {
  expect(matchText('order sale', 'sale.order')?.spans).toEqual([
    [0, 4],
    [5, 10],
  ]);
  expect(matchText('sale invoice', 'sale.order')).toBeNull();
});

test('an empty query matches everything without marking anything', () => {
  expect(matchText('  ', 'sale.order')).toEqual({ score: 0, spans: [] });
});

test('options stand best first in their groups, groups by their best, and are found by their description', () => {
  const options = [
    { value: 'res.partner', group: 'Contacts', description: 'People and companies' },
    { value: 'sale.order.line', group: 'Sales' },
    { value: 'order.sale', group: 'Sales' },
    { value: 'stock.picking', group: 'Stock', description: 'Moves an order' },
    { value: 'res.partner.order', group: 'Contacts' },
  ];
  const withoutQuery = ['res.partner', 'res.partner.order', 'sale.order.line', 'order.sale', 'stock.picking'];

  expect(filterOptions(options, 'order').map(({ option }) => option.value)).toEqual([
    'order.sale',
    'sale.order.line',
    'res.partner.order',
    'stock.picking',
  ]);
  expect(filterOptions(options, '').map(({ option }) => option.value)).toEqual(withoutQuery);
});

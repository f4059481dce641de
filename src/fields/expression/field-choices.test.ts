import { expect, test } from 'vitest';
import { fieldChoices } from './field-choices.ts';

const order = {
  number: 'SO-1',
  customer: { name: 'Azure', 'e-mail': 'a@azure.example' },
  items: [{ sku: 'PMP', qty: 2, price: 3.5 }],
};

test('plain values are offered by path, at every depth, with their value in the sample', () => {
  const choices = fieldChoices(order, { limit: 100 });

  const plain = choices.filter(({ kind }) => kind === 'field' || kind === 'variable');
  expect(plain.map(({ path, example }) => [path, example])).toEqual([
    ['number', '"SO-1"'],
    ['customer.name', '"Azure"'],
    ['customer.`e-mail`', '"a@azure.example"'],
    ['$vars.limit', '100'],
  ]);
});

test('of a list its count, its sums and the sums of its products are offered', () => {
  const choices = fieldChoices(order, undefined);

  const ofList = choices.filter(({ kind }) => kind !== 'field');
  expect(ofList.map(({ path }) => path)).toEqual([
    '$count(items)',
    '$sum(items.qty)',
    '$sum(items.price)',
    '$sum(items.(qty * price))',
  ]);
});

test('nothing is offered where nothing is known', () => {
  expect(fieldChoices(undefined, undefined)).toEqual([]);
});

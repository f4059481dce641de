import { describe, expect, test } from 'vitest';
import { callAt, complete, explainAt } from './complete.ts';

const facts = {
  input: {
    number: 'SO-1',
    customer: { name: 'Ada', 'e-mail': 'a@b.c' },
    items: [
      { sku: 'X', qty: 2 },
      { sku: 'Y', note: 'n' },
    ],
  },
  bindings: { steps: { create_order: { id: 17 } }, vars: { limit: 5 } },
  stepNames: new Map([['create_order', 'Create order']]),
};

function labels(text: string): readonly string[] {
  const at = text.indexOf('|');
  const { suggestions } = complete(text.replace('|', ''), at === -1 ? text.length : at, facts);
  return suggestions.map(({ label }) => label);
}

describe('completion', () => {
  test('offers the fields of the data and everything that begins with a dollar', () => {
    expect(labels('')).toEqual(expect.arrayContaining(['number', 'customer', 'items', '$sum', '$steps']));
  });

  test('offers the fields behind a path, odd names in backticks', () => {
    const { from, suggestions } = complete('customer.na', 11, facts);

    expect(from).toBe(9);
    expect(suggestions.map(({ insert }) => insert)).toEqual(['name', '`e-mail`']);
  });

  test('looks through the rows of a list', () => {
    expect(labels('items.')).toEqual(['sku', 'note', 'qty']);
    expect(labels('items[0].')).toEqual(['sku', 'note', 'qty']);
  });

  test.each(['[items.{ "sku": |', 'items.(|', 'items[|', '{ "a": items.{ "b": $sum(|'])(
    'knows the row inside %s',
    (text) => {
      expect(labels(text).slice(0, 3)).toEqual(['sku', 'note', 'qty']);
    },
  );

  test('knows that a closed bracket is over', () => {
    expect(labels('{ "a": items.{ "b": sku }, "c": |')[0]).toBe('number');
  });

  test('offers steps by their id, and the fields of their results', () => {
    expect(labels('$steps.')).toEqual(['create_order']);
    expect(labels('$steps.create_order.')).toEqual(['id']);
    expect(labels('$vars.')).toEqual(['limit']);
  });

  test('stays silent inside a text', () => {
    expect(labels('"cust')).toEqual([]);
  });
});

test('hover tells a function, and what a path holds in the sample', () => {
  expect(explainAt('$sum(items.qty)', 2, facts)).toMatchObject({ title: '$sum(list)' });
  expect(explainAt('customer.name', 10, facts)).toMatchObject({ from: 0, to: 13, help: 'string: "Ada"' });
  expect(explainAt('items.{ "a": sku }', 14, facts)).toMatchObject({ title: 'sku', help: 'string: "X"' });
});

test('a call knows which of its arguments is being written', () => {
  expect(callAt('$substring(name, 0, ', 20)).toEqual({ name: 'substring', argument: 2 });
  expect(callAt('$sum([a, b', 10)).toEqual({ name: 'sum', argument: 0 });
  expect(callAt('a + b', 5)).toBeUndefined();
});

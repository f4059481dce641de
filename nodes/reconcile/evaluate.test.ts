import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromJsonText, type Json, type JsonObject, type JsonText, toJsonText } from '#flow/json.ts';
import type { PureResult } from '#flow/node-type/work.ts';
import { evaluate } from './evaluate.ts';
import { manifest } from './manifest.ts';

type Row = { readonly id: number; readonly value: number };

test('it finds exactly the differences that were put in, in every order', () => {
  const rows = fc.uniqueArray(fc.record({ id: fc.integer(), value: fc.integer() }), { selector: ({ id }) => id });
  const change = fc.constantFrom('keep', 'only left', 'only right', 'differ', 'repeat');

  fc.assert(
    fc.property(rows, fc.infiniteStream(change), fc.nat(), (all, changes, turn) => {
      const planned = all.map((row) => ({ row, change: changes.next().value }));
      const idsOf = (wanted: string) => planned.filter((one) => one.change === wanted).map(({ row }) => String(row.id));
      const left = planned.flatMap((one) => (one.change === 'only right' ? [] : [one.row]));
      const right = planned.flatMap((one) => asOnTheRight(one.row, one.change));

      const result = resultOf({ key: 'id', compare: [{ name: 'value' }] }, left, turned(right, turn));

      expect(result).toMatchObject({
        equal: planned.every((one) => one.change === 'keep'),
        onlyLeft: idsOf('only left'),
        different: idsOf('differ').map((key) => ({ key, field: 'value' })),
      });
      expect(sorted(result.onlyRight)).toEqual(sorted(idsOf('only right')));
      expect(sorted(keysOf(result.repeated))).toEqual(sorted(idsOf('repeat')));
    }),
  );
});

function asOnTheRight(row: Row, change: string | undefined): readonly Row[] {
  if (change === 'only left') return [];
  if (change === 'differ') return [{ ...row, value: row.value + 1 }];
  return change === 'repeat' ? [row, row] : [row];
}

test('lists of differences end at 500, and the rest is counted', () => {
  const left = Array.from({ length: 700 }, (_, id) => ({ id, value: 1, other: 1 }));
  const right = left.slice(0, 300).map(({ id }) => ({ id, value: 2, other: 2 }));

  const result = resultOf({ key: 'id' }, left, right);

  expect(result).toMatchObject({
    counts: { onlyLeft: 400, different: 300 },
    notListed: { onlyLeft: 0, onlyRight: 0, different: 100, repeated: 0 },
  });
  expect([result.onlyLeft, result.different].map(lengthOf)).toEqual([400, 500]);
});

test('the result stays readable by expressions, however large and many the differences are', () => {
  const long = 'ä'.repeat(5_000);
  const rowsOf = (text: string) =>
    Array.from({ length: 600 }, (_, id) => ({ id: `${id}-`.padEnd(200, 'k'), [`${long}`]: text + long }));

  const result = played({ key: 'id' }, rowsOf('a'), rowsOf('b'));

  expect(result.ok && (result.output?.length ?? 0)).toBeLessThan(1_048_576);
});

test('the sum of a field does not depend on the order of its items', () => {
  const values = [1e15, 0.1, -1e15, 0.2, 0.3, 1];
  const rows = values.map((value, id) => ({ id, value }));

  const result = resultOf({ key: 'id', compare: [{ name: 'value' }] }, rows, rows.toReversed());

  expect(result.sums).toEqual([{ name: 'value', left: 1.6, right: 1.6 }]);
});

test('a field that holds text somewhere has no sum', () => {
  const result = resultOf({ key: 'id', compare: [{ name: 'v' }] }, [{ id: 1, v: '12' }], [{ id: 1, v: 12 }]);

  expect(result).toMatchObject({ equal: false, sums: [], different: [{ left: '12', right: 12 }] });
});

test('a tolerance takes in its own edge, and nothing beyond it', () => {
  const compare = [{ name: 'kg', tolerance: 0.01 }];
  const rowsOf = (...weights: readonly number[]) => weights.map((kg, id) => ({ id, kg }));

  const result = resultOf({ key: 'id', compare }, rowsOf(0.31, 1.005, 5), rowsOf(0.3, 1.0151, 5));

  expect(keysOf(result.different)).toEqual(['1']);
});

test('a named field that is missing and one that is null are equal', () => {
  const result = resultOf({ key: 'id', compare: [{ name: 'note' }] }, [{ id: 1 }], [{ id: 1, note: null }]);

  expect(result.equal).toBe(true);
});

test('names every object knows are fields like any other', () => {
  const result = resultOf(
    { key: 'id', compare: [{ name: 'constructor' }] },
    [{ id: '__proto__' }],
    [{ id: '__proto__' }],
  );

  expect(result).toMatchObject({ equal: true, counts: { both: 1 } });
});

test.each(['$uppercase(sku)', 'a & b', 'lines[0]', '"sku"'])('the key %s is no field name', (key) => {
  const parsed = manifest.config.safeParse({ left: 'a', right: 'b', key });

  expect(parsed.success).toBe(false);
});

test('a path that leads through a list is left to JSONata', () => {
  const asked: string[] = [];

  evaluateOver(
    { left: 'orders.lines', right: '[shop]', key: 'id' },
    toJsonText({ orders: [{ lines: [] }], shop: [] }),
    asked,
  );

  expect(asked).toEqual(['left']);
});

test.each(['{"rows":[{"id":1e3,"n":"12345678901234567890"}]}', '{"rows":[{"id":1,"n":0.12345678901234567890}]}'])(
  'long digits that no whole number is made of are taken: %s',
  (input) => {
    // Written out above.
    const result = evaluateOver({ left: 'rows', right: 'rows', key: 'id' }, input as JsonText);

    expect(result).toMatchObject({ ok: true, ports: ['equal'] });
  },
);

function resultOf(config: JsonObject, left: Json, right: Json): JsonObject {
  const result = played(config, left, right);
  if (!result.ok || result.output === undefined) throw new Error('There is no result.');
  // The node gives an object.
  return fromJsonText(result.output) as JsonObject;
}

function played(config: JsonObject, left: Json, right: Json): PureResult {
  return evaluateOver({ left: 'left', right: '[right]', ...config }, toJsonText({ left, right }));
}

function evaluateOver(config: JsonObject, input: JsonText, asked: string[] = []): PureResult {
  return evaluate({
    id: 'reconcile',
    config,
    input,
    inputs: [{ from: 'before', input }],
    expression: (path) => {
      asked.push(path);
      return { ok: true, text: toJsonText([]) };
    },
    script: () => ({ ok: true, text: undefined }),
    contract: () => undefined,
  });
}

function turned<T>(list: readonly T[], by: number): readonly T[] {
  const at = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

function keysOf(list: Json | undefined): readonly string[] {
  return Array.isArray(list) ? list.map((one: JsonObject) => String(one.key)) : [];
}

function sorted(list: Json | undefined): readonly string[] {
  return Array.isArray(list) ? list.map(String).sort() : [];
}

function lengthOf(list: Json | undefined): number {
  return Array.isArray(list) ? list.length : -1;
}

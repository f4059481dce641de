import { expect, test } from 'vitest';
import { pointersTo } from './shadow.ts';

test('places that differ are told as JSON Pointers, those that are equal are not', () => {
  const before = { effects: [{ step: 'a', config: { body: { total: 1, 'a/b': 2 } } }], output: { id: 1 } };
  const after = {
    effects: [{ step: 'a', config: { body: { total: 3, 'a/b': 4 } } }, { step: 'b' }],
    output: { id: 1 },
  };

  expect(pointersTo(before, after)).toEqual([
    '/effects/0/config/body/a~1b',
    '/effects/0/config/body/total',
    '/effects/1',
  ]);
  expect(pointersTo(before, before)).toEqual([]);
  expect(pointersTo(1, 'a')).toEqual(['']);
});

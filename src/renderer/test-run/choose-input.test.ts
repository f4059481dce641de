import { expect, test } from 'vitest';
import { businessKeyIn, isReal, maskValue, sampleInput } from './choose-input.ts';

test('an event is called by the flow’s correlation where that is a plain path', () => {
  const input = { order: { number: 'SO-2291' } };

  expect(businessKeyIn({ correlation: 'order.number' }, input)).toBe('SO-2291');
  expect(businessKeyIn({ correlation: '$uppercase(order.number)' }, input)).toBeUndefined();
  expect(businessKeyIn({ correlation: 'order.missing' }, input)).toBeUndefined();
  expect(businessKeyIn({}, input)).toBeUndefined();
});

test('what came from a real call is masked by the agreed shape before it is kept', () => {
  const contract = { type: 'object', properties: { nickname: { type: 'string', 'x-class': 'personal' } } };

  const { value, count } = maskValue({ nickname: 'Ada L.', number: 'SO-1' }, contract);

  expect(value).toEqual({ nickname: expect.not.stringContaining('Ada'), number: 'SO-1' });
  expect(count).toBe(1);
  expect([isReal({ source: 'call' }), isReal(sampleInput('samples/a.json'))]).toEqual([true, false]);
});

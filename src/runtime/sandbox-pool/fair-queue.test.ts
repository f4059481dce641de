import { expect, test } from 'vitest';
import { createFairQueue } from './fair-queue.ts';

const upTo = (count: number) => {
  let taken = 0;
  return () => taken++ < count;
};

test('lines are served in turn, whatever their length', () => {
  const queue = createFairQueue<string>();
  for (const job of ['a1', 'a2', 'a3', 'a4']) queue.push('a', job);
  queue.push('b', 'b1');
  queue.push('c', 'c1');

  const [first, second] = [queue.take(upTo(3)), queue.take(upTo(9))];

  expect([first, second]).toEqual([
    ['a1', 'b1', 'c1'],
    ['a2', 'a3', 'a4'],
  ]);
  expect(queue.size()).toBe(0);
});

test('jobs put back are the very next ones, in their order', () => {
  const queue = createFairQueue<string>();
  for (const job of ['a3', 'a4']) queue.push('a', job);
  queue.push('b', 'b1');
  queue.putBack('a', ['a1', 'a2']);

  expect(queue.take(upTo(9))).toEqual(['a1', 'b1', 'a2', 'a3', 'a4']);
});

test('the first job that does not fit stays with everything behind it', () => {
  const queue = createFairQueue<number>();
  for (const job of [1, 1, 5, 1]) queue.push('a', job);

  expect(queue.take((job) => job === 1)).toEqual([1, 1]);
  expect(queue.drain()).toEqual([5, 1]);
});

import { expect, test } from 'vitest';
import type { ReviewComment } from '../data/reviews.ts';
import type { ChangeEntry } from './change-entries.ts';
import { placeOf, splitThreads, threadsOf } from './comment-places.ts';

function commentOf(given: Partial<ReviewComment> & { readonly id: string }): ReviewComment {
  const place = { flow: null, node: null, field: null, replyTo: null, resolved: null };
  return { by: 'anna-berg', at: '2026-11-21T10:00:00.000Z', text: 'Why?', ...place, ...given };
}

const step: ChangeEntry = {
  key: 'orders:step:send',
  flow: 'orders',
  node: 'send',
  file: 'flows/orders.flow.yaml',
  risk: 'low',
  sort: 'changed',
  changes: [],
};

test('answers to answers stand in the thread they began in', () => {
  const threads = threadsOf([
    commentOf({ id: 'a' }),
    commentOf({ id: 'b', replyTo: 'a' }),
    commentOf({ id: 'c', replyTo: 'b' }),
  ]);

  expect(threads.map(({ root, replies }) => [root.id, replies.map(({ id }) => id)])).toEqual([['a', ['b', 'c']]]);
});

test('a comment on a field of a step stands at the step, and one on nothing at the review', () => {
  const threads = threadsOf([
    commentOf({ id: 'a', flow: 'orders', node: 'send', field: 'config.path' }),
    commentOf({ id: 'b' }),
    commentOf({ id: 'c', flow: 'orders', node: 'gone' }),
  ]);

  const { at, whole } = splitThreads(threads, [step]);

  expect(at.get(step.key)?.map(({ root }) => root.id)).toEqual(['a']);
  expect(whole.map(({ root }) => root.id)).toEqual(['b', 'c']);
});

test('a comment is written where it is found again', () => {
  const contract = { ...step, key: 'contracts/order', flow: null, node: null, file: 'contracts/order@1.json' };
  const place = placeOf(contract, null);

  const { at } = splitThreads(threadsOf([commentOf({ id: 'a', ...place })]), [contract]);

  expect(at.get(contract.key)).toHaveLength(1);
});

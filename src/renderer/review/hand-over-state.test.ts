import { expect, test } from 'vitest';
import type { ReviewRow } from '../data/review-list.ts';
import { stateOfFlow } from './hand-over-state.ts';

function rowOf(given: Partial<ReviewRow>): ReviewRow {
  return {
    id: 'r1',
    title: 'Shorter approval',
    author: 'anna-berg',
    state: 'open',
    flows: ['orders'],
    versions: { orders: '1.1.0' },
    updatedAt: '2026-11-21T10:00:00.000Z',
    comments: 0,
    approvals: 0,
    needed: 1,
    waitsForMe: false,
    ...given,
  };
}

const anna = { person: 'anna-berg' };
const ben = { person: 'ben-okafor' };

test.each([
  ['nothing is handed over', [], anna, 'request'],
  ['it was released', [rowOf({ state: 'released' })], anna, 'request'],
  ['mine is looked at', [rowOf({})], anna, 'wait'],
  ['mine needs changes', [rowOf({ state: 'changes-requested' })], anna, 'mend'],
  ['it waits for me', [rowOf({ waitsForMe: true })], ben, 'approve'],
  ['I approved and others have to', [rowOf({})], ben, 'look'],
  ['everybody approved', [rowOf({ state: 'approved' })], ben, 'release'],
  ['another flow is looked at', [rowOf({ flows: ['returns'] })], anna, 'request'],
] as const)('where %s the main action fits', (_name, rows, identity, kind) => {
  expect(stateOfFlow('orders', rows, identity).kind).toBe(kind);
});

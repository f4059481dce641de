import { expect, test } from 'vitest';
import { addComment, addDecision, isSentBack, type Review } from './review.ts';
import { formatReview, parseReview, printReview } from './review-file.ts';

const digest = 'ab'.repeat(32);

const plain: Review = {
  id: '2026-11-22-orders-3f2a',
  title: 'Orders: "higher" limit',
  description: '',
  author: 'anna',
  createdAt: '2026-11-22T09:00:00.000Z',
  updatedAt: '2026-11-22T09:00:00.000Z',
  versions: new Map([['orders', '1.1.0']]),
  digest,
  state: 'open',
  signatures: [],
  comments: [],
  decisions: [],
};

test('a review reads as it was written, whatever people wrote into it', () => {
  const text = 'Why 10?\n\n  - "quoted": yes # no comment\n\ttab, ünïcode 🙂\nlast line ';
  const commented = addComment(
    { ...plain, description: 'Two\nlines' },
    { id: 'c1', by: 'ben', at: '2026-11-22T10:00:00.000Z', flow: 'orders', node: 'map', field: 'retry.attempts', text },
  );
  if (!commented.ok) throw new Error('the comment was refused');
  const signature = {
    role: 'author',
    by: 'anna',
    keyId: '0123456789abcdef',
    at: plain.createdAt,
    digest,
    signature: `${'A'.repeat(86)}==`,
  } as const;
  const review = { ...commented.value, signatures: [signature] };

  const printed = printReview(review);

  expect(parseReview(printed)).toEqual({ ok: true, value: review });
  expect(formatReview(printed)).toEqual({ ok: true, value: printed });
});

test('whoever asks for changes takes back the approval they gave', () => {
  const approval = { by: 'ben', at: '2026-11-22T10:00:00.000Z', decision: 'approve', digest } as const;
  const signature = {
    role: 'approver',
    by: 'ben',
    keyId: '0123456789abcdef',
    at: approval.at,
    digest,
    signature: '',
  } as const;

  const approved = addDecision(plain, approval, signature);
  const sentBack = approved.ok ? addDecision(approved.value, { ...approval, decision: 'request-changes' }) : approved;

  expect(approved.ok && approved.value.signatures).toEqual([signature]);
  expect(approved.ok && isSentBack(approved.value)).toBe(false);
  expect(sentBack.ok && [sentBack.value.signatures, isSentBack(sentBack.value)]).toEqual([[], true]);
});

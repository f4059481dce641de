import { useQuery } from '@tanstack/react-query';
import type { Route } from '../routes.ts';
import { runtime } from './client.ts';
import { answerOf } from './queries.ts';
import { useReviews } from './review-list.ts';

/** How much waits for a person, by area; an area without anything to count is left out. */
export function useWorkCounts(): Readonly<Partial<Record<Route['screen'], number>>> {
  const { data } = useQuery({ queryKey: ['work-counts'], queryFn: countWork, refetchInterval: 30_000 });
  const { data: listed } = useReviews();
  const reviews = listed?.reviews.filter(({ waitsForMe }) => waitsForMe).length;
  return { ...data, ...(reviews === undefined ? {} : { reviews }) };
}

async function countWork() {
  const [approvals, letters] = await Promise.all([
    runtime.send('approvals.list', { query: { state: 'open', limit: 100 } }),
    runtime.send('dead-letters.list', { query: { state: 'open', limit: 100 } }),
  ]);
  return { approvals: answerOf(approvals).approvals.length, 'set-aside': answerOf(letters).deadLetters.length };
}

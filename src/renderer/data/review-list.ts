import { useQuery } from '@tanstack/react-query';
import { runtime } from './client.ts';
import { answerOf } from './queries.ts';

/** How often others are asked for their reviews, in milliseconds. */
const againMs = 60_000;

/**
 * Reviews, those that wait for this person first. Not asked again where nobody answers, as on a server.
 *
 * @param staleMs how old an answer may be that is shown without asking again
 */
export function useReviews(staleMs = 15_000) {
  return useQuery({
    queryKey: ['reviews', 'list'],
    queryFn: async () => answerOf(await runtime.send('reviews.list', {})),
    refetchInterval: ({ state }) => (state.error === null ? againMs : false),
    staleTime: staleMs,
    retry: false,
  });
}

/** What `useReviews` tells. */
export type ReviewList = NonNullable<ReturnType<typeof useReviews>['data']>;

/** One review as a row of the list. */
export type ReviewRow = ReviewList['reviews'][number];

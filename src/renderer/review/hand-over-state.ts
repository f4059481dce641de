import type { ReviewRow } from '../data/review-list.ts';
import type { Identity } from '../data/reviews.ts';

/** What there is to do about a flow next: the one main action of the page. */
export type HandOverState =
  | { readonly kind: 'request' }
  | { readonly kind: 'wait' | 'mend' | 'approve' | 'look' | 'release'; readonly review: string };

/** The review a flow stands in, if any; mine before others'. */
export function reviewOf(flow: string, reviews: readonly ReviewRow[], me: string | null): ReviewRow | undefined {
  const open = reviews.filter(
    ({ flows, state }) => flows.includes(flow) && state !== 'released' && state !== 'withdrawn',
  );
  return open.find(({ author }) => author === me) ?? open.find(({ waitsForMe }) => waitsForMe) ?? open[0];
}

/** What there is to do about a flow next. */
export function stateOfFlow(
  flow: string,
  reviews: readonly ReviewRow[],
  identity: Pick<Identity, 'person'> | undefined,
): HandOverState {
  const me = identity?.person ?? null;
  const review = reviewOf(flow, reviews, me);
  if (review === undefined) return { kind: 'request' };
  const is = (kind: Exclude<HandOverState['kind'], 'request'>): HandOverState => ({ kind, review: review.id });
  if (review.state === 'approved') return is('release');
  if (review.author === me) return is(review.state === 'changes-requested' ? 'mend' : 'wait');
  return is(review.waitsForMe ? 'approve' : 'look');
}

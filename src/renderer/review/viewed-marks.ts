import { create } from 'zustand';
import { readRemembered, remember } from '#ui/remembered.ts';

type Viewed = {
  /** Keys of viewed changes by review and what was shown of it. */
  readonly byReview: Readonly<Record<string, readonly string[]>>;
};

const storageKey = 'penstock.viewed';

/** Reviews whose marks are kept; older ones are forgotten. */
const mostReviews = 40;

const none: readonly string[] = [];

/** Which changes this person ticked off, on this computer; a review that is handed over anew begins afresh. */
export const useViewed = create<Viewed>(() => ({ byReview: readStored() }));

/** Names what marks belong to. */
export function markKey(review: string, digest: string): string {
  return `${review}@${digest.slice(0, 16)}`;
}

/** Ticks a change off, or takes the tick away. */
export function toggleViewed(review: string, change: string): void {
  const { byReview } = useViewed.getState();
  const { [review]: own = none, ...others } = byReview;
  const next = own.includes(change) ? own.filter((one) => one !== change) : [...own, change];
  // The one just used stands last, so that the oldest go first.
  const kept = Object.entries({ ...others, [review]: next }).slice(-mostReviews);
  useViewed.setState({ byReview: Object.fromEntries(kept) });
  remember(storageKey, JSON.stringify(Object.fromEntries(kept)));
}

/** The marks of one review, as a stable list. */
export function viewedOf({ byReview }: Viewed, review: string): readonly string[] {
  return byReview[review] ?? none;
}

function readStored(): Viewed['byReview'] {
  try {
    const stored: unknown = JSON.parse(readRemembered(storageKey) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).filter((entry): entry is [string, string[]] => Array.isArray(entry[1])),
    );
  } catch {
    // What cannot be read counts as nothing stored.
    return {};
  }
}

import type { CommentPlace, ReviewComment } from '../data/reviews.ts';
import type { ChangeEntry } from './change-entries.ts';

/** A comment with its answers, oldest first. */
export type Thread = { readonly root: ReviewComment; readonly replies: readonly ReviewComment[] };

/** Where a comment about an entry stands; about a field of a step where one is looked at. */
export function placeOf(entry: ChangeEntry, field: string | null): CommentPlace {
  const own = entry.node === null ? (entry.changes[0]?.field ?? entry.file ?? null) : field;
  return { flow: entry.flow, node: entry.node, field: own, replyTo: null };
}

/** Comments as threads; an answer whose comment is not there begins one. */
export function threadsOf(comments: readonly ReviewComment[]): readonly Thread[] {
  const ids = new Set(comments.map(({ id }) => id));
  const replies = Map.groupBy(
    comments.filter(({ replyTo }) => replyTo !== null && ids.has(replyTo)),
    ({ replyTo }) => replyTo,
  );
  // An answer to an answer belongs to the same thread.
  const below = (id: string): readonly ReviewComment[] =>
    (replies.get(id) ?? []).flatMap((one) => [one, ...below(one.id)]);
  return comments
    .filter(({ replyTo }) => replyTo === null || !ids.has(replyTo))
    .map((root) => ({ root, replies: below(root.id) }));
}

/** True where a thread is about an entry. */
export function isAt({ root }: Thread, entry: ChangeEntry): boolean {
  if (root.flow !== entry.flow || root.node !== entry.node) return false;
  return entry.node !== null || root.field === placeOf(entry, null).field;
}

/** Threads about an entry, and those about none of them: the review as a whole, or what does not differ any more. */
export function splitThreads(
  threads: readonly Thread[],
  entries: readonly ChangeEntry[],
): { readonly at: ReadonlyMap<string, readonly Thread[]>; readonly whole: readonly Thread[] } {
  const at = new Map(
    entries.map((entry) => [
      entry.key,
      threads.filter((thread) => isAt(thread, entry) && (thread.root.flow !== null || thread.root.field !== null)),
    ]),
  );
  const placed = new Set([...at.values()].flat());
  return { at, whole: threads.filter((thread) => !placed.has(thread)) };
}

/** Threads nobody settled. */
export function countOpen(threads: readonly Thread[]): number {
  return threads.filter(({ root }) => root.resolved === null).length;
}

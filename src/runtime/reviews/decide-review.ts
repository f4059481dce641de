import { randomBytes } from 'node:crypto';
import { formatInstant } from '#flow/instant.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { addComment, addDecision, type Review, type ReviewComment, resolveComment } from '#flow/review/review.ts';
import { signBundle } from '../bundles/sign-bundle.ts';
import type { Repository } from '../git/repository.ts';
import { amendReview } from './amend-review.ts';
import type { FoundReview } from './find-reviews.ts';
import { demandIdentity, type Identity } from './identity.ts';
import { judgeReview, whyNotApprove } from './judge-review.ts';
import type { ReviewParts } from './parts.ts';
import { reviewDecided } from './review-audit.ts';
import type { Sides } from './sides.ts';

/** What somebody writes at a change. */
export type CommentAsk = {
  readonly flow?: string;
  readonly node?: string;
  readonly field?: string;
  readonly text: string;
  readonly replyTo?: string;
};

/** What somebody decides about what they were shown. */
export type DecisionAsk = {
  readonly decision: 'approve' | 'request-changes';
  /** The digest they were shown. */
  readonly digest: string;
  readonly note: string | undefined;
};

/** Writes a comment; its id comes with it. */
export async function commentOn(
  parts: ReviewParts,
  id: string,
  ask: CommentAsk,
): Promise<Result<{ readonly review: Review; readonly comment: string }>> {
  const identity = await demandIdentity(parts);
  if (!identity.ok) return identity;
  const { person } = identity.value;
  const at = formatInstant(parts.clock.now());
  const { text, ...place } = ask;
  const comment: ReviewComment = { id: `c-${randomBytes(5).toString('hex')}`, by: person, at, ...place, text };
  const sentence = `Comment: ${id}`;
  const written = await amendReview(parts, {
    id,
    sentence,
    person,
    change: ({ review }) => addComment(review, comment),
  });
  return written.ok ? succeed({ review: written.value, comment: comment.id }) : written;
}

/** Marks a comment as settled, or opens it again. */
export async function settleComment(
  parts: ReviewParts,
  id: string,
  { comment, resolved }: { readonly comment: string; readonly resolved: boolean },
): Promise<Result<Review>> {
  const identity = await demandIdentity(parts);
  if (!identity.ok) return identity;
  const { person } = identity.value;
  const at = formatInstant(parts.clock.now());
  const mark = { at, resolved: resolved ? { by: person, at } : undefined };
  const sentence = `${resolved ? 'Settle' : 'Open'} a comment: ${id}`;
  return await amendReview(parts, {
    id,
    sentence,
    person,
    change: ({ review }) => resolveComment(review, comment, mark),
  });
}

/** Approves what the caller was shown, by a signature, or asks for changes. */
export async function decideReview(
  parts: ReviewParts,
  sides: Sides,
  { id, by, ask }: { readonly id: string; readonly by: string; readonly ask: DecisionAsk },
): Promise<Result<Review>> {
  const identity = await demandIdentity(parts);
  if (!identity.ok) return identity;
  const { person, keyId } = identity.value;
  const at = parts.clock.now();
  const decided = await amendReview(parts, {
    id,
    sentence: `${ask.decision === 'approve' ? 'Approve' : 'Ask for changes'}: ${id}`,
    person,
    change: (found, repository) => applyDecision({ found, repository, sides, identity: identity.value, at }, ask),
  });
  if (decided.ok) {
    await parts.record(reviewDecided(decided.value, { decision: ask.decision, person, keyId }, { actor: by, at }));
  }
  return decided;
}

/** Takes a review back; only whoever handed it over does. */
export async function withdrawReview(parts: ReviewParts, id: string): Promise<Result<Review>> {
  const identity = await demandIdentity(parts);
  if (!identity.ok) return identity;
  const { person } = identity.value;
  const at = formatInstant(parts.clock.now());
  return await amendReview(parts, {
    id,
    sentence: `Withdraw: ${id}`,
    person,
    change: ({ review }) =>
      review.author === person ? succeed({ ...review, state: 'withdrawn', updatedAt: at }) : refuse(notYours(review)),
  });
}

type Deciding = {
  readonly found: FoundReview;
  readonly repository: Repository;
  readonly sides: Sides;
  readonly identity: Identity;
  readonly at: number;
};

async function applyDecision(
  { found, repository, sides, identity, at }: Deciding,
  { decision, digest, note }: DecisionAsk,
): Promise<Result<Review>> {
  const { review, commit } = found;
  const now = formatInstant(at);
  if (review.digest !== digest) return refuse(moved(review));
  const entry = { by: identity.person, at: now, decision, digest, ...(note === undefined ? {} : { note }) };
  if (decision === 'request-changes') return addDecision(review, entry);
  const judged = await judgeReview(repository, sides, found, now.slice(0, 10));
  if (!judged.ok) return judged;
  const problem = whyNotApprove(judged.value, identity, now.slice(0, 10));
  if (problem !== undefined) return refuse(problem);
  const collected = await sides.collect(commit, review.versions, now.slice(0, 10));
  if (!collected.ok) return collected;
  if (collected.value.digest !== digest) return refuse(changed(review));
  const signature = signBundle(digest, { role: 'approver', by: identity.person, at: now }, identity.key);
  return addDecision(review, entry, signature);
}

/** The refusal of a decision about something that is not handed over any more. */
export function moved({ title }: Review): Problem {
  const message = `"${title}" was handed over anew since you looked at it. Look at what it is now, and decide about that.`;
  return { code: 'review/moved', message };
}

/** The refusal of a review whose content is not what its author signed. */
export function changed({ title, author }: Review): Problem {
  const message = `The files of "${title}" are not those ${author} signed: something was changed past the review. Ask ${author} to hand it over again.`;
  return { code: 'review/changed', message };
}

function notYours({ title, author }: Review): Problem {
  const message = `"${title}" was handed over by ${author}, and only they take it back. Ask for changes instead.`;
  return { code: 'review/not-the-author', message };
}

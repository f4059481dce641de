import type { BundleSignature } from '../bundle/signature.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';

/** A remark at a flow, a step or a field of it, or an answer to one. */
export type ReviewComment = {
  readonly id: string;
  /** The person who wrote it. */
  readonly by: string;
  readonly at: string;
  readonly flow?: string;
  readonly node?: string;
  /** As `field` of a change. */
  readonly field?: string;
  readonly text: string;
  /** The comment it answers. */
  readonly replyTo?: string;
  readonly resolved?: { readonly by: string; readonly at: string };
};

/** What somebody decided about a digest; an approval counts by its signature, not by this entry. */
export type ReviewDecision = {
  readonly by: string;
  readonly at: string;
  readonly decision: 'approve' | 'request-changes';
  readonly digest: string;
  readonly note?: string;
};

/** The value of one `reviews/<id>.yaml`: what was handed over, and what people said about it. */
export type Review = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** The person who handed it over. */
  readonly author: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** What it stood on when it was handed over; absent where nothing was there before. */
  readonly base?: string;
  /** The versions its flows are released as, by flow id. */
  readonly versions: ReadonlyMap<string, string>;
  /** What approvers sign. */
  readonly digest: string;
  readonly state: 'open' | 'released' | 'withdrawn';
  readonly signatures: readonly BundleSignature[];
  readonly comments: readonly ReviewComment[];
  readonly decisions: readonly ReviewDecision[];
};

/** Most comments, and most decisions, of one review. */
export const mostEntries = 1_000;

/** Where the file of a review stands in a workspace. */
export function reviewFile(id: string): string {
  return `reviews/${id}.yaml`;
}

/** Ids of reviews name a file and a branch. */
export function isReviewId(text: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/.test(text);
}

/** A review with one more comment; refused where it answers none there is, or there are too many. */
export function addComment(review: Review, comment: ReviewComment): Result<Review> {
  if (review.comments.length >= mostEntries) return refuse(tooMany(review.id));
  const { replyTo } = comment;
  if (replyTo !== undefined && !review.comments.some(({ id }) => id === replyTo)) {
    return refuse(noComment(review.id, replyTo));
  }
  return succeed({ ...review, comments: [...review.comments, comment], updatedAt: later(review, comment.at) });
}

/** A review whose comment is settled, or open again where `resolved` is undefined. */
export function resolveComment(
  review: Review,
  id: string,
  mark: { readonly at: string; readonly resolved: { readonly by: string; readonly at: string } | undefined },
): Result<Review> {
  if (!review.comments.some((one) => one.id === id)) return refuse(noComment(review.id, id));
  const comments = review.comments.map((one) => {
    if (one.id !== id) return one;
    const { resolved: _before, ...open } = one;
    return mark.resolved === undefined ? open : { ...open, resolved: mark.resolved };
  });
  return succeed({ ...review, comments, updatedAt: later(review, mark.at) });
}

/** A review with one more decision, and with the signature an approval is given by. */
export function addDecision(review: Review, decision: ReviewDecision, signature?: BundleSignature): Result<Review> {
  if (review.decisions.length >= mostEntries) return refuse(tooMany(review.id));
  const isSame = (one: BundleSignature) => one.role === signature?.role && one.keyId === signature.keyId;
  const kept = decision.decision === 'approve' ? review.signatures : withoutApproval(review, decision.by);
  const signatures = signature === undefined ? kept : [...kept.filter((one) => !isSame(one)), signature];
  return succeed({
    ...review,
    signatures,
    decisions: [...review.decisions, decision],
    updatedAt: later(review, decision.at),
  });
}

/** Whoever asks for changes takes back the approval given before. */
function withoutApproval({ signatures }: Review, by: string): readonly BundleSignature[] {
  return signatures.filter((one) => one.role !== 'approver' || one.by !== by);
}

/** The last decision of every person about what is handed over now. */
export function standingDecisions({ decisions, digest }: Review): readonly ReviewDecision[] {
  const last = new Map<string, ReviewDecision>();
  for (const decision of decisions) if (decision.digest === digest) last.set(decision.by, decision);
  return [...last.values()];
}

/** True where somebody asked for changes to what is handed over now, and did not approve it since. */
export function isSentBack(review: Review): boolean {
  return standingDecisions(review).some(({ decision }) => decision === 'request-changes');
}

function later({ updatedAt }: Review, at: string): string {
  return at > updatedAt ? at : updatedAt;
}

function noComment(review: string, id: string): Problem {
  const message = `The review "${review}" has no comment "${id}". Look at the review again.`;
  return { code: 'review/no-such-comment', message };
}

function tooMany(review: string): Problem {
  const message = `The review "${review}" holds as many entries as one may. Hand a smaller change over as a review of its own.`;
  return { code: 'review/too-many-entries', message };
}

import type { BundleSignature } from '#flow/bundle/signature.ts';
import { bundleStatement } from '#flow/bundle/signature.ts';
import type { Change } from '#flow/diff/change.ts';
import type { DiffSide } from '#flow/diff/side.ts';
import { type Problem, type Result, succeed } from '#flow/problem.ts';
import { type Approval, isMet, needsOf, type ReviewNeed } from '#flow/review/needs.ts';
import { isSentBack, type Review } from '#flow/review/review.ts';
import type { KeyRole, TrustedKey } from '#flow/workspace/parse-workspace-file.ts';
import { parseWorkspaceFile } from '#flow/workspace/parse-workspace-file.ts';
import { readBlobs } from '../git/objects.ts';
import { mergeBase, type Repository } from '../git/repository.ts';
import { isSignedBy, keyIdOf } from '../keys/signing-keys.ts';
import type { FoundReview } from './find-reviews.ts';
import { type Identity, rolesOf } from './identity.ts';
import type { Actor } from './parts.ts';
import type { Sides } from './sides.ts';

/** Where a review stands. */
export type ReviewState = 'open' | 'changes-requested' | 'approved' | 'released' | 'withdrawn';

/** A review with everything that decides about it. */
export type JudgedReview = {
  readonly found: FoundReview;
  /** What it is held against; null where nothing was there before. */
  readonly base: string | null;
  readonly after: DiffSide;
  readonly changes: readonly Change[];
  readonly needs: readonly ReviewNeed[];
  readonly approvals: readonly Approval[];
  readonly state: ReviewState;
  /** Keys that count, as what was released says: a change cannot bring its own approvers. */
  readonly keys: readonly TrustedKey[];
};

/** Judges a review against what was released. */
export async function judgeReview(
  repository: Repository,
  sides: Sides,
  found: FoundReview,
  today: string,
): Promise<Result<JudgedReview>> {
  const { review, commit } = found;
  const base = await baseOf(repository, found);
  const [after, changes, keys, collected] = await Promise.all([
    sides.at(commit),
    sides.compare(base, commit),
    // As it is known now: a key that was revoked since counts no more, however old the change is.
    trustedKeysOf(repository, repository.mainCommit ?? commit),
    sides.collect(commit, review.versions, today),
  ]);
  if (!after.ok) return after;
  if (!changes.ok) return changes;
  const approvals = approvalsOf(review, keys, today);
  // Flows that others call come along, and count as much as those that changed.
  const ids = collected.ok ? collected.value.manifest.flows.map(({ id }) => id) : review.versions.keys();
  const needs = needsOf({ flows: weighedFlows(after.value, ids), changes: changes.value, approvals });
  const state = stateOf(review, needs);
  return succeed({ found, base, after: after.value, changes: changes.value, needs, approvals, state, keys });
}

/** The flows of a side as far as they decide who must approve. */
export function weighedFlows(
  side: DiffSide,
  ids: Iterable<string>,
): { name: string; criticality: string | undefined }[] {
  const wanted = new Set(ids);
  return side.flows.flatMap(({ flow }) =>
    wanted.has(flow.id) ? [{ name: flow.name, criticality: flow.classification?.criticality }] : [],
  );
}

/** What a review is held against: never what its own file says while what was released can tell. */
async function baseOf({ folder, remote, mainCommit }: Repository, found: FoundReview): Promise<string | null> {
  const { review, commit, isBranch } = found;
  if (remote === null || !isBranch) return review.base ?? null;
  return mainCommit === null ? null : await mergeBase(folder, mainCommit, commit);
}

/** Keys that a commit trusts; none where its settings cannot be read. */
export async function trustedKeysOf({ folder, prefix }: Repository, commit: string): Promise<readonly TrustedKey[]> {
  const name = `${commit}:${prefix}penstock.yaml`;
  const text = (await readBlobs(folder, [name])).get(name)?.toString('utf8');
  const parsed = text === undefined ? undefined : parseWorkspaceFile(text);
  return parsed?.ok === true ? parsed.value.trustedKeys : [];
}

/** The key of a genuine signature, with what it counts for that day; undefined where it is not genuine or not known. */
export function provenRoles(
  signature: BundleSignature,
  keys: readonly TrustedKey[],
  today: string,
): readonly KeyRole[] | undefined {
  const key = keys.find((one) => keyIdOf(one.key) === signature.keyId && one.person === signature.by);
  if (key === undefined || !isSignedBy(bundleStatement(signature), signature.signature, key.key)) return undefined;
  return rolesOf({ person: signature.by, keyId: signature.keyId }, keys, today);
}

/** Approvals that stand: genuine, about what is handed over now, by people who did not hand it over. */
function approvalsOf(review: Review, keys: readonly TrustedKey[], today: string): readonly Approval[] {
  const authors = new Set(review.signatures.filter(({ role }) => role === 'author').map(({ by }) => by));
  const approvals = new Map<string, Approval>();
  // One key is one person, whatever names it was given.
  const used = new Set(review.signatures.filter(({ role }) => role === 'author').map(({ keyId }) => keyId));
  for (const signature of review.signatures) {
    const { role, by, digest, keyId } = signature;
    if (role !== 'approver' || digest !== review.digest || by === review.author) continue;
    if (authors.has(by) || used.has(keyId)) continue;
    const roles = provenRoles(signature, keys, today);
    if (roles === undefined || roles.length === 0) continue;
    used.add(keyId);
    approvals.set(by, { person: by, isApprover: roles.includes('approver'), isArchitect: roles.includes('architect') });
  }
  return [...approvals.values()];
}

function stateOf(review: Review, needs: readonly ReviewNeed[]): ReviewState {
  if (review.state !== 'open') return review.state;
  if (isSentBack(review)) return 'changes-requested';
  return isMet(needs) ? 'approved' : 'open';
}

/** Why somebody cannot approve a review; undefined where they can. */
export function whyNotApprove(
  { found, keys, approvals }: Pick<JudgedReview, 'found' | 'keys' | 'approvals'>,
  identity: Identity | undefined,
  today: string,
): Problem | undefined {
  const { review } = found;
  if (review.state !== 'open') return closed(review);
  if (identity === undefined) {
    return { code: 'review/no-identity', message: 'Nobody said who works in this studio. Enter your name first.' };
  }
  const authors = review.signatures.filter(({ role }) => role === 'author');
  if (
    identity.person === review.author ||
    authors.some(({ keyId, by }) => keyId === identity.keyId || by === identity.person)
  ) {
    const message = `${identity.person} handed this change over, and nobody approves their own. Ask somebody else to review it.`;
    return { code: 'review/self-approval', message };
  }
  const roles = rolesOf(identity, keys, today);
  if (!roles.includes('approver') && !roles.includes('architect')) {
    const message = `The key of ${identity.person} is not trusted to approve here. Somebody adds it to trustedKeys of penstock.yaml with the person "${identity.person}" and the role "approver", and releases that.`;
    return { code: 'review/not-trusted', message };
  }
  if (approvals.some(({ person }) => person === identity.person)) {
    return { code: 'review/approved-already', message: `${identity.person} approved this change already.` };
  }
  return undefined;
}

/** Why a review cannot be released; undefined where it can. */
export function whyNotRelease({ found, needs, state }: JudgedReview): Problem | undefined {
  const { review } = found;
  if (review.state !== 'open') return closed(review);
  if (state === 'changes-requested') {
    const message = `Somebody asked for changes to "${review.title}". Its author answers them and hands it over again.`;
    return { code: 'review/needs-open', message };
  }
  const open = needs.filter(({ count, doneBy }) => doneBy.length < count);
  if (open.length === 0) return undefined;
  const missing = open.map(({ role, count, doneBy, why }) => {
    const left = count - doneBy.length;
    return `${left} more ${role}${left === 1 ? '' : 's'} must approve: ${why}`;
  });
  return { code: 'review/needs-open', message: `"${review.title}" is not approved yet. ${missing.join(' ')}` };
}

/** True where a review waits for what this caller can do. */
export function waitsFor(judged: JudgedReview, identity: Identity | undefined, actor: Actor, today: string): boolean {
  const isAuthor = identity !== undefined && identity.person === judged.found.review.author;
  if (judged.state === 'changes-requested') return isAuthor;
  if (judged.state === 'approved') return actor.mayRelease;
  return judged.state === 'open' && actor.mayDecide && whyNotApprove(judged, identity, today) === undefined;
}

/** The refusal of a review that is not open any more. */
export function closed({ title, state }: Review): Problem {
  const message = `"${title}" was ${state}, so nothing is added to it. Hand what is missing over as a new review.`;
  return { code: 'review/closed', message };
}

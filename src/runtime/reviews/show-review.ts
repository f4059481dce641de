import type { Change } from '#flow/diff/change.ts';
import { type Result, succeed } from '#flow/problem.ts';
import type { ReviewNeed } from '#flow/review/needs.ts';
import { type Review, standingDecisions } from '#flow/review/review.ts';
import { isAncestor, type Repository } from '../git/repository.ts';
import { type ComparedFile, type ComparedFlow, compareFiles } from './compare-files.ts';
import type { FoundReview } from './find-reviews.ts';
import type { Identity } from './identity.ts';
import {
  type JudgedReview,
  judgeReview,
  provenRoles,
  type ReviewState,
  waitsFor,
  whyNotApprove,
  whyNotRelease,
} from './judge-review.ts';
import type { Actor } from './parts.ts';
import type { Sides } from './sides.ts';

/** A check of a review, as a sentence. */
export type ReviewCheck = {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly detail: string;
};

/** A review with where it stands. */
export type StandingReview = {
  readonly review: Review;
  readonly state: ReviewState;
  readonly approvals: number;
  readonly needed: number;
  readonly waitsForMe: boolean;
};

/** Everything a reviewer looks at. */
export type ShownReview = {
  readonly standing: StandingReview;
  readonly base: string | null;
  readonly head: string;
  readonly changes: readonly Change[];
  readonly flows: readonly ComparedFlow[];
  readonly files: readonly ComparedFile[];
  readonly checks: readonly ReviewCheck[];
  readonly needs: readonly ReviewNeed[];
  readonly mine: {
    readonly canApprove: boolean;
    readonly canRelease: boolean;
    readonly whyNot: string | null;
    readonly whyNotRelease: string | null;
    readonly isAuthor: boolean;
  };
};

/** Who looks, and when. */
export type Looking = {
  readonly identity: Identity | undefined;
  readonly actor: Actor;
  /** `YYYY-MM-DD`. */
  readonly today: string;
};

/** Where a review stands, for a list. One that is not open any more is not judged again. */
export async function standOf(
  repository: Repository,
  sides: Sides,
  found: FoundReview,
  looking: Looking,
): Promise<Result<StandingReview>> {
  const { review } = found;
  if (review.state !== 'open') return succeed(closedStanding(review));
  const judged = await judgeReview(repository, sides, found, looking.today);
  return judged.ok ? succeed(standing(judged.value, looking)) : judged;
}

/** Shows a review with both sides, its checks, and what the caller can do. */
export async function showReview(
  repository: Repository,
  sides: Sides,
  found: FoundReview,
  looking: Looking,
): Promise<Result<ShownReview>> {
  const judged = await judgeReview(repository, sides, found, looking.today);
  if (!judged.ok) return judged;
  const { base, after, changes, needs } = judged.value;
  const before = await sides.at(base);
  if (!before.ok) return before;
  const { review, commit } = found;
  const wanted = new Set(review.versions.keys());
  const { folder } = repository;
  const compared = await compareFiles(folder, { before: base, after: commit }, { before: before.value, after }, wanted);
  const { identity, actor, today } = looking;
  const no = whyNotApprove(judged.value, identity, today)?.message ?? null;
  const noRelease = whyNotRelease(judged.value)?.message ?? null;
  const { state } = review;
  return succeed({
    standing: state === 'open' ? standing(judged.value, looking) : closedStanding(review),
    base,
    head: commit,
    changes,
    ...compared,
    checks: state === 'open' ? await checkReview(repository, sides, judged.value, today) : [],
    needs,
    mine: {
      canApprove: actor.mayDecide && no === null,
      canRelease: actor.mayRelease && noRelease === null,
      whyNot: no ?? (actor.mayDecide ? null : 'Your role does not approve changes. Ask an operator for one that does.'),
      whyNotRelease:
        noRelease ?? (actor.mayRelease ? null : 'Your role does not release changes. Ask a reviewer or an architect.'),
      isAuthor: identity?.person === review.author,
    },
  });
}

function standing(judged: JudgedReview, { identity, actor, today }: Looking): StandingReview {
  const { found, approvals, needs, state } = judged;
  const approvers = needs.find(({ role }) => role === 'approver');
  return {
    review: found.review,
    state,
    approvals: approvals.length,
    needed: Math.max(approvers?.count ?? 1, needs.length > 1 ? 1 : 0),
    waitsForMe: waitsFor(judged, identity, actor, today),
  };
}

function closedStanding(review: Review): StandingReview {
  const approvals = standingDecisions(review).filter(({ decision }) => decision === 'approve').length;
  const state = review.state === 'withdrawn' ? 'withdrawn' : 'released';
  return { review, state, approvals, needed: approvals, waitsForMe: false };
}

async function checkReview(
  repository: Repository,
  sides: Sides,
  judged: JudgedReview,
  today: string,
): Promise<readonly ReviewCheck[]> {
  const { review, commit } = judged.found;
  const collected = await sides.collect(commit, review.versions, today);
  return [
    checkRules(collected),
    checkContent(review, collected),
    checkAuthor(judged, today),
    checkApprovals(judged),
    await checkMeanwhile(repository, commit),
  ];
}

type Collected = Awaited<ReturnType<Sides['collect']>>;

function checkRules(collected: Collected): ReviewCheck {
  const name = 'Rules';
  if (!collected.ok) {
    const detail = collected.problems
      .slice(0, 5)
      .map(({ message }) => message)
      .join(' ');
    return { name, state: 'failed', detail };
  }
  const open = collected.value.findings.filter(({ severity }) => severity !== 'info');
  if (open.length === 0) return { name, state: 'ok', detail: 'The flows conform to every rule that holds for them.' };
  const [first] = open;
  const many = `${open.length} finding${open.length === 1 ? '' : 's'} that keep${open.length === 1 ? 's' : ''} nothing from going live`;
  return {
    name,
    state: 'warning',
    detail: `There ${open.length === 1 ? 'is' : 'are'} ${many}; the first: ${first?.message ?? ''}`,
  };
}

function checkContent({ digest, author }: Review, collected: Collected): ReviewCheck {
  const name = 'Content';
  if (!collected.ok) return { name, state: 'failed', detail: 'The bundle cannot be made, so nothing can be signed.' };
  return collected.value.digest === digest
    ? { name, state: 'ok', detail: `The files are those ${author} signed.` }
    : {
        name,
        state: 'failed',
        detail: `The files are not those ${author} signed. Ask ${author} to hand them over again.`,
      };
}

function checkAuthor({ found: { review }, keys }: JudgedReview, today: string): ReviewCheck {
  const name = 'Author';
  const signature = review.signatures.find(({ role, digest }) => role === 'author' && digest === review.digest);
  const roles = signature === undefined ? undefined : provenRoles(signature, keys, today);
  if (roles?.includes('author') === true) {
    return { name, state: 'ok', detail: `${review.author} signed it with a key that is trusted here.` };
  }
  const detail = `The key of ${review.author} is not trusted as an author, so no live runtime would take this. Somebody adds it to trustedKeys of penstock.yaml, and releases that.`;
  return { name, state: 'warning', detail };
}

function checkApprovals({ approvals, needs }: JudgedReview): ReviewCheck {
  const name = 'Approvals';
  const isDone = needs.every(({ count, doneBy }) => doneBy.length >= count);
  const who = approvals.map(({ person }) => person).sort();
  if (who.length === 0) return { name, state: 'warning', detail: 'Nobody approved it yet.' };
  const detail = `Approved by ${who.join(', ')}${isDone ? '.' : '; that is not enough yet.'}`;
  return { name, state: isDone ? 'ok' : 'warning', detail };
}

async function checkMeanwhile({ folder, remote, mainCommit }: Repository, commit: string): Promise<ReviewCheck> {
  const name = 'Released meanwhile';
  const isOn = remote === null || mainCommit === null || (await isAncestor(folder, mainCommit, commit));
  return isOn
    ? { name, state: 'ok', detail: 'It stands on everything that was released.' }
    : {
        name,
        state: 'warning',
        detail:
          'Something else was released since it was handed over; both are brought together when this is released.',
      };
}

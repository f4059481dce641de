import { formatInstant } from '#flow/instant.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import type { Review } from '#flow/review/review.ts';
import { beginRepository, lookAgain, openRepository, type Repository } from '../git/repository.ts';
import { gitText } from '../git/run-git.ts';
import { fetchRemote } from '../git/share.ts';
import { freshRepository } from './amend-review.ts';
import {
  type CommentAsk,
  commentOn,
  type DecisionAsk,
  decideReview,
  settleComment,
  withdrawReview,
} from './decide-review.ts';
import { declareEmergency, type EmergencyAsk, type EmergencyBundle } from './declare-emergency.ts';
import { findReview, findReviews } from './find-reviews.ts';
import { compareVersions, findVersion, listVersions, restoreVersion } from './flow-versions.ts';
import { type Followed, followMain } from './follow-main.ts';
import { demandIdentity, readIdentity, setIdentity, type ToldIdentity, tellIdentity } from './identity.ts';
import { importDraft } from './import-draft.ts';
import { type Actor, noVersions, type ReviewParts, repositoryOf } from './parts.ts';
import { proposeReview, type ReviewProposal } from './propose-review.ts';
import { type Release, releaseReview } from './release-review.ts';
import { type RequestedReview, type ReviewAsk, requestReview } from './request-review.ts';
import { type SavedVersion, saveVersion } from './save-version.ts';
import { type Looking, type ShownReview, type StandingReview, showReview, standOf } from './show-review.ts';
import { createSides, type Sides } from './sides.ts';

/** The reviews of a workspace, and how fresh the look at them is. */
export type ListedReviews = {
  readonly reviews: readonly StandingReview[];
  readonly shared: 'fresh' | 'unreachable' | 'none';
  readonly behind: number;
  readonly unread: readonly string[];
};

/** Saving, handing over, reviewing and releasing, for whoever works in a studio. */
export type ReviewDesk = {
  readonly identity: () => Promise<ToldIdentity>;
  readonly setIdentity: (person: string, pem: string | undefined, by: string) => Promise<Result<ToldIdentity>>;
  readonly propose: () => Promise<Result<ReviewProposal>>;
  readonly save: (ask: { readonly sentence: string; readonly begin: boolean }) => Promise<Result<SavedVersion>>;
  readonly request: (ask: ReviewAsk, actor: Actor) => Promise<Result<RequestedReview>>;
  readonly importDraft: (bytes: Uint8Array, actor: Actor) => Promise<Result<Review>>;
  readonly list: (actor: Actor) => Promise<Result<ListedReviews>>;
  readonly show: (id: string, actor: Actor) => Promise<Result<ShownReview>>;
  /** Where a review stands, as every answer about it tells. */
  readonly stand: (review: Review, actor: Actor) => Promise<StandingReview>;
  readonly comment: (
    id: string,
    ask: CommentAsk,
  ) => Promise<Result<{ readonly review: Review; readonly comment: string }>>;
  readonly settle: (
    id: string,
    ask: { readonly comment: string; readonly resolved: boolean },
  ) => Promise<Result<Review>>;
  readonly decide: (id: string, ask: DecisionAsk, actor: Actor) => Promise<Result<Review>>;
  readonly withdraw: (id: string) => Promise<Result<Review>>;
  readonly release: (id: string, actor: Actor) => Promise<Result<Release>>;
  /** Lets a change run for a day without a reviewer. */
  readonly emergency: (id: string, ask: EmergencyAsk, actor: Actor) => Promise<Result<EmergencyBundle>>;
  readonly follow: (actor: Actor) => Promise<Result<Followed>>;
  readonly versions: (flow: string) => ReturnType<typeof listVersions>;
  readonly version: (flow: string, commit: string) => ReturnType<typeof findVersion>;
  readonly compare: (ask: {
    readonly id: string;
    readonly from: string;
    readonly to: string;
  }) => ReturnType<typeof compareVersions>;
  readonly restore: (ask: {
    readonly id: string;
    readonly commit: string;
    readonly by: string;
  }) => ReturnType<typeof restoreVersion>;
};

/** Sets the desk up. What changes the repository takes turns: two at once would overtake each other for nothing. */
export function createReviewDesk(parts: ReviewParts): ReviewDesk {
  const sides = createSides(parts.folder);
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  };
  const looking = async (actor: Actor): Promise<Looking> => ({
    identity: await readIdentity(parts),
    actor,
    today: today(parts),
  });
  return {
    identity: async () => await tell(parts),
    setIdentity: (person, pem, by) =>
      inTurn(async () => {
        const set = await setIdentity(parts, { person, pem, by });
        return set.ok ? succeed(await tell(parts)) : set;
      }),
    propose: () => inTurn(() => proposeReview(parts, sides)),
    save: (ask) => inTurn(() => save(parts, ask)),
    request: (ask, { name }) => inTurn(() => requestReview(parts, sides, ask, name)),
    importDraft: (bytes, { name }) => inTurn(() => importDraft(parts, sides, bytes, name)),
    list: (actor) => inTurn(async () => await list(parts, sides, await looking(actor))),
    show: (id, actor) => inTurn(async () => await show(parts, sides, id, await looking(actor))),
    stand: async (review, actor) => await stand(parts, sides, review, await looking(actor)),
    comment: (id, ask) => inTurn(() => commentOn(parts, id, ask)),
    settle: (id, ask) => inTurn(() => settleComment(parts, id, ask)),
    decide: (id, ask, { name }) => inTurn(() => decideReview(parts, sides, { id, by: name, ask })),
    withdraw: (id) => inTurn(() => withdrawReview(parts, id)),
    release: (id, { name }) => inTurn(() => releaseReview(parts, sides, { id, by: name })),
    emergency: (id, ask, { name }) => inTurn(() => declareEmergency(parts, sides, { id, by: name, ask })),
    follow: ({ name }) => inTurn(() => follow(parts, name)),
    versions: (flow) => listVersions(parts, flow),
    version: (flow, commit) => findVersion(parts, sides, flow, commit),
    compare: (ask) => compareVersions(parts, sides, ask),
    restore: (ask) => inTurn(() => restoreVersion(parts, sides, ask)),
  };
}

function today({ clock }: Pick<ReviewParts, 'clock'>): string {
  return formatInstant(clock.now()).slice(0, 10);
}

async function tell(parts: ReviewParts): Promise<ToldIdentity> {
  const { settings } = await parts.workspace();
  return tellIdentity(await readIdentity(parts), settings?.trustedKeys ?? [], today(parts));
}

async function save(
  parts: ReviewParts,
  { sentence, begin }: { readonly sentence: string; readonly begin: boolean },
): Promise<Result<SavedVersion>> {
  const identity = await demandIdentity(parts);
  if (!identity.ok) return identity;
  const opened = await openRepository(parts.folder);
  if (opened === undefined && !begin) return refuse(noVersions());
  const repository: Result<Repository> = opened === undefined ? await beginRepository(parts.folder) : succeed(opened);
  if (!repository.ok) return repository;
  const { person } = identity.value;
  return await saveVersion(repository.value, { sentence, person, at: parts.clock.now() });
}

async function list(parts: ReviewParts, sides: Sides, looking: Looking): Promise<Result<ListedReviews>> {
  const known = await openRepository(parts.folder);
  if (known === undefined) return succeed({ reviews: [], shared: 'none', behind: 0, unread: [] });
  const fetched = await fetchRemote(known);
  const repository = await lookAgain(known);
  const { reviews, unread } = await findReviews(repository);
  const listed: StandingReview[] = [];
  const broken: string[] = [];
  for (const found of reviews) {
    const standing = await standOf(repository, sides, found, looking);
    if (standing.ok) listed.push(standing.value);
    else broken.push(`${found.review.title}: ${sayProblems(standing.problems)}`);
  }
  return succeed({
    reviews: listed.sort(byUrgency),
    shared: repository.remote === null ? 'none' : fetched.ok ? 'fresh' : 'unreachable',
    behind: await countBehind(repository),
    unread: [...unread, ...broken],
  });
}

function byUrgency(one: StandingReview, other: StandingReview): number {
  if (one.waitsForMe !== other.waitsForMe) return one.waitsForMe ? -1 : 1;
  return one.review.updatedAt < other.review.updatedAt ? 1 : -1;
}

async function countBehind({ folder, head, mainCommit }: Repository): Promise<number> {
  if (mainCommit === null || mainCommit === head) return 0;
  const range = head === null ? [mainCommit] : [`${head}..${mainCommit}`];
  return Number((await gitText(folder, ['rev-list', '--first-parent', '--count', ...range]))?.trim() ?? 0);
}

async function show(parts: ReviewParts, sides: Sides, id: string, looking: Looking): Promise<Result<ShownReview>> {
  const fresh = await freshRepository(parts);
  // What is known here is better than nothing while the remote cannot be reached.
  const repository = fresh.ok ? fresh : await repositoryOf(parts);
  if (!repository.ok) return repository;
  const found = await findReview(repository.value, id);
  return found.ok ? await showReview(repository.value, sides, found.value, looking) : found;
}

async function stand(parts: ReviewParts, sides: Sides, review: Review, looking: Looking): Promise<StandingReview> {
  const repository = await repositoryOf(parts);
  const found = repository.ok ? await findReview(repository.value, review.id) : repository;
  const standing = repository.ok && found.ok ? await standOf(repository.value, sides, found.value, looking) : undefined;
  if (standing?.ok === true) return standing.value;
  const state = review.state === 'open' ? 'open' : review.state;
  return { review, state, approvals: 0, needed: 1, waitsForMe: false };
}

async function follow(parts: ReviewParts, by: string): Promise<Result<Followed>> {
  const identity = await demandIdentity(parts);
  if (!identity.ok) return identity;
  const repository = await freshRepository(parts);
  if (!repository.ok) return repository;
  return await followMain(parts, repository.value, { person: identity.value.person, by, isThere: true });
}

function sayProblems(problems: readonly Problem[]): string {
  return problems.map(({ message }) => message).join(' ');
}

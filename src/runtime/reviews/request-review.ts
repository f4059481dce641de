import { randomBytes } from 'node:crypto';
import { writeBundle } from '#flow/bundle/read-bundle.ts';
import { formatInstant } from '#flow/instant.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import type { Review } from '#flow/review/review.ts';
import { isLater } from '#flow/template/digest.ts';
import type { CollectedBundle } from '../bundles/export-bundle.ts';
import { signBundle } from '../bundles/sign-bundle.ts';
import { buildTree, commitTree } from '../git/objects.ts';
import { openRepository, type Repository } from '../git/repository.ts';
import { freshRepository, overtaken, reviewEdits, setReview } from './amend-review.ts';
import { type FoundReview, findReview } from './find-reviews.ts';
import { demandIdentity, type Identity } from './identity.ts';
import { closed } from './judge-review.ts';
import { noVersions, type ReviewParts } from './parts.ts';
import { baseFor, changedFlows, releasedVersions } from './propose-review.ts';
import { reviewRequested } from './review-audit.ts';
import { saveVersion } from './save-version.ts';
import type { Sides } from './sides.ts';

/** What somebody hands over. */
export type ReviewAsk = {
  readonly title: string;
  readonly description: string;
  readonly versions: ReadonlyMap<string, string>;
  /** Id of the review that is handed over anew; undefined for a new one. */
  readonly review: string | undefined;
};

/** A change that was handed over; the draft is there where it cannot be shared otherwise. */
export type RequestedReview = {
  readonly review: Review;
  readonly draft: { readonly fileName: string; readonly bytes: Uint8Array } | undefined;
};

/** Hands a change over: saves it, judges it as every door does, signs it as its author, and shares it. */
export async function requestReview(
  parts: ReviewParts,
  sides: Sides,
  ask: ReviewAsk,
  by: string,
): Promise<Result<RequestedReview>> {
  const identity = await demandIdentity(parts);
  if (!identity.ok) return identity;
  const repository = await savedRepository(parts, ask, identity.value);
  if (!repository.ok) return repository;
  const { head } = repository.value;
  if (head === null) return refuse(nothingChanged());
  const old = ask.review === undefined ? undefined : await findMine(repository.value, ask.review, identity.value);
  if (old !== undefined && !old.ok) return old;
  const base = await baseFor(repository.value);
  const judged = await judgeAsk(repository.value, sides, { base, head, versions: ask.versions });
  if (!judged.ok) return judged;
  const now = formatInstant(parts.clock.now());
  const collected = await sides.collect(head, ask.versions, now.slice(0, 10));
  if (!collected.ok) return collected;
  const review = startReview({
    ask,
    base,
    old: old?.value.review,
    collected: collected.value,
    identity: identity.value,
    now,
  });
  const shared = await share(parts, repository.value, { review, head, expect: old?.value.commit ?? null });
  if (!shared.ok) return shared;
  await parts.record(reviewRequested(review, by, parts.clock.now()));
  const { manifest, files } = collected.value;
  const draft = {
    fileName: `${review.id}-draft.pstk`,
    bytes: writeBundle(manifest, files, review.signatures),
  };
  return succeed({ review, draft: repository.value.remote === null ? draft : undefined });
}

/** Saves what is not saved yet, then looks at the remote. */
async function savedRepository(
  parts: ReviewParts,
  { title }: ReviewAsk,
  { person }: Identity,
): Promise<Result<Repository>> {
  const repository = await openRepository(parts.folder);
  if (repository === undefined) return refuse(noVersions());
  const saved = await saveVersion(repository, { sentence: title, person, at: parts.clock.now() });
  return saved.ok ? await freshRepository(parts) : saved;
}

async function findMine(repository: Repository, id: string, { person }: Identity): Promise<Result<FoundReview>> {
  const found = await findReview(repository, id);
  if (!found.ok) return found;
  const { review, isBranch } = found.value;
  if (review.state !== 'open' || !isBranch) return refuse(closed(review));
  if (review.author === person) return found;
  const message = `"${review.title}" was handed over by ${review.author}; only they hand it over anew. Hand your change over as a review of your own.`;
  return refuse({ code: 'review/not-the-author', message });
}

type Asked = { readonly base: string | null; readonly head: string; readonly versions: ReadonlyMap<string, string> };

/** Everything that was saved is released together, so every changed flow needs a version, and a later one. */
async function judgeAsk(repository: Repository, sides: Sides, { base, head, versions }: Asked): Promise<Result<void>> {
  const [changes, after] = [await sides.compare(base, head), await sides.at(head)];
  if (!changes.ok) return changes;
  if (!after.ok) return after;
  if (changes.value.length === 0) return refuse(nothingChanged());
  const known = new Set(after.value.flows.map(({ flow }) => flow.id));
  const problems: Problem[] = [];
  for (const id of changedFlows(changes.value, after.value)) if (!versions.has(id)) problems.push(noVersion(id));
  for (const id of versions.keys()) if (!known.has(id)) problems.push(noFlow(id));
  const released = await releasedVersions(repository);
  for (const [id, version] of versions) {
    const last = released.get(id);
    if (last !== undefined && !isLater(version, last)) problems.push(taken(id, version, last));
  }
  return problems.length === 0 ? succeed(undefined) : refuse(...problems);
}

type Started = {
  readonly ask: ReviewAsk;
  readonly base: string | null;
  readonly old: Review | undefined;
  readonly collected: CollectedBundle;
  readonly identity: Identity;
  readonly now: string;
};

function startReview({ ask, base, old, collected, identity, now }: Started): Review {
  const { digest } = collected;
  const signature = signBundle(digest, { role: 'author', by: identity.person, at: now }, identity.key);
  return {
    id: old?.id ?? newId(now, [...ask.versions.keys()]),
    title: ask.title,
    description: ask.description,
    author: identity.person,
    createdAt: old?.createdAt ?? now,
    updatedAt: now,
    ...(base === null ? {} : { base }),
    versions: ask.versions,
    digest,
    state: 'open',
    // Whoever approved approved something else.
    signatures: [signature],
    comments: old?.comments ?? [],
    decisions: old?.decisions ?? [],
  };
}

type Shared = { readonly review: Review; readonly head: string; readonly expect: string | null };

async function share(
  { clock }: ReviewParts,
  repository: Repository,
  { review, head, expect }: Shared,
): Promise<Result<void>> {
  const { folder } = repository;
  const tree = await buildTree(folder, head, await reviewEdits(repository, review));
  const message = `Hand over: ${review.title}`;
  const commit = await commitTree(folder, { tree, parents: [head], message, person: review.author, at: clock.now() });
  const set = await setReview(repository, { id: review.id, to: commit, expect });
  if (!set.ok) return set;
  return set.value === 'done' ? succeed(undefined) : refuse(overtaken());
}

/** Day, first flow and four digits: people find it by its name, and two studios never make the same. */
function newId(now: string, flows: readonly string[]): string {
  const words = (flows.toSorted()[0] ?? 'change').replaceAll(/[^a-z0-9]+/g, '-').slice(0, 40);
  return `${now.slice(0, 10)}-${words.replaceAll(/^-|-$/g, '')}-${randomBytes(2).toString('hex')}`;
}

function nothingChanged(): Problem {
  const message = 'The flows are as they were released, so there is nothing to hand over. Change something first.';
  return { code: 'review/nothing-changed', message };
}

function noVersion(id: string): Problem {
  const message = `Flow "${id}" changed as well and has no version here. Everything that was saved is released together: give it one.`;
  return { code: 'review/version-missing', message };
}

function noFlow(id: string): Problem {
  const message = `There is no flow "${id}" to hand over. Look at the proposal again.`;
  return { code: 'review/version-missing', message };
}

function taken(id: string, version: string, last: string): Problem {
  const message = `Flow "${id}" was released as ${last}, and ${version} is not later. Choose a later version.`;
  return { code: 'review/version-taken', message };
}

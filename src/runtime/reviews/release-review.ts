import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeBundle } from '#flow/bundle/read-bundle.ts';
import type { BundleSignature } from '#flow/bundle/signature.ts';
import { formatInstant } from '#flow/instant.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import type { Review } from '#flow/review/review.ts';
import { type CollectedBundle, collectAtRevision } from '../bundles/export-bundle.ts';
import { mergeTrees } from '../git/merge-trees.ts';
import { buildTree, commitTree, keepBlob, plainFile, type TreeEntry } from '../git/objects.ts';
import { mergeBase, openRepository, type Repository, setRef } from '../git/repository.ts';
import { type Push, pushRefs } from '../git/share.ts';
import { freshRepository, overtaken, reviewEdits } from './amend-review.ts';
import { changed } from './decide-review.ts';
import { findReview, releaseTags, reviewBranch } from './find-reviews.ts';
import { conflicting, followMain } from './follow-main.ts';
import { demandIdentity, type Identity } from './identity.ts';
import { type JudgedReview, judgeReview, provenRoles, whyNotRelease } from './judge-review.ts';
import { mergeFile } from './merge-file.ts';
import type { ReviewParts } from './parts.ts';
import { releasedVersions } from './propose-review.ts';
import { reviewReleased } from './review-audit.ts';
import type { Sides } from './sides.ts';

/** What a release gives. */
export type Release = {
  readonly review: Review;
  readonly digest: string;
  readonly fileName: string;
  readonly bundle: Uint8Array;
  /** Path of the kept bundle, from the data directory. */
  readonly kept: string;
  /** False where the folder could not take in what was released. */
  readonly follows: boolean;
};

/** How often somebody else may release at the same moment before the caller is told to try later. */
const mostTurns = 3;

/** Releases what was approved: brings it together with what was released meanwhile, names its versions, and signs nothing new. */
export async function releaseReview(
  parts: ReviewParts,
  sides: Sides,
  { id, by }: { readonly id: string; readonly by: string },
): Promise<Result<Release>> {
  const identity = await demandIdentity(parts);
  if (!identity.ok) return identity;
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const repository = await freshRepository(parts);
    if (!repository.ok) return repository;
    const prepared = await prepare(parts, sides, { id, repository: repository.value, identity: identity.value });
    if (!prepared.ok) return prepared;
    const published = await publish(repository.value, prepared.value);
    if (!published.ok) return published;
    if (published.value === 'overtaken') continue;
    return succeed(await finish(parts, prepared.value, { person: identity.value.person, by }));
  }
  return refuse(overtaken());
}

/** A release that is made and not yet known to anybody. */
type Prepared = {
  readonly judged: JudgedReview;
  readonly review: Review;
  readonly commit: string;
  readonly collected: CollectedBundle;
  readonly signatures: readonly BundleSignature[];
};

type Preparing = { readonly id: string; readonly repository: Repository; readonly identity: Identity };

async function prepare(
  parts: ReviewParts,
  sides: Sides,
  { id, repository, identity }: Preparing,
): Promise<Result<Prepared>> {
  const now = formatInstant(parts.clock.now());
  const found = await findReview(repository, id);
  if (!found.ok) return found;
  const judged = await judgeReview(repository, sides, found.value, now.slice(0, 10));
  if (!judged.ok) return judged;
  const { review } = found.value;
  const problem = whyNotRelease(judged.value) ?? (await whyTaken(repository, review));
  if (problem !== undefined) return refuse(problem);
  const approved = await sides.collect(found.value.commit, review.versions, now.slice(0, 10));
  if (!approved.ok) return approved;
  if (approved.value.digest !== review.digest) return refuse(changed(review));
  const released: Review = { ...review, state: 'released', updatedAt: now, ...baseOf(repository, judged.value) };
  const tree = await releasedTree(repository, { judged: judged.value, released, collected: approved.value });
  if (!tree.ok) return tree;
  const { commit: head } = found.value;
  const parents = [...(repository.mainCommit === null ? [] : [repository.mainCommit]), head];
  const message = `Release ${sayVersions(review)}: ${review.title}`;
  const at = parts.clock.now();
  const commit = await commitTree(repository.folder, {
    tree: tree.value,
    parents,
    message,
    person: identity.person,
    at,
  });
  const collected = await collectAtRevision(repository.folder, commit, [...review.versions.keys()], new Map(), {
    day: now.slice(0, 10),
  });
  if (!collected.ok) return collected;
  if (collected.value.digest !== review.digest) return refuse(standsOnOther(review, approved.value, collected.value));
  const signatures = countedSignatures(judged.value, now.slice(0, 10));
  return succeed({ judged: judged.value, review: released, commit, collected: collected.value, signatures });
}

/** What was released before, so that a release shows what it brought; without a remote that is in the review. */
function baseOf({ remote, mainCommit }: Repository, { base }: JudgedReview): { readonly base?: string } {
  const before = remote === null ? base : mainCommit;
  return before === null ? {} : { base: before };
}

async function whyTaken(repository: Repository, { versions }: Review): Promise<Problem | undefined> {
  const released = await releasedVersions(repository);
  for (const [flow, version] of versions) {
    if (released.get(flow) !== version) continue;
    const message = `Flow "${flow}" was released as ${version} meanwhile. The author hands the change over again with a later version.`;
    return { code: 'review/version-taken', message };
  }
  return undefined;
}

type Releasing = { readonly judged: JudgedReview; readonly released: Review; readonly collected: CollectedBundle };

/** What was released, with the change brought into it: flows with their versions, and the review as it ended. */
async function releasedTree(
  repository: Repository,
  { judged, released, collected }: Releasing,
): Promise<Result<string>> {
  const { folder, prefix, mainCommit } = repository;
  const { commit } = judged.found;
  const edits = new Map<string, TreeEntry | null>(await reviewEdits(repository, released));
  for (const { file } of collected.manifest.flows) {
    const bytes = collected.files.get(file);
    if (bytes === undefined) continue;
    edits.set(`${prefix}${file}`, { mode: plainFile, blob: await keepBlob(folder, Buffer.from(bytes)) });
  }
  const theirs = await buildTree(folder, commit, edits);
  if (mainCommit === null) return succeed(theirs);
  const base = await mergeBase(folder, mainCommit, commit);
  const merged = await mergeTrees(repository, { base, ours: mainCommit, theirs }, mergeFile);
  if (merged.conflicts.length > 0) return refuse(conflicting(merged.conflicts));
  return succeed(await buildTree(folder, mainCommit, merged.edits));
}

/** Signatures that every runtime can count; those of architects who are no approvers stand in the review alone. */
function countedSignatures({ found, keys }: JudgedReview, today: string): readonly BundleSignature[] {
  return found.review.signatures.filter((signature) => {
    if (signature.digest !== found.review.digest) return false;
    if (signature.role === 'author') return true;
    return provenRoles(signature, keys, today)?.includes('approver') === true;
  });
}

async function publish(
  repository: Repository,
  { judged, review, commit }: Prepared,
): Promise<Result<'done' | 'overtaken'>> {
  const { folder, remote, main, mainCommit, head } = repository;
  const tags = [...review.versions].map(([flow, version]): Push => {
    return { ref: `${releaseTags}${flow}/${version}`, to: commit, expect: null };
  });
  const branch = { ref: reviewBranch(review.id), to: null, expect: judged.found.commit };
  if (remote !== null) {
    return await pushRefs(repository, [{ ref: `refs/heads/${main}`, to: commit, expect: mainCommit }, ...tags, branch]);
  }
  // Without a remote what is checked out is what was released; it moves when the folder follows.
  if (head !== mainCommit) return succeed('overtaken');
  for (const { ref, to } of tags) if (!(await setRef(folder, ref, to, null))) return succeed('overtaken');
  await setRef(folder, branch.ref, null);
  return succeed('done');
}

async function finish(
  parts: ReviewParts,
  { judged, review, commit, collected, signatures }: Prepared,
  { person, by }: { readonly person: string; readonly by: string },
): Promise<Release> {
  const bundle = writeBundle(collected.manifest, collected.files, signatures);
  const fileName = nameBundle(review);
  const kept = join('releases', fileName);
  await mkdir(join(parts.data, 'releases'), { recursive: true });
  await writeFile(join(parts.data, kept), bundle);
  const approvers = judged.approvals.map((approval) => approval.person);
  await parts.record(reviewReleased(review, { commit, approvers }, { actor: by, at: parts.clock.now() }));
  const repository = await openRepository(parts.folder);
  const target = repository === undefined ? undefined : { ...repository, mainCommit: commit };
  const followed = target === undefined ? undefined : await followMain(parts, target, { person, by });
  return { review, digest: review.digest, fileName, bundle, kept, follows: followed?.ok === true };
}

/** `orders-1.2.0.pstk`, or the review where there are several flows. */
export function nameBundle({ id, versions }: Review): string {
  const [only] = versions;
  return versions.size === 1 && only !== undefined ? `${only[0]}-${only[1]}.pstk` : `${id}.pstk`;
}

function sayVersions({ versions }: Review): string {
  return [...versions].map(([flow, version]) => `${flow} ${version}`).join(', ');
}

function standsOnOther({ title }: Review, approved: CollectedBundle, now: CollectedBundle): Problem {
  const before = new Map(approved.manifest.files.map(({ path, sha256 }) => [path, sha256]));
  const after = new Map(now.manifest.files.map(({ path, sha256 }) => [path, sha256]));
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  const shown = paths.slice(0, 8).join(', ');
  const message = `What was released meanwhile changes what "${title}" stands on: ${shown === '' ? 'what it is checked with' : shown}. Nobody approved that together, so its author takes it in and hands the change over again.`;
  return { code: 'review/stands-on-other', message };
}

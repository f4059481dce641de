import type { Bundle } from '#flow/bundle/read-bundle.ts';
import { formatInstant } from '#flow/instant.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import type { Review } from '#flow/review/review.ts';
import { openBundle } from '../bundles/bundle-ports.ts';
import { buildTree, commitTree, keepBlob, plainFile, type TreeEntry } from '../git/objects.ts';
import type { Repository } from '../git/repository.ts';
import { isWorkspacePath } from '../workspace/paths.ts';
import { freshRepository, overtaken, reviewEdits, setReview } from './amend-review.ts';
import { findReview } from './find-reviews.ts';
import { demandIdentity } from './identity.ts';
import type { ReviewParts } from './parts.ts';
import { reviewRequested } from './review-audit.ts';
import type { Sides } from './sides.ts';

/**
 * Takes in a draft somebody sent, as a review of this folder: its files over what was released here. Taken in twice it
 * is one review. Refused where both together are not what its author signed.
 */
export async function importDraft(
  parts: ReviewParts,
  sides: Sides,
  bytes: Uint8Array,
  by: string,
): Promise<Result<Review>> {
  const identity = await demandIdentity(parts);
  if (!identity.ok) return identity;
  const bundle = openBundle(bytes);
  if (!bundle.ok) return bundle;
  const repository = await freshRepository(parts);
  if (!repository.ok) return repository;
  const review = describeDraft(bundle.value, repository.value, formatInstant(parts.clock.now()));
  if (review === undefined) return refuse(unsigned());
  const known = await findReview(repository.value, review.id);
  if (known.ok) return succeed(known.value.review);
  const { person } = identity.value;
  const commit = await layOver(repository.value, bundle.value, { review, person, at: parts.clock.now() });
  const collected = await sides.collect(commit, review.versions, review.updatedAt.slice(0, 10));
  if (!collected.ok) return collected;
  if (collected.value.digest !== review.digest) return refuse(standsElsewhere(bundle.value, collected.value.manifest));
  const set = await setReview(repository.value, { id: review.id, to: commit, expect: null });
  if (!set.ok) return set;
  if (set.value === 'overtaken') return refuse(overtaken());
  await parts.record(reviewRequested(review, by, parts.clock.now()));
  return succeed(review);
}

/** The review a draft stands for; undefined where no author signed it. */
function describeDraft(
  { manifest, digest, signatures }: Bundle,
  { mainCommit }: Repository,
  now: string,
): Review | undefined {
  const author = signatures.find(({ role }) => role === 'author');
  if (author === undefined) return undefined;
  const versions = new Map(manifest.flows.map(({ id, version }) => [id, version]));
  const named = [...versions].map(([id, version]) => `${id} ${version}`).join(', ');
  const words = (manifest.flows[0]?.id ?? 'flow').replaceAll(/[^a-z0-9]+/g, '-').slice(0, 40);
  return {
    id: `draft-${words}-${digest.slice(0, 8)}`,
    title: `Draft of ${named} by ${author.by}`.slice(0, 200),
    description: '',
    author: author.by,
    createdAt: now,
    updatedAt: now,
    ...(mainCommit === null ? {} : { base: mainCommit }),
    versions,
    digest,
    state: 'open',
    signatures: [author],
    comments: [],
    decisions: [],
  };
}

async function layOver(
  repository: Repository,
  { files }: Bundle,
  { review, person, at }: { readonly review: Review; readonly person: string; readonly at: number },
): Promise<string> {
  const { folder, prefix, mainCommit } = repository;
  const edits = new Map<string, TreeEntry | null>(await reviewEdits(repository, review));
  for (const [path, content] of files) {
    // What the checker said, and the list of materials, are made anew wherever the bundle is.
    if (!isWorkspacePath(path)) continue;
    edits.set(`${prefix}${path}`, { mode: plainFile, blob: await keepBlob(folder, Buffer.from(content)) });
  }
  const tree = await buildTree(folder, mainCommit, edits);
  const parents = mainCommit === null ? [] : [mainCommit];
  return await commitTree(folder, { tree, parents, message: `Take in: ${review.title}`, person, at });
}

function unsigned(): Problem {
  const message = 'No author signed this file, so nobody hands it over. Ask for the draft their studio made.';
  return { code: 'review/no-draft', message };
}

function standsElsewhere({ manifest }: Bundle, here: Bundle['manifest']): Problem {
  const theirs = new Map(manifest.files.map(({ path, sha256 }) => [path, sha256]));
  const differing = here.files.filter(({ path, sha256 }) => theirs.get(path) !== sha256).map(({ path }) => path);
  const shown = differing.length === 0 ? 'its settings' : differing.slice(0, 8).join(', ');
  const message = `This draft was made over other files than this folder has: ${shown}. Its author takes in what was released and makes it anew.`;
  return { code: 'review/no-draft', message };
}

import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { type Review, reviewFile } from '#flow/review/review.ts';
import { printReview } from '#flow/review/review-file.ts';
import { buildTree, commitTree, keepBlob, plainFile, type TreeEdits } from '../git/objects.ts';
import { lookAgain, type Repository, setRef } from '../git/repository.ts';
import { fetchRemote, pushRefs } from '../git/share.ts';
import { type FoundReview, findReview, reviewBranch } from './find-reviews.ts';
import { closed } from './judge-review.ts';
import { type ReviewParts, repositoryOf } from './parts.ts';

/** How often somebody else may be faster before the caller is told to try later. */
const mostTurns = 4;

/** What somebody does to a review, decided anew whenever somebody else was faster. */
export type Amendment = {
  readonly id: string;
  /** Says in the history of versions what was done. */
  readonly sentence: string;
  /** The person who does it. */
  readonly person: string;
  readonly change: (found: FoundReview, repository: Repository) => Promise<Result<Review>> | Result<Review>;
};

/**
 * Writes into the file of a review, on its own branch and without touching what is checked out. Where somebody else
 * wrote meanwhile, theirs is read and the change is made to that, so that nothing of either is lost.
 */
export async function amendReview(
  parts: Pick<ReviewParts, 'folder' | 'clock'>,
  { id, sentence, person, change }: Amendment,
): Promise<Result<Review>> {
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const repository = await freshRepository(parts);
    if (!repository.ok) return repository;
    const found = await findReview(repository.value, id);
    if (!found.ok) return found;
    const { review, commit, isBranch } = found.value;
    if (!isBranch || review.state !== 'open') return refuse(closed(review));
    const changed = await change(found.value, repository.value);
    if (!changed.ok) return changed;
    const { folder } = repository.value;
    const tree = await buildTree(folder, commit, await reviewEdits(repository.value, changed.value));
    const at = parts.clock.now();
    const next = await commitTree(folder, { tree, parents: [commit], message: sentence, person, at });
    const set = await setReview(repository.value, { id, to: next, expect: commit });
    if (!set.ok) return set;
    if (set.value === 'done') return changed;
  }
  return refuse(overtaken());
}

/** The file of a review, for a tree that shall hold it. */
export async function reviewEdits({ folder, prefix }: Repository, review: Review): Promise<TreeEdits> {
  const blob = await keepBlob(folder, printReview(review));
  return new Map([[`${prefix}${reviewFile(review.id)}`, { mode: plainFile, blob }]]);
}

/** Sets the branch of a review where everybody looks; `expect` null wants it not to be there yet. */
export async function setReview(
  repository: Repository,
  { id, to, expect }: { readonly id: string; readonly to: string; readonly expect: string | null },
): Promise<Result<'done' | 'overtaken'>> {
  const ref = reviewBranch(id);
  if (repository.remote !== null) return await pushRefs(repository, [{ ref, to, expect }]);
  return succeed((await setRef(repository.folder, ref, to, expect)) ? 'done' : 'overtaken');
}

/** The repository after a look at the remote; refused where that cannot be reached. */
export async function freshRepository({ folder }: Pick<ReviewParts, 'folder'>): Promise<Result<Repository>> {
  const repository = await repositoryOf({ folder });
  if (!repository.ok || repository.value.remote === null) return repository;
  const fetched = await fetchRemote(repository.value);
  if (!fetched.ok) return fetched;
  return succeed(await lookAgain(repository.value));
}

/** The refusal of somebody who was too slow several times. */
export function overtaken(): Problem {
  const message =
    'Others changed this at the same moments, several times. Nothing was changed; do it again in a moment.';
  return { code: 'review/overtaken', message };
}

import { type Result, refuse, succeed } from '#flow/problem.ts';
import { isReviewId, type Review, reviewFile } from '#flow/review/review.ts';
import { parseReview } from '#flow/review/review-file.ts';
import { listTree, readBlobs } from '../git/objects.ts';
import { listRefs, type Repository } from '../git/repository.ts';

/** A review with the commit that holds it. */
export type FoundReview = {
  readonly review: Review;
  readonly commit: string;
  /** False where it is part of what was released, and has no branch of its own any more. */
  readonly isBranch: boolean;
};

/** The reviews of a repository as far as known here, and sentences about those that cannot be read. */
export type FoundReviews = { readonly reviews: readonly FoundReview[]; readonly unread: readonly string[] };

/** Where what was released ends; tags are kept below this name. */
export const releaseTags = 'refs/tags/release/';

/** The branch of a review, as the remote names it. */
export function reviewBranch(id: string): string {
  return `refs/heads/review/${id}`;
}

/** Finds every review: those that were released, and those on branches of their own. */
export async function findReviews(repository: Repository): Promise<FoundReviews> {
  const released = await findReleased(repository);
  const done = new Set(released.reviews.flatMap(({ review }) => (review.state === 'open' ? [] : [review.id])));
  const open = await findOpen(repository, done);
  const ids = new Set(open.reviews.map(({ review }) => review.id));
  return {
    reviews: [...open.reviews, ...released.reviews.filter(({ review }) => !ids.has(review.id))],
    unread: [...open.unread, ...released.unread],
  };
}

/** Finds one of them. */
export async function findReview(repository: Repository, id: string): Promise<Result<FoundReview>> {
  const { reviews } = await findReviews(repository);
  const found = reviews.find(({ review }) => review.id === id);
  if (found !== undefined) return succeed(found);
  const message = `There is no review "${id.slice(0, 100)}" here. Look at the list again; it may have been withdrawn.`;
  return refuse({ code: 'review/unknown', message });
}

/** What was released never changes under one commit, and everything about a review asks for it. */
const knownReleased = new Map<string, Promise<FoundReviews>>();

const mostKnown = 8;

async function findReleased({ folder, mainCommit }: Repository): Promise<FoundReviews> {
  if (mainCommit === null) return { reviews: [], unread: [] };
  const key = `${folder} ${mainCommit}`;
  const known = knownReleased.get(key) ?? readReleased(folder, mainCommit);
  knownReleased.set(key, known);
  known.catch(() => knownReleased.delete(key));
  const [oldest] = knownReleased.keys();
  if (knownReleased.size > mostKnown && oldest !== undefined) knownReleased.delete(oldest);
  return await known;
}

async function readReleased(folder: string, mainCommit: string): Promise<FoundReviews> {
  const tree = await listTree(folder, mainCommit, 'workspace');
  const files = [...tree].filter(([path]) => path.startsWith('reviews/') && path.endsWith('.yaml'));
  const blobs = await readBlobs(
    folder,
    files.map(([, { blob }]) => blob),
  );
  const tags = await listRefs(folder, releaseTags);
  const found = read(
    files.map(([path, { blob }]) => {
      const id = path.slice('reviews/'.length, -'.yaml'.length);
      return { id, commit: mainCommit, isBranch: false, text: blobs.get(blob)?.toString('utf8') };
    }),
  );
  const reviews = found.reviews.map((one) => {
    const [flow, version] = [...one.review.versions][0] ?? [];
    return { ...one, commit: tags.get(`${releaseTags}${flow ?? ''}/${version ?? ''}`) ?? one.commit };
  });
  return { ...found, reviews };
}

async function findOpen({ folder, prefix, remote }: Repository, done: ReadonlySet<string>): Promise<FoundReviews> {
  const below = remote === null ? 'refs/heads/review/' : 'refs/remotes/origin/review/';
  const refs = [...(await listRefs(folder, below))].flatMap(([ref, commit]) => {
    const id = ref.slice(below.length);
    return isReviewId(id) && !done.has(id) ? [{ id, commit, name: `${commit}:${prefix}${reviewFile(id)}` }] : [];
  });
  const blobs = await readBlobs(
    folder,
    refs.map(({ name }) => name),
  );
  return read(
    refs.map(({ id, commit, name }) => ({ id, commit, isBranch: true, text: blobs.get(name)?.toString('utf8') })),
  );
}

type ReviewText = {
  readonly id: string;
  readonly commit: string;
  readonly isBranch: boolean;
  readonly text: string | undefined;
};

function read(texts: readonly ReviewText[]): FoundReviews {
  const reviews: FoundReview[] = [];
  const unread: string[] = [];
  for (const { id, commit, isBranch, text } of texts) {
    const parsed = text === undefined ? undefined : parseReview(text);
    if (parsed?.ok === true && parsed.value.id === id) reviews.push({ review: parsed.value, commit, isBranch });
    else unread.push(`The review "${id}" cannot be read. Whoever handed it over does so again.`);
  }
  return { reviews, unread };
}

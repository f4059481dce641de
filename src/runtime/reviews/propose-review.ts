import type { Change } from '#flow/diff/change.ts';
import { diffSides } from '#flow/diff/diff-sides.ts';
import type { DiffSide } from '#flow/diff/side.ts';
import { proposeSentence, proposeVersion } from '#flow/diff/version.ts';
import { type Result, succeed } from '#flow/problem.ts';
import { needsOf, type ReviewNeed } from '#flow/review/needs.ts';
import { isLater } from '#flow/template/digest.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { isAncestor, listRefs, mergeBase, openRepository, type Repository } from '../git/repository.ts';
import { gitText } from '../git/run-git.ts';
import { readSide } from '../workspace/diff-side.ts';
import { findReviews, releaseTags } from './find-reviews.ts';
import { readIdentity } from './identity.ts';
import { weighedFlows } from './judge-review.ts';
import type { ReviewParts } from './parts.ts';
import { findUnsaved } from './save-version.ts';
import type { Sides } from './sides.ts';

/** A flow that would be handed over, with the version proposed for it. */
export type ProposedFlow = {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly criticality: 'low' | 'medium' | 'high' | null;
  readonly released: string | null;
  readonly proposed: string;
  readonly why: string;
};

/** What saving and handing over would mean. */
export type ReviewProposal = {
  readonly versioned: boolean;
  readonly remote: boolean;
  readonly unsaved: readonly string[];
  readonly changes: readonly Change[];
  readonly released: readonly Change[];
  readonly sentence: string;
  readonly title: string;
  readonly flows: readonly ProposedFlow[];
  readonly needs: readonly ReviewNeed[];
  readonly review: string | null;
};

/** Tells what saving and handing over would mean; changes nothing and asks nobody. */
export async function proposeReview(parts: ReviewParts, sides: Sides): Promise<Result<ReviewProposal>> {
  const repository = await openRepository(parts.folder);
  const now = await readSide(parts.folder);
  const saved = await sides.at(repository?.head ?? null);
  if (!saved.ok) return saved;
  const base = repository === undefined ? null : await baseFor(repository);
  const before = await sides.at(base);
  if (!before.ok) return before;
  const changes = diffSides(saved.value, now, { catalogue: nodeCatalogue });
  const released = diffSides(before.value, now, { catalogue: nodeCatalogue });
  const ids = changedFlows(released, now);
  const versions = repository === undefined ? new Map<string, string>() : await releasedVersions(repository);
  const needs = needsOf({ flows: weighedFlows(now, ids), changes: released, approvals: [] });
  return succeed({
    versioned: repository !== undefined,
    remote: repository !== undefined && repository.remote !== null,
    unsaved: repository === undefined ? [] : [...(await findUnsaved(repository)).keys()].sort(),
    changes,
    released,
    sentence: changes.length === 0 ? '' : proposeSentence(changes),
    title: released.length === 0 ? '' : proposeSentence(released),
    flows: ids.flatMap((id) => proposeFlow({ id, now, versions, released })),
    needs,
    review: repository === undefined ? null : await openReviewOf(parts, repository, ids),
  });
}

/**
 * What a new review is held against: where what is saved left what was released. Without a remote that is the last
 * release saved here.
 */
export async function baseFor(repository: Repository): Promise<string | null> {
  const { folder, remote, head, mainCommit } = repository;
  if (head === null) return null;
  if (remote !== null) return mainCommit === null ? null : await mergeBase(folder, mainCommit, head);
  const args = [
    'for-each-ref',
    '--sort=-creatordate',
    '--count=1',
    '--format=%(objectname)',
    '--merged',
    head,
    releaseTags,
  ];
  const tagged = (await gitText(folder, args))?.trim();
  return tagged === undefined || tagged === '' || !(await isAncestor(folder, tagged, head)) ? null : tagged;
}

/** Ids of flows on the later side that mean something else than before, sorted; moved boxes change no flow. */
export function changedFlows(changes: readonly Change[], after: DiffSide): readonly string[] {
  const told = new Set(
    changes.flatMap(({ kind, flow }) => (kind === 'layout' || kind === 'test' || flow === null ? [] : [flow])),
  );
  return after.flows
    .map(({ flow }) => flow.id)
    .filter((id) => told.has(id))
    .sort();
}

/** The latest released version of every flow that was released. */
export async function releasedVersions({ folder }: Repository): Promise<ReadonlyMap<string, string>> {
  const latest = new Map<string, string>();
  for (const ref of (await listRefs(folder, releaseTags)).keys()) {
    const [, flow = '', version = ''] = /^([^/]+)\/(\d+\.\d+\.\d+)$/.exec(ref.slice(releaseTags.length)) ?? [];
    const known = latest.get(flow);
    if (flow !== '' && (known === undefined || isLater(version, known))) latest.set(flow, version);
  }
  return latest;
}

type FlowFacts = {
  readonly id: string;
  readonly now: DiffSide;
  readonly versions: ReadonlyMap<string, string>;
  readonly released: readonly Change[];
};

function proposeFlow({ id, now, versions, released }: FlowFacts): readonly ProposedFlow[] {
  const found = now.flows.find(({ flow }) => flow.id === id);
  if (found === undefined) return [];
  const last = versions.get(id);
  const { version, why } = proposeVersion(
    last,
    released.filter((change) => change.flow === id),
  );
  const { flow, file } = found;
  const criticality = flow.classification?.criticality ?? null;
  return [{ id, name: flow.name, file, criticality, released: last ?? null, proposed: version, why }];
}

/** An open review of the studio's person about any of these flows, which is handed over anew rather than twice. */
async function openReviewOf(
  parts: ReviewParts,
  repository: Repository,
  ids: readonly string[],
): Promise<string | null> {
  const identity = await readIdentity(parts);
  if (identity === undefined) return null;
  const { reviews } = await findReviews(repository);
  const mine = reviews.find(
    ({ review, isBranch }) =>
      isBranch &&
      review.state === 'open' &&
      review.author === identity.person &&
      ids.some((id) => review.versions.has(id)),
  );
  return mine?.review.id ?? null;
}

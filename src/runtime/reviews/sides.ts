import { hash } from 'node:crypto';
import type { Change } from '#flow/diff/change.ts';
import { diffSides } from '#flow/diff/diff-sides.ts';
import { type DiffSide, emptySide } from '#flow/diff/side.ts';
import { type Result, succeed } from '#flow/problem.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { type CollectedBundle, collectAtRevision } from '../bundles/export-bundle.ts';
import { listTree } from '../git/objects.ts';
import { withTree } from '../git/read-tree.ts';
import { readSide } from '../workspace/diff-side.ts';

/** What commits hold and how they differ; commits never change, so what was read once is remembered. */
export type Sides = {
  /** Null is a side without anything. */
  readonly at: (commit: string | null) => Promise<Result<DiffSide>>;
  readonly compare: (before: string | null, after: string) => Promise<Result<readonly Change[]>>;
  readonly collect: (
    commit: string,
    versions: ReadonlyMap<string, string>,
    day: string,
  ) => Promise<Result<CollectedBundle>>;
};

/** Most values of one sort that are remembered. */
const mostKept = 24;

/** Makes the reader of a workspace's commits. */
export function createSides(folder: string): Sides {
  const [contents, sides, changes, bundles] = [
    createMemory<string>(),
    createMemory<DiffSide>(),
    createMemory<readonly Change[]>(),
    createMemory<CollectedBundle>(),
  ];
  const contentOf = async (commit: string | null): Promise<string> => {
    if (commit === null) return '-';
    const found = await contents(commit, async () => succeed(await nameContent(folder, commit)));
    return found.ok ? found.value : commit;
  };
  const at = async (commit: string | null): Promise<Result<DiffSide>> => {
    if (commit === null) return succeed(emptySide);
    return await sides(await contentOf(commit), () => withTree(folder, commit, readSide));
  };
  return {
    at,
    compare: async (before, after) => {
      const key = `${await contentOf(before)} ${await contentOf(after)}`;
      return await changes(key, async () => {
        const [one, other] = await Promise.all([at(before), at(after)]);
        if (!one.ok) return one;
        return other.ok ? succeed(diffSides(one.value, other.value, { catalogue: nodeCatalogue })) : other;
      });
    },
    collect: async (commit, versions, day) => {
      const key = [await contentOf(commit), day, ...pairsOf(versions)].join(' ');
      return await bundles(key, () => collectAtRevision(folder, commit, [...versions.keys()], versions, { day }));
    },
  };
}

/** Names what a commit holds of the workspace; what people say in reviews is no part of it. */
async function nameContent(folder: string, commit: string): Promise<string> {
  const entries = [...(await listTree(folder, commit, 'workspace'))].filter(([path]) => !path.startsWith('reviews/'));
  return hash('sha256', entries.map(([path, { mode, blob }]) => `${mode} ${blob} ${path}\0`).join(''));
}

/** Ids and versions hold neither blanks nor equal signs. */
function pairsOf(versions: ReadonlyMap<string, string>): readonly string[] {
  return [...versions].map(([flow, version]) => `${flow}=${version}`).sort();
}

/** Remembers what was read under a key, the oldest forgotten first; two askers at once wait for one answer. */
function createMemory<T>(): (key: string, read: () => Promise<Result<T>>) => Promise<Result<T>> {
  const known = new Map<string, Promise<Result<T>>>();
  return (key, read) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const reading = read();
    known.set(key, reading);
    // What could not be read may be readable later: a fetch brings what was missing.
    const forget = () => void known.delete(key);
    void reading.then((result) => (result.ok ? undefined : forget()), forget);
    const [oldest] = known.keys();
    if (known.size > mostKept && oldest !== undefined) known.delete(oldest);
    return reading;
  };
}

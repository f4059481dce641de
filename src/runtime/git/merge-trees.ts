import { isWorkspacePath } from '../workspace/paths.ts';
import { keepBlob, listTree, readBlobs, type Tree, type TreeEntry } from './objects.ts';
import type { Repository } from './repository.ts';

/** Brings three texts of a file together; a base that is not there is empty. */
export type MergeFile = (
  path: string,
  texts: { readonly base: string | undefined; readonly ours: string; readonly theirs: string },
) => { readonly text: string } | { readonly conflicts: readonly string[] };

/** What two commits come to: what changes in ours, and sentences about what a person must decide. */
export type MergedTrees = {
  readonly edits: ReadonlyMap<string, TreeEntry | null>;
  readonly conflicts: readonly string[];
};

/**
 * Brings two trees together that grew from one, file by file; nothing is checked out.
 *
 * @param base null where they share nothing
 */
export async function mergeTrees(
  repository: Repository,
  trees: { readonly base: string | null; readonly ours: string; readonly theirs: string },
  mergeFile: MergeFile,
): Promise<MergedTrees> {
  const { folder } = repository;
  const base = trees.base === null ? new Map<string, TreeEntry>() : await listTree(folder, trees.base, 'root');
  const ours = await listTree(folder, trees.ours, 'root');
  const theirs = await listTree(folder, trees.theirs, 'root');
  const edits = new Map<string, TreeEntry | null>();
  const conflicts: string[] = [];
  for (const path of [...new Set([...ours.keys(), ...theirs.keys(), ...base.keys()])].sort()) {
    if (isSame(theirs.get(path), base.get(path)) || isSame(theirs.get(path), ours.get(path))) continue;
    if (isSame(ours.get(path), base.get(path))) {
      edits.set(path, theirs.get(path) ?? null);
      continue;
    }
    const merged = await mergePath(repository, { path, base, ours, theirs }, mergeFile);
    if ('conflicts' in merged) conflicts.push(...merged.conflicts);
    else edits.set(path, merged.entry);
  }
  return { edits, conflicts };
}

type PathMerge = { readonly path: string; readonly base: Tree; readonly ours: Tree; readonly theirs: Tree };

async function mergePath(
  { folder, prefix }: Repository,
  { path, base, ours, theirs }: PathMerge,
  mergeFile: MergeFile,
): Promise<{ readonly entry: TreeEntry } | { readonly conflicts: readonly string[] }> {
  const [before, one, other] = [base.get(path), ours.get(path), theirs.get(path)];
  const name = path.startsWith(prefix) ? path.slice(prefix.length) : path;
  if (one === undefined || other === undefined) {
    return { conflicts: [`${name} was removed on one side and changed on the other.`] };
  }
  if (!path.startsWith(prefix) || !isWorkspacePath(name)) return { conflicts: [`${name} was changed on both sides.`] };
  const blobs = await readBlobs(
    folder,
    [before, one, other].flatMap((entry) => (entry === undefined ? [] : [entry.blob])),
  );
  const textOf = (entry: TreeEntry | undefined) => blobs.get(entry?.blob ?? '')?.toString('utf8');
  const texts = { base: textOf(before), ours: textOf(one) ?? '', theirs: textOf(other) ?? '' };
  const merged = mergeFile(name, texts);
  if ('conflicts' in merged) return merged;
  return { entry: { mode: one.mode, blob: await keepBlob(folder, merged.text) } };
}

function isSame(one: TreeEntry | undefined, other: TreeEntry | undefined): boolean {
  return one?.blob === other?.blob && one?.mode === other?.mode;
}

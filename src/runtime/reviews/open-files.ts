import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keepFiles, listTree, plainFile, type TreeEdits, type TreeEntry } from '../git/objects.ts';
import type { OpenSides } from '../git/pending-merge.ts';
import type { Repository } from '../git/repository.ts';
import { isWorkspacePath } from '../workspace/paths.ts';

/** Files by their path from the root of what is versioned, with what each side has of them. */
export type OpenFiles = ReadonlyMap<string, OpenSides>;

/** Two commits that were brought together as far as they go, and what they grew from. */
export type HalfMerge = {
  /** Null where they share nothing. */
  readonly base: string | null;
  readonly ours: string;
  readonly theirs: string;
  /** What went together. */
  readonly edits: TreeEdits;
};

/**
 * Files of two commits somebody must decide about; undefined where one of them is no plain file of the workspace, which
 * only git can settle.
 */
export async function findOpenFiles({ folder, prefix }: Repository, merge: HalfMerge): Promise<OpenFiles | undefined> {
  const base = merge.base === null ? new Map<string, TreeEntry>() : await listTree(folder, merge.base, 'root');
  const ours = await listTree(folder, merge.ours, 'root');
  const theirs = await listTree(folder, merge.theirs, 'root');
  const open = new Map<string, OpenSides>();
  for (const path of new Set([...ours.keys(), ...theirs.keys(), ...base.keys()])) {
    const sides = { base: base.get(path), ours: ours.get(path), theirs: theirs.get(path) };
    const isBoth = !isSame(sides.ours, sides.base) && !isSame(sides.theirs, sides.base);
    if (!isBoth || isSame(sides.ours, sides.theirs) || merge.edits.has(path)) continue;
    const isPlain = Object.values(sides).every((entry) => entry === undefined || entry.mode.startsWith('100'));
    const isOfWorkspace = path.startsWith(prefix) && isWorkspacePath(path.slice(prefix.length));
    if (!isOfWorkspace || !isPlain) return undefined;
    open.set(path, sides);
  }
  return open;
}

/**
 * Unsaved work that does not go together with what came. Without these marks the next version would take back what was
 * released, and nobody would have decided that.
 *
 * @param paths from the workspace
 */
export async function findOpenWork(
  { folder, prefix, head }: Repository,
  paths: readonly string[],
  came: TreeEdits,
): Promise<OpenFiles> {
  if (paths.length === 0) return new Map();
  const before = head === null ? new Map<string, TreeEntry>() : await listTree(folder, head, 'root');
  const blobs = await keepFiles(
    folder,
    paths.filter((path) => existsSync(join(folder, path))),
  );
  const sidesOf = (path: string): OpenSides => {
    const whole = `${prefix}${path}`;
    const blob = blobs.get(path);
    const base = before.get(whole);
    const ours = blob === undefined ? undefined : { mode: base?.mode ?? plainFile, blob };
    return { base, ours, theirs: came.get(whole) ?? undefined };
  };
  return new Map(paths.map((path) => [`${prefix}${path}`, sidesOf(path)]));
}

function isSame(one: TreeEntry | undefined, other: TreeEntry | undefined): boolean {
  return one?.blob === other?.blob && one?.mode === other?.mode;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Result, succeed } from '#flow/problem.ts';
import { buildTree, commitTree, editIndex, keepFiles, listTree, plainFile, type TreeEntry } from '../git/objects.ts';
import { endMerge, readPendingMerge } from '../git/pending-merge.ts';
import { gitRefused, type Repository, setRef } from '../git/repository.ts';
import { runGit } from '../git/run-git.ts';
import { listFiles } from '../workspace/files.ts';
import { isWorkspacePath } from '../workspace/paths.ts';

/** A version that was saved; `commit` is null where nothing had changed. */
export type SavedVersion = { readonly commit: string | null; readonly files: readonly string[] };

/** What saving would keep: paths from the workspace, with what becomes of them. */
export type Unsaved = ReadonlyMap<string, TreeEntry | null>;

/**
 * Finds what differs from the last saved version: files of the workspace, and only those. What is ignored stays out
 * unless it was saved before; bytes are kept as they are, whatever filters a repository names.
 */
export async function findUnsaved(repository: Repository): Promise<Unsaved> {
  const { folder, head } = repository;
  const before = head === null ? new Map<string, TreeEntry>() : await listTree(folder, head, 'workspace');
  const present = (await listFiles(folder)).map(({ path }) => path);
  const ignored = await findIgnored(
    folder,
    present.filter((path) => !before.has(path)),
  );
  const kept = await keepFiles(
    folder,
    present.filter((path) => !ignored.has(path)),
  );
  const unsaved = new Map<string, TreeEntry | null>();
  for (const [path, blob] of kept) {
    const entry = before.get(path);
    if (entry?.blob !== blob) unsaved.set(path, { mode: entry?.mode ?? plainFile, blob });
  }
  for (const [path, { mode }] of before) {
    const isPart = isWorkspacePath(path) && mode.startsWith('100');
    if (isPart && !kept.has(path) && !existsSync(join(folder, path))) unsaved.set(path, null);
  }
  return unsaved;
}

/**
 * Saves what differs as a version, on the branch that is checked out; a merge that is under way and wholly decided
 * goes into it.
 */
export async function saveVersion(
  repository: Repository,
  { sentence, person, at }: { readonly sentence: string; readonly person: string; readonly at: number },
): Promise<Result<SavedVersion>> {
  const { folder, prefix, head } = repository;
  const pending = await readPendingMerge(repository);
  if (!pending.ok) return pending;
  const { parents: merged, from } = pending.value;
  const unsaved = await findUnsaved({ ...repository, head: from });
  if (unsaved.size === 0 && merged.length === 0) return succeed({ commit: null, files: [] });
  const edits = new Map([...unsaved].map(([path, entry]) => [`${prefix}${path}`, entry]));
  const tree = await buildTree(folder, from, edits);
  const parents = [...(head === null ? [] : [head]), ...merged];
  const commit = await commitTree(folder, { tree, parents, message: sentence, person, at });
  // The name first: where somebody committed by hand at the same moment, nothing of theirs is lost.
  if (!(await setRef(folder, 'HEAD', commit, head))) {
    return gitRefused('Saving', { ok: false, code: null, stderr: 'the branch was changed at the same moment' });
  }
  await editIndex(folder, edits);
  if (merged.length > 0) await endMerge(folder);
  return succeed({ commit, files: [...unsaved.keys()].sort() });
}

/** Those of the paths that somebody told git to leave out. */
async function findIgnored(folder: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const input = paths.map((path) => `${path}\0`).join('');
  const outcome = await runGit({ folder, args: ['check-ignore', '-z', '--stdin'], input });
  // Git answers "none" by its exit code.
  return new Set(outcome.ok ? outcome.stdout.toString('utf8').split('\0') : []);
}

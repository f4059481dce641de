import { readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { type Result, refuse, succeed } from '#flow/problem.ts';
import type { TreeEntry } from './objects.ts';
import { gitRefused, type Repository } from './repository.ts';
import { gitText, runGit } from './run-git.ts';

/** What saving during a merge stands on: the parents it has beside the last version, and the tree it begins with. */
export type PendingMerge = { readonly parents: readonly string[]; readonly from: string | null };

/** One file of both sides and what they grew from; undefined where a side has none. */
export type OpenSides = {
  readonly base: TreeEntry | undefined;
  readonly ours: TreeEntry | undefined;
  readonly theirs: TreeEntry | undefined;
};

/** Paths from the root of what is versioned that wait for a decision, wherever they lie. */
export async function listOpen({ folder }: Pick<Repository, 'folder'>): Promise<readonly string[]> {
  const listed = (await gitText(folder, ['ls-files', '-u', '-z', '--full-name', ':/'])) ?? '';
  const paths = listed.split('\0').map((line) => line.slice(line.indexOf('\t') + 1));
  return [...new Set(paths)].filter((path) => path !== '');
}

/**
 * Tells how a merge that is under way goes into the next version; without one nothing is added. Refused while files
 * wait for a decision: saved now, what nobody chose would be gone.
 */
export async function readPendingMerge(repository: Repository): Promise<Result<PendingMerge>> {
  const { folder, head } = repository;
  const open = await listOpen(repository);
  if (open.length > 0) return refuse(stillOpen(open));
  const parents = await readMergeHeads(folder);
  if (parents.length === 0) return succeed({ parents, from: head });
  const written = await runGit({ folder, args: ['write-tree'] });
  if (!written.ok) return gitRefused('Saving what was brought together', written);
  return succeed({ parents, from: written.stdout.toString('utf8').trim() });
}

/** Notes that the next version brings a commit in, as git itself notes it. */
export async function beginMerge(folder: string, commit: string, message: string): Promise<void> {
  await writeFile(await gitPath(folder, 'MERGE_MSG'), `${message}\n`);
  await writeFile(await gitPath(folder, 'MERGE_MODE'), '');
  await writeFile(await gitPath(folder, 'MERGE_HEAD'), `${commit}\n`);
}

/** Forgets a merge that was saved. */
export async function endMerge(folder: string): Promise<void> {
  await runGit({ folder, args: ['merge', '--quit'] });
}

/** Leaves files for a person to decide about, as a merge by git would; paths are from the root of what is versioned. */
export async function leaveOpen(folder: string, files: ReadonlyMap<string, OpenSides>): Promise<void> {
  if (files.size === 0) return;
  const lines = [...files].flatMap(([path, { base, ours, theirs }]) => [
    `0 ${'0'.repeat(40)}\t${path}\0`,
    ...[base, ours, theirs].flatMap((entry, at) =>
      entry === undefined ? [] : [`${entry.mode} ${entry.blob} ${at + 1}\t${path}\0`],
    ),
  ]);
  const outcome = await runGit({ folder, args: ['update-index', '-z', '--index-info'], input: lines.join('') });
  if (!outcome.ok) throw new Error(`git update-index failed: ${outcome.stderr.trim().slice(0, 500)}`);
}

/** Why nothing is saved or taken in for now. */
export function stillOpen(paths: readonly string[]) {
  const shown = paths.slice(0, 5).join(', ');
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : '';
  const message = `Changed on both sides, and nobody decided yet: ${shown}${more}. Open them and choose, then do this again.`;
  return { code: 'git/still-open', message };
}

/** True while a merge waits to be saved. */
export async function isMerging(folder: string): Promise<boolean> {
  return (await readMergeHeads(folder)).length > 0;
}

async function readMergeHeads(folder: string): Promise<readonly string[]> {
  const text = await readFile(await gitPath(folder, 'MERGE_HEAD'), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => /^[0-9a-f]{40,64}$/.test(line));
}

async function gitPath(folder: string, name: string): Promise<string> {
  const path = ((await gitText(folder, ['rev-parse', '--git-path', name])) ?? `.git/${name}`).trim();
  return isAbsolute(path) ? path : join(folder, path);
}

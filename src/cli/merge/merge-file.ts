import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { connectionManifests } from '#connections/manifests.ts';
import type { MergeConflict } from '#flow/merge/flow-merging.ts';
import { canMerge, type MergeCatalogue, mergeText } from '#flow/merge/merge-text.ts';
import { parseConnection } from '#flow/workspace/parse-connection.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { filesBelow, findWorkspace, readNamed, statOf } from '../places.ts';
import { markConflicts } from './conflict-marks.ts';

/** The three files of a merge, and what they are versions of. */
export type MergeFiles = {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** Path of the file in its repository; it says what the file means. */
  readonly path: string;
};

/** What a merge of files came to; `ours` was written in any case but the last. */
export type MergedFile = {
  readonly isSettled: boolean;
  readonly conflicts: readonly MergeConflict[];
  /** Why the file was merged as text, where it was. */
  readonly asText: readonly string[];
};

/** Merges three files into ours, by what they mean where that is possible. */
export async function mergeFiles(files: MergeFiles): Promise<MergedFile> {
  const [base, ours, theirs] = await Promise.all([files.base, files.ours, files.theirs].map(readNamed));
  if (!canMerge(files.path)) return { ...(await mergeAsText(files)), asText: [`${files.path} is merged as text.`] };
  const texts = { base: base ?? '', ours: ours ?? '', theirs: theirs ?? '' };
  const merged = mergeText(files.path, texts, await readCatalogue(files.path));
  if (!merged.ok) {
    const why = merged.problems.slice(0, 3).map(({ message }) => message);
    await mergeAsText(files);
    // Even where no line collides, nobody has looked at what the text means now.
    return {
      isSettled: false,
      conflicts: [],
      asText: [`${files.path} cannot be read, so it is merged as text:`, ...why],
    };
  }
  const { text, theirs: other, conflicts } = merged.value;
  await writeFile(files.ours, conflicts.length === 0 ? text : markConflicts(text, other));
  return { isSettled: conflicts.length === 0, conflicts, asText: [] };
}

/** Lets Git merge lines, with its marks; without Git our version stays as it is. */
async function mergeAsText({ base, ours, theirs }: MergeFiles): Promise<Omit<MergedFile, 'asText'>> {
  const { runGit } = await import('#runtime/git/run-git.ts');
  const labels = ['ours', 'base', 'theirs'].flatMap((label) => ['-L', label]);
  const outcome = await runGit({ folder: '.', args: ['merge-file', ...labels, '--', ours, base, theirs] });
  return { isSettled: outcome.ok, conflicts: [] };
}

/** Bindings of environments are printed as the kind of their connection asks, so connections are looked up. */
async function readCatalogue(path: string): Promise<MergeCatalogue> {
  const catalogue = { nodes: nodeCatalogue, connections: connectionManifests };
  const workspace = path.includes('environments/') ? findWorkspace(dirname(path)) : undefined;
  const folder = workspace === undefined ? undefined : join(workspace, 'connections');
  if (folder === undefined || statOf(folder)?.isDirectory() !== true) return catalogue;
  const kinds = new Map<string, string>();
  for (const file of await filesBelow(folder, ['.yaml'])) {
    const parsed = parseConnection(await readFile(file, 'utf8'), connectionManifests);
    if (parsed.ok) kinds.set(parsed.value.id, parsed.value.kind);
  }
  return { ...catalogue, kindOf: (id) => connectionManifests.find(({ kind }) => kind === kinds.get(id)) };
}

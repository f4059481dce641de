import { lstat, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Result, refuse, succeed } from '#flow/problem.ts';
import { gitText, runGit } from './run-git.ts';

/** A file two branches changed in ways Git could not bring together; a side without the file is null. */
export type FileConflict = {
  /** Path from the folder. */
  readonly path: string;
  readonly base: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
};

/** Files are read whole; larger ones are none of ours. */
const largestBytes = 8_000_000;

const stages = { '1': 'base', '2': 'ours', '3': 'theirs' } as const;

type Blobs = { base?: string; ours?: string; theirs?: string };

/**
 * Files below a folder that wait for a decision, in the order of their paths; none outside of Git. A file of which a
 * side is no text or is too large is left out, because a side that cannot be shown must not look like one that is gone.
 */
export async function readConflicts(folder: string): Promise<readonly FileConflict[]> {
  const listed = await listUnmerged(folder);
  const conflicts: FileConflict[] = [];
  for (const [path, blobs] of listed) {
    const base = await readSide(folder, blobs.base);
    const ours = await readSide(folder, blobs.ours);
    const theirs = await readSide(folder, blobs.theirs);
    if (base !== undefined && ours !== undefined && theirs !== undefined) conflicts.push({ path, base, ours, theirs });
  }
  return conflicts;
}

async function readSide(folder: string, blob: string | undefined): Promise<string | null | undefined> {
  if (blob === undefined) return null;
  const outcome = await runGit({ folder, args: ['cat-file', 'blob', blob], limitBytes: largestBytes });
  if (!outcome.ok) return undefined;
  const text = outcome.stdout.toString('utf8');
  return Buffer.from(text).equals(outcome.stdout) ? text : undefined;
}

/**
 * Writes the decided text, or removes the file where it is null, and tells Git that the file is settled; refused where
 * it does not wait for a decision.
 */
export async function settleConflict(folder: string, path: string, text: string | null): Promise<Result<void>> {
  const isWaiting = (await listUnmerged(folder)).has(path);
  const file = join(folder, path);
  const stat = await lstat(file).catch(() => undefined);
  if (!isWaiting || (stat !== undefined && !stat.isFile())) {
    const message = `"${path}" is not in conflict any more. Look at the list again.`;
    return refuse({ code: 'git/not-in-conflict', message });
  }
  if (text === null) await rm(file, { force: true });
  else await writeFile(file, text);
  const added = await runGit({ folder, args: ['--literal-pathspecs', 'add', '--', path] });
  if (added.ok) return succeed(undefined);
  const message = `"${path}" was written, but Git did not take it: ${added.stderr.trim().slice(0, 300)}`;
  return refuse({ code: 'git/not-settled', message });
}

/** Contents of plain files by path and side. Links and modules are left out, because no text decides about them. */
async function listUnmerged(folder: string): Promise<ReadonlyMap<string, Blobs>> {
  const listed = (await gitText(folder, ['ls-files', '-u', '-z'])) ?? '';
  const found = new Map<string, Blobs>();
  for (const line of listed.split('\0')) {
    const match = /^100(?:644|755) ([0-9a-f]{40,64}) ([123])\t(.+)$/s.exec(line);
    const [, blob, stage, path] = match ?? [];
    if (blob === undefined || path === undefined || (stage !== '1' && stage !== '2' && stage !== '3')) continue;
    found.set(path, { ...found.get(path), [stages[stage]]: blob });
  }
  return found;
}

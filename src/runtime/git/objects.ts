import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GitCall, runGit } from './run-git.ts';

/** A file of a commit: its mode and the name of its content. */
export type TreeEntry = { readonly mode: string; readonly blob: string };

/** Files of a commit by path. */
export type Tree = ReadonlyMap<string, TreeEntry>;

/** What becomes of a path in a new tree; null takes it away. */
export type TreeEdits = ReadonlyMap<string, TreeEntry | null>;

/** Who made a commit, when, and why. */
export type CommitFacts = {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly person: string;
  /** Epoch milliseconds. */
  readonly at: number;
};

/** The mode of a plain file. */
export const plainFile = '100644';

/** Most bytes of contents read in one go. */
const mostBytes = 256_000_000;

/** Objects are large next to names, and disks are slow: the time a call has, in milliseconds. */
const limitMs = 30_000;

/**
 * Lists the files of a commit or tree: with paths from the workspace, or from the root of what is versioned.
 * Throws where git does not know it, because whoever asks resolved it before.
 */
export async function listTree(folder: string, treeish: string, from: 'workspace' | 'root'): Promise<Tree> {
  const whole = from === 'root' ? ['--full-tree'] : [];
  const listed = await textOf({ folder, args: ['ls-tree', '-r', '-z', ...whole, treeish] });
  const entries = new Map<string, TreeEntry>();
  for (const line of listed.split('\0')) {
    const [head = '', path] = splitOnce(line, '\t');
    const [mode = '', kind, blob = ''] = head.split(' ');
    if (path !== undefined && kind !== undefined) entries.set(path, { mode, blob });
  }
  return entries;
}

/** The contents of blobs, each read once, whatever a filter would make of them. */
export async function readBlobs(folder: string, blobs: Iterable<string>): Promise<ReadonlyMap<string, Buffer>> {
  const wanted = [...new Set(blobs)];
  const found = new Map<string, Buffer>();
  if (wanted.length === 0) return found;
  const output = await bytesOf({ folder, args: ['cat-file', '--batch'], input: `${wanted.join('\n')}\n` });
  let at = 0;
  for (const blob of wanted) {
    const end = output.indexOf(10, at);
    const [, kind, size] = output.subarray(at, end).toString('utf8').split(' ');
    at = end + 1;
    if (kind !== 'blob' || size === undefined) continue;
    found.set(blob, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}

/** Keeps contents and gives the name of each. */
export async function keepBlob(folder: string, content: Buffer | string): Promise<string> {
  const args = ['hash-object', '-w', '--no-filters', '--stdin'];
  return (await textOf({ folder, args, input: content })).trim();
}

/** Keeps the contents of files of the workspace as they are on the disk; paths are from the workspace. */
export async function keepFiles(folder: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (paths.length === 0) return new Map();
  const args = ['hash-object', '-w', '--no-filters', '--stdin-paths'];
  const names = (await textOf({ folder, args, input: `${paths.join('\n')}\n` })).trim().split('\n');
  return new Map(paths.map((path, at) => [path, names[at] ?? '']));
}

/**
 * Makes a tree from that of a commit, or from nothing, without touching the working tree or its index; paths are from the root of what is
 * versioned.
 */
export async function buildTree(folder: string, from: string | null, edits: TreeEdits): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'penstock-index-'));
  const env = { GIT_INDEX_FILE: join(place, 'index') };
  try {
    await textOf({ folder, env, args: from === null ? ['read-tree', '--empty'] : ['read-tree', from] });
    await textOf({ folder, env, args: ['update-index', '-z', '--index-info'], input: indexInfo(edits) });
    return (await textOf({ folder, env, args: ['write-tree'] })).trim();
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Tells the index of the working tree what became of paths, so that only unsaved work differs from it. */
export async function editIndex(folder: string, edits: TreeEdits): Promise<void> {
  await textOf({ folder, args: ['update-index', '-z', '--index-info'], input: indexInfo(edits) });
}

/** Makes a commit of a tree; no name points at it yet. */
export async function commitTree(folder: string, { tree, parents, message, person, at }: CommitFacts): Promise<string> {
  // Names in commits cannot hold these; an address that can never be delivered keeps people's mail out of histories.
  const name = person.replaceAll(/[<>\n\r\0]/g, ' ');
  const email = `${name.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}@penstock.invalid`;
  const date = `${Math.trunc(at / 1_000)} +0000`;
  const env = {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
  const args = ['commit-tree', '--no-gpg-sign', ...parents.flatMap((parent) => ['-p', parent]), '-F', '-', tree];
  return (await textOf({ folder, env, args, input: message })).trim();
}

function indexInfo(edits: TreeEdits): string {
  const none = '0'.repeat(40);
  return [...edits]
    .map(([path, entry]) => (entry === null ? `0 ${none}\t${path}\0` : `${entry.mode} ${entry.blob}\t${path}\0`))
    .join('');
}

async function textOf(call: GitCall): Promise<string> {
  return (await bytesOf(call)).toString('utf8');
}

/** The output of a call that works unless the disk or the repository is broken. */
async function bytesOf(call: GitCall): Promise<Buffer> {
  const outcome = await runGit({ limitMs, limitBytes: mostBytes, ...call });
  if (!outcome.ok) throw new Error(`git ${call.args[0] ?? ''} failed: ${outcome.stderr.trim().slice(0, 500)}`);
  return outcome.stdout;
}

function splitOnce(text: string, by: string): [string, string | undefined] {
  const at = text.indexOf(by);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

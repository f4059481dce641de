import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { isWorkspacePath } from '../workspace/paths.ts';
import { runGit } from './run-git.ts';

const limitMs = 30_000;
const limitBytes = 200_000_000;

/** A file of a commit: where it stands in the workspace, and the object that holds its bytes. */
type TreeEntry = { readonly path: string; readonly object: string };

/**
 * Reads the files a workspace had at a commit, as they were committed: no checkout, no filters, no ends of lines
 * turned. Links and what is no file of a workspace are left out.
 *
 * @param revision commit, branch or tag
 */
export async function readTree(folder: string, revision: string): Promise<Result<ReadonlyMap<string, Buffer>>> {
  const commit = await findCommit(folder, revision);
  if (commit === undefined) return refuse(noRevision(revision, 'there is none of that name'));
  const listed = await runGit({ folder, args: ['ls-tree', '-r', '-z', commit, '--', '.'], limitMs, limitBytes });
  if (!listed.ok) return refuse(noRevision(revision, 'its files cannot be listed'));
  const entries = readListing(listed.stdout.toString('utf8'));
  if (entries.length === 0) return succeed(new Map());
  const input = `${entries.map(({ object }) => object).join('\n')}\n`;
  const read = await runGit({ folder, args: ['cat-file', '--batch'], input, limitMs, limitBytes });
  const files = read.ok ? splitBatch(read.stdout, entries) : undefined;
  return files === undefined ? refuse(noRevision(revision, 'a file in it cannot be read')) : succeed(files);
}

/** Puts the files a workspace had at a commit into a folder for as long as it is used. */
export async function withTree<T>(
  folder: string,
  revision: string,
  use: (tree: string) => Promise<T>,
): Promise<Result<T>> {
  const files = await readTree(folder, revision);
  return files.ok ? succeed(await withFiles(files.value, use)) : files;
}

/** Puts files into a folder of their own for as long as it is used. */
export async function withFiles<T>(
  files: ReadonlyMap<string, Uint8Array>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-files-'));
  try {
    for (const [path, content] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The full name of the commit; a revision that looks like an option of git is none. */
async function findCommit(folder: string, revision: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const found = await runGit({ folder, args });
  const commit = found.ok ? found.stdout.toString('utf8').trim() : '';
  return /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined;
}

function readListing(listing: string): readonly TreeEntry[] {
  return listing.split('\0').flatMap((line) => {
    const found = /^100(?:644|755) blob ([0-9a-f]{40,64})\t(.+)$/s.exec(line);
    const [, object = '', path = ''] = found ?? [];
    return isWorkspacePath(path) ? [{ path, object }] : [];
  });
}

/** Every answer of `cat-file --batch` is a line with the size, that many bytes, and a line break. */
function splitBatch(output: Buffer, entries: readonly TreeEntry[]): ReadonlyMap<string, Buffer> | undefined {
  const files = new Map<string, Buffer>();
  let at = 0;
  for (const { path, object } of entries) {
    const lineEnd = output.indexOf(0x0a, at);
    const head = /^([0-9a-f]+) blob (\d+)$/.exec(output.subarray(at, lineEnd).toString('latin1'));
    if (head === null || head[1] !== object) return undefined;
    const end = lineEnd + 1 + Number(head[2]);
    if (end > output.length) return undefined;
    files.set(path, output.subarray(lineEnd + 1, end));
    at = end + 1;
  }
  return files;
}

function noRevision(revision: string, why: string): Problem {
  const message = `The commit "${revision.slice(0, 100)}" cannot be read: ${why}. Name a commit, branch or tag of the repository this workspace stands in.`;
  return { code: 'git/no-revision', message };
}

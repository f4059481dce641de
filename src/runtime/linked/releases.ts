import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatInstant } from '#flow/instant.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { openBundle } from '../bundles/bundle-ports.ts';

/** A release the studio keeps. */
export type KeptRelease = {
  readonly file: string;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly at: string;
  readonly flows: { readonly flow: string; readonly version: string }[];
  readonly approvers: string[];
};

/** How many are listed; older ones are found as files. */
const mostListed = 50;

const fileName = /^[A-Za-z0-9][A-Za-z0-9_.@+-]{0,190}\.pstk$/;

/** Lists the bundles in the folder of releases, newest first; what is no bundle is left out. */
export async function listReleases(data: string): Promise<readonly KeptRelease[]> {
  const folder = join(data, 'releases');
  const names = (await readdir(folder).catch(nothing)).filter((name) => fileName.test(name));
  const dated = await Promise.all(names.map(async (file) => ({ file, at: (await stat(join(folder, file))).mtimeMs })));
  dated.sort((one, other) => other.at - one.at || (one.file < other.file ? -1 : 1));
  const releases: KeptRelease[] = [];
  for (const { file, at } of dated.slice(0, mostListed)) {
    const bytes = await readFile(join(folder, file));
    const opened = openBundle(bytes);
    if (!opened.ok) continue;
    const { manifest, digest, signatures } = opened.value;
    releases.push({
      file,
      digest,
      sizeBytes: bytes.length,
      at: formatInstant(Math.round(at)),
      flows: manifest.flows.map(({ id, version }) => ({ flow: id, version })),
      approvers: [...new Set(signatures.filter(({ role }) => role === 'approver').map(({ by }) => by))].sort(),
    });
  }
  return releases;
}

/** Reads a kept release by the name of its file. */
export async function readRelease(data: string, file: string): Promise<Result<Uint8Array>> {
  if (!fileName.test(file)) return refuse(noRelease(file));
  try {
    return succeed(await readFile(join(data, 'releases', file)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return refuse(noRelease(file));
    throw error;
  }
}

function nothing(error: unknown): string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}

function noRelease(file: string): Problem {
  const message = `The studio keeps no release "${file}". Choose one of the list, or a bundle from a file.`;
  return { code: 'linked/no-release', message };
}

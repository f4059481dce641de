import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Bundle } from '#flow/bundle/read-bundle.ts';
import { type Result, refuse, succeed } from '#flow/problem.ts';
import { printDocument } from '#flow/text/document.ts';
import { workspaceFileSchema } from '#flow/workspace/parse-workspace-file.ts';

/**
 * Writes the files of a bundle into a new folder, all or none, so that it can be read as a workspace. The names were
 * judged when the bundle was read; a bundle brings no settings, so those of whoever unpacks it stand beside its files.
 *
 * @param workspaceFile text of `penstock.yaml`; without it, one that names the workspace and trusts nobody
 * @returns the folder, or why nothing was written
 */
export async function unpackBundle(
  bundle: Pick<Bundle, 'manifest' | 'files'>,
  folder: string,
  workspaceFile?: string,
): Promise<Result<string>> {
  if (existsSync(folder)) return refuse(taken(folder));
  const staged = join(dirname(folder), `.${basename(folder)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(staged, { recursive: true });
    for (const [path, content] of bundle.files) {
      await mkdir(dirname(join(staged, path)), { recursive: true });
      await writeFile(join(staged, path), content, { flag: 'wx' });
    }
    await writeFile(join(staged, 'penstock.yaml'), workspaceFile ?? settingsOf(bundle), { flag: 'wx' });
    await rename(staged, folder);
    return succeed(folder);
  } catch (error) {
    await rm(staged, { recursive: true, force: true });
    // Somebody else unpacked it between the look and the rename; theirs stays.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST'))
      return refuse(taken(folder));
    throw error;
  }
}

/** Unpacks a bundle for as long as somebody looks at it. */
export async function withUnpacked<T>(
  bundle: Pick<Bundle, 'manifest' | 'files'>,
  workspaceFile: string | undefined,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const parent = await mkdtemp(join(tmpdir(), 'penstock-bundle-'));
  try {
    const unpacked = await unpackBundle(bundle, join(parent, 'bundle'), workspaceFile);
    if (!unpacked.ok) throw new Error('A folder that was just made holds a bundle already.');
    return await use(unpacked.value);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

function settingsOf({ manifest }: Pick<Bundle, 'manifest'>): string {
  return printDocument({ penstock: 1, name: manifest.workspace }, new Map(), workspaceFileSchema);
}

function taken(folder: string) {
  const message = `${folder} is there already, so nothing was unpacked. Name a folder that does not exist yet.`;
  return { code: 'bundle/folder-taken', message };
}

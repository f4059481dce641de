import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { maxArchiveBytes } from '#flow/bundle/archive.ts';
import type { Bundle } from '#flow/bundle/read-bundle.ts';
import { parseWorkspaceFile, type WorkspaceFile } from '#flow/workspace/parse-workspace-file.ts';
import { exitCodes, Refused } from '../command.ts';
import { readNamed, statOf, workspaceFile } from '../places.ts';

/** Reads a bundle somebody named; one that is not as Penstock writes it ends the command. */
export async function openBundleFile(file: string): Promise<Bundle> {
  if (!existsSync(file)) throw new Refused(exitCodes.usage, `${file}: there is no such file.`);
  // One byte more than a bundle may have is enough to refuse it, however large the file is.
  const { size } = await stat(file);
  const bytes = size > maxArchiveBytes ? new Uint8Array(maxArchiveBytes + 1) : await readFile(file);
  const { openBundle } = await import('#runtime/bundles/bundle-ports.ts');
  const read = openBundle(new Uint8Array(bytes));
  if (!read.ok) throw new Refused(exitCodes.findings, ...read.problems.map((one) => ({ ...one, file })));
  return read.value;
}

/** Writes a bundle in place of what was there, whole or not at all. */
export async function writeBundleFile(file: string, bytes: Uint8Array): Promise<void> {
  const staged = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(staged, bytes, { flag: 'wx' });
    await rename(staged, file);
  } finally {
    await rm(staged, { force: true });
  }
}

/** The settings whose keys are trusted: `penstock.yaml` of a folder, or a file of that form. */
export async function readTrust(path: string): Promise<{ readonly text: string; readonly settings: WorkspaceFile }> {
  const file = (statOf(path)?.isDirectory() ?? false) ? join(path, workspaceFile) : path;
  const text = await readNamed(file);
  const parsed = parseWorkspaceFile(text);
  if (!parsed.ok) throw new Refused(exitCodes.usage, ...parsed.problems.map((problem) => ({ ...problem, file })));
  return { text, settings: parsed.value };
}

/** Reads a bundle as it travels in JSON, in base64; whoever receives it judges it. */
export async function readBundleText(file: string): Promise<string> {
  try {
    return (await readFile(file)).toString('base64');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === undefined) throw error;
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${String(code)})`;
    throw new Refused(exitCodes.usage, `${file}: ${why}.`);
  }
}

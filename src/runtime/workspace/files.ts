import { hash, randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { isWorkspacePath, judgePath, workspaceFolders, workspaceRootFiles } from './paths.ts';

/** Largest file that is read or written, in bytes; larger ones are listed and nothing more. */
export const maxFileBytes = 5_000_000;

/** Files a workspace may have; beyond that it is somebody's home folder by mistake. */
const maxFiles = 20_000;

/** A file as the file system shows it, without having been read. */
export type FoundFile = {
  /** With slashes, from the folder of the workspace. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Changes when the file does: size, times and inode. */
  readonly stamp: string;
  readonly changedAtMs: number;
};

/** A file that was read. */
export type ReadFile = { readonly text: string; readonly etag: string; readonly sizeBytes: number };

/** What to do with one file; `expect` is what it was when it was read, null where it must not exist. */
export type FileChange = { readonly path: string; readonly text: string | null; readonly expect: string | null };

/** What a file is after a write; `isChanged` is false where it was like that before. */
export type WrittenFile = { readonly path: string; readonly etag: string | null; readonly isChanged: boolean };

/** First 32 hex digits of the SHA-256 of the bytes. */
export function etagOf(bytes: Uint8Array): string {
  return hash('sha256', bytes).slice(0, 32);
}

/** Lists every file of a workspace, sorted; links and hidden files are none of them. */
export async function listFiles(root: string): Promise<readonly FoundFile[]> {
  const paths: string[] = [...workspaceRootFiles];
  for (const folder of workspaceFolders) await collectPaths(root, folder, paths);
  const found: FoundFile[] = [];
  for (const path of paths.slice(0, maxFiles)) {
    const stats = await statOf(join(root, path));
    if (stats?.isFile()) found.push(foundOf(path, stats));
  }
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Reads the bytes of one file for its etag; undefined when it is gone, is none, is too large or may not be read. */
export async function readBytes(root: string, path: string): Promise<Buffer | undefined> {
  const place = await findPlace(root, path);
  if (!place.ok || place.value.sizeBytes === undefined || place.value.sizeBytes > maxFileBytes) return undefined;
  try {
    return await bytesOf(place.value.file);
  } catch (error) {
    // A file this user may not read is left out of the list; whoever asks for it by name is told.
    if (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM'))
      return undefined;
    throw error;
  }
}

/** Reads one file as text. */
export async function readText(root: string, path: string): Promise<Result<ReadFile>> {
  const place = await findPlace(root, path);
  if (!place.ok) return place;
  const { file, sizeBytes } = place.value;
  if (sizeBytes !== undefined && sizeBytes > maxFileBytes) return refuse(tooLarge(path));
  const bytes = sizeBytes === undefined ? undefined : await bytesOf(file);
  if (bytes === undefined) {
    const message = `The workspace has no file ${path}. Look at the list again; it may have been renamed or removed.`;
    return refuse({ code: 'workspace/no-such-file', message });
  }
  const text = decode(bytes);
  if (text === undefined) {
    const message = `${path} is not written in UTF-8. Save it as UTF-8 with an editor, then open it again.`;
    return refuse({ code: 'workspace/not-text', message });
  }
  return succeed({ text, etag: etagOf(bytes), sizeBytes: bytes.length });
}

type Step = {
  readonly path: string;
  readonly file: string;
  readonly before: Buffer | undefined;
  readonly mode: number | undefined;
  readonly after: Buffer | undefined;
};

/**
 * Writes and deletes files. Every path and every expectation is judged before the first byte is written; then each
 * file changes at once and lasts. A file that already is as asked is not touched.
 *
 * @returns what each file is now, or every reason why nothing was done
 */
export async function writeFiles(
  root: string,
  changes: readonly FileChange[],
): Promise<Result<readonly WrittenFile[]>> {
  const planned = await planSteps(root, changes);
  if (!planned.ok) return planned;
  const staged: { readonly step: Step; readonly temporary: string | undefined }[] = [];
  try {
    // All bytes are safe on disk before the first name changes, so that a full disk stops everything or nothing.
    for (const step of planned.value) staged.push({ step, temporary: await stage(step) });
    for (const one of staged) await settle(one);
  } catch (error) {
    for (const { temporary } of staged) if (temporary !== undefined) await rm(temporary, { force: true });
    throw error;
  }
  return succeed(
    planned.value.map((step) => ({
      path: step.path,
      etag: step.after === undefined ? null : etagOf(step.after),
      isChanged: !isSame(step),
    })),
  );
}

async function planSteps(root: string, changes: readonly FileChange[]): Promise<Result<readonly Step[]>> {
  const steps: Step[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const change of changes) {
    // Two spellings of one name are one file on many disks.
    const key = change.path.toLowerCase();
    const step = seen.has(key) ? refuse<Step>(namedTwice(change.path)) : await planStep(root, change);
    seen.add(key);
    if (step.ok) steps.push(step.value);
    else problems.push(...step.problems);
  }
  return problems.length > 0 ? { ok: false, problems } : succeed(steps);
}

async function planStep(root: string, { path, text, expect }: FileChange): Promise<Result<Step>> {
  const place = await findPlace(root, path);
  if (!place.ok) return place;
  if (text !== null && !text.isWellFormed()) {
    const message = `The new text of ${path} holds half a character. Remove what cannot be shown, and save again.`;
    return refuse({ code: 'workspace/not-text', message });
  }
  const after = text === null ? undefined : Buffer.from(text);
  const { file, sizeBytes, mode } = place.value;
  if ((after?.length ?? 0) > maxFileBytes || (sizeBytes ?? 0) > maxFileBytes) return refuse(tooLarge(path));
  const before = sizeBytes === undefined ? undefined : await bytesOf(file);
  const etag = before === undefined ? null : etagOf(before);
  if (etag !== expect) return refuse(changedOnDisk(path, etag, expect));
  return succeed({ path, file, before, mode, after });
}

/** Puts the new bytes beside the file, on disk; undefined where there is nothing to write. */
async function stage(step: Step): Promise<string | undefined> {
  if (step.after === undefined || isSame(step)) return undefined;
  await mkdir(dirname(step.file), { recursive: true });
  // Hidden, so that neither the list nor the watch ever sees it.
  const temporary = join(dirname(step.file), `.${basename(step.file)}.${randomBytes(6).toString('hex')}.tmp`);
  const handle = await open(temporary, 'wx', step.mode ?? 0o666);
  try {
    await handle.writeFile(step.after);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
}

async function settle({ step, temporary }: { readonly step: Step; readonly temporary: string | undefined }) {
  if (isSame(step)) return;
  if (temporary !== undefined) await rename(temporary, step.file);
  else await rm(step.file);
  await syncFolder(dirname(step.file));
}

/** A new name lasts only when the folder that holds it is on disk as well. */
async function syncFolder(folder: string): Promise<void> {
  // Windows neither opens nor syncs folders; there the rename itself is what lasts.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isSame({ before, after }: Step): boolean {
  if (before === undefined || after === undefined) return before === after;
  return before.equals(after);
}

type Place = { readonly file: string; readonly sizeBytes: number | undefined; readonly mode: number | undefined };

/** Finds where a path leads without ever following a link: a link inside the folder may lead out of it. */
async function findPlace(root: string, path: string): Promise<Result<Place>> {
  const bad = judgePath(path);
  if (bad !== undefined) return refuse(bad);
  const names = path.split('/');
  let current = root;
  for (const [at, name] of names.entries()) {
    current = join(current, name);
    const stats = await statOf(current);
    if (stats === undefined) break;
    const isLast = at === names.length - 1;
    if (isLast && stats.isFile()) {
      return succeed({ file: current, sizeBytes: stats.size, mode: stats.mode & 0o777 });
    }
    if (isLast || !stats.isDirectory()) {
      const message = `${path} leads over something that is neither a plain file nor a folder. Replace the link, or use another name.`;
      return refuse({ code: 'workspace/not-a-file', message });
    }
  }
  return succeed({ file: join(root, ...names), sizeBytes: undefined, mode: undefined });
}

async function collectPaths(root: string, folder: string, paths: string[]): Promise<void> {
  for (const entry of await entriesOf(join(root, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory() && !entry.name.startsWith('.')) await collectPaths(root, path, paths);
    else if (entry.isFile() && isWorkspacePath(path)) paths.push(path);
    if (paths.length > maxFiles) return;
  }
}

async function entriesOf(folder: string) {
  // A workspace folder that is a link is left out, as are links in it.
  if ((await statOf(folder))?.isDirectory() !== true) return [];
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

function foundOf(path: string, { size, mtimeMs, ctimeMs, ino }: Stats): FoundFile {
  return { path, sizeBytes: size, stamp: `${size} ${mtimeMs} ${ctimeMs} ${ino}`, changedAtMs: mtimeMs };
}

async function statOf(file: string): Promise<Stats | undefined> {
  try {
    return await lstat(file);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

async function bytesOf(file: string): Promise<Buffer | undefined> {
  try {
    const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** The text of bytes, a byte order mark kept as a character, so that writing it back gives the same bytes. */
function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    // The decoder reports malformed bytes by a TypeError.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function changedOnDisk(path: string, etag: string | null, expect: string | null): Problem {
  const what =
    etag === null
      ? 'is gone from the disk'
      : expect === null
        ? 'is there already'
        : 'was changed on the disk meanwhile';
  return {
    code: 'workspace/changed-on-disk',
    message: `${path} ${what}. Nothing was written: read it again, then keep yours, theirs, or both.`,
    path,
  };
}

function tooLarge(path: string): Problem {
  const message = `${path} is larger than ${maxFileBytes / 1_000_000} MB. Keep such a file outside of the workspace.`;
  return { code: 'workspace/too-large', message };
}

function namedTwice(path: string): Problem {
  return {
    code: 'workspace/named-twice',
    message: `${path} is named twice in one write. Send one change for each file.`,
  };
}

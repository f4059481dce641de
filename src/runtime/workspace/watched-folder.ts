import { type FSWatcher, watch } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '#flow/problem.ts';
import type { Clock, Log } from '../engine/ports.ts';
import {
  etagOf,
  type FileChange,
  type FoundFile,
  listFiles,
  type ReadFile,
  readBytes,
  readText,
  type WrittenFile,
  writeFiles,
} from './files.ts';
import { workspaceFolders } from './paths.ts';

/** A file as it was last seen. */
export type KnownFile = FoundFile & { readonly etag: string };

/** A file that is not as it was; `etag` is null where it is gone, `by` tells our own writes from everybody else's. */
export type NoticedChange = { readonly path: string; readonly etag: string | null; readonly by: 'studio' | 'disk' };

/** The files of a workspace folder, and what happens to them. */
export type WatchedFolder = {
  /** The real path of the folder. */
  readonly root: string;
  /** The files as last seen, by path, sorted. */
  readonly files: () => ReadonlyMap<string, KnownFile>;
  /** Looks at the disk now; changes are told before it resolves. */
  readonly look: () => Promise<void>;
  readonly read: (path: string) => Promise<Result<ReadFile>>;
  /** Writes, and tells what changed as by the studio. */
  readonly write: (changes: readonly FileChange[]) => Promise<Result<readonly WrittenFile[]>>;
  readonly stop: () => void;
};

/** Pause between looks at the disk that nothing asked for, in milliseconds; watches miss things on some file systems. */
const sweepMs = 2_000;

/** How long to wait for the rest of a burst of changes before looking, in milliseconds. */
const burstMs = 30;

/**
 * Opens a folder and keeps an eye on it.
 *
 * @param options.onChange told of every change, after it happened; must not throw
 */
export async function openWatchedFolder(options: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: (changes: readonly NoticedChange[]) => void;
}): Promise<WatchedFolder> {
  const { clock, log, onChange } = options;
  const root = await realpath(options.folder);
  let known: ReadonlyMap<string, KnownFile> = await lookAt(root, new Map());
  // Looks and writes take turns: a look in the middle of a write would tell our own change as somebody else's.
  let turn: Promise<unknown> = Promise.resolve();
  const takeTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const look = (): Promise<void> =>
    takeTurn(async () => {
      const before = known;
      known = await lookAt(root, before);
      const changes = changesBetween(before, known);
      if (changes.length > 0) onChange(changes);
    });
  const write: WatchedFolder['write'] = (changes) =>
    takeTurn(async () => {
      const written = await writeFiles(root, changes);
      if (!written.ok) return written;
      const changed = written.value.filter(({ isChanged }) => isChanged);
      if (changed.length > 0) {
        known = await noteWritten(root, known, changed);
        onChange(changed.map(({ path, etag }) => ({ path, etag, by: 'studio' })));
      }
      return written;
    });
  const stop = keepLooking({ root, clock, log, look });
  return { root, files: () => known, look, read: (path) => readText(root, path), write, stop };
}

/** Reads what is new or changed since the last look; everything else keeps its etag unread. */
async function lookAt(root: string, before: ReadonlyMap<string, KnownFile>): Promise<ReadonlyMap<string, KnownFile>> {
  const known = new Map<string, KnownFile>();
  for (const found of await listFiles(root)) {
    const last = before.get(found.path);
    if (last?.stamp === found.stamp) known.set(found.path, last);
    else {
      const bytes = await readBytes(root, found.path);
      // Too large to be read, or gone since it was listed: the next look tells.
      if (bytes !== undefined) known.set(found.path, { ...found, etag: etagOf(bytes) });
    }
  }
  return known;
}

function changesBetween(
  before: ReadonlyMap<string, KnownFile>,
  after: ReadonlyMap<string, KnownFile>,
): readonly NoticedChange[] {
  const changes: NoticedChange[] = [];
  for (const [path, { etag }] of after) if (before.get(path)?.etag !== etag) changes.push({ path, etag, by: 'disk' });
  for (const path of before.keys()) if (!after.has(path)) changes.push({ path, etag: null, by: 'disk' });
  return changes;
}

/** Puts our own writes among what is known, and nothing else: what others did meanwhile is for the next look to tell. */
async function noteWritten(
  root: string,
  known: ReadonlyMap<string, KnownFile>,
  changed: readonly WrittenFile[],
): Promise<ReadonlyMap<string, KnownFile>> {
  const found = new Map((await listFiles(root)).map((one) => [one.path, one]));
  const next = new Map(known);
  for (const { path, etag } of changed) {
    const file = found.get(path);
    // The stamp is left open: whoever wrote right after us must not hide behind our etag.
    if (etag !== null && file !== undefined) next.set(path, { ...file, etag, stamp: '' });
    else next.delete(path);
  }
  return new Map([...next].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Looks when the system tells of a change, and every two seconds whatever it tells. */
function keepLooking(parts: {
  readonly root: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly look: () => Promise<void>;
}): () => void {
  const { root, clock, log, look } = parts;
  const watchers = new Map<string, FSWatcher>();
  let isStopped = false;
  let withdrawSweep = (): void => {};
  let withdrawBurst: (() => void) | undefined;
  const lookSafely = (): Promise<void> =>
    look().catch((error: unknown) => {
      log.warn('workspace.look-failed', { why: error instanceof Error ? error.message : 'unknown' });
    });
  const lookSoon = (): void => {
    withdrawBurst ??= clock.after(burstMs, () => {
      withdrawBurst = undefined;
      void lookSafely();
    });
  };
  const sweep = (): void => {
    watchFolders(root, watchers, lookSoon);
    withdrawSweep = clock.after(sweepMs, () => void lookSafely().then(() => (isStopped ? undefined : sweep())));
  };
  sweep();
  return () => {
    isStopped = true;
    withdrawSweep();
    withdrawBurst?.();
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
}

/** Watches each folder that is there now; the data directory and version control beside them stay unwatched. */
function watchFolders(root: string, watchers: Map<string, FSWatcher>, lookSoon: () => void): void {
  for (const folder of ['', ...workspaceFolders]) {
    if (watchers.has(folder)) continue;
    try {
      const watcher = watch(join(root, folder), { recursive: folder !== '', persistent: false }, lookSoon);
      const forget = (): void => {
        watchers.delete(folder);
        watcher.close();
      };
      watcher.on('error', forget);
      watcher.on('close', () => watchers.delete(folder));
      watchers.set(folder, watcher);
    } catch {
      // Not there, or the system has no watch left: the sweep sees what happens there.
    }
  }
}

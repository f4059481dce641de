import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock, Log } from '../engine/ports.ts';
import type { AuditCheckpoint, AuditHead } from '../store/row.ts';
import type { AuditFeed } from '../store/store.ts';

/** Name of the checkpoint file inside a data directory. */
export const CHECKPOINT_FILE = 'audit-checkpoints.jsonl';

/** A checkpoint writer at work. */
export type CheckpointKeeper = {
  /** Writes the newest end of the chain, if it is not noted yet, and stops. */
  readonly close: () => Promise<void>;
};

/** What a checkpoint writer needs. */
export type CheckpointSettings = {
  readonly store: AuditFeed;
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** New entries after which a checkpoint is due at once; default 1,000. */
  readonly everyEntries?: number;
  /** Time after which a checkpoint is due when there are new entries, in milliseconds; default 60,000. */
  readonly everyMs?: number;
};

/**
 * Notes the end of the audit chain outside the database, so that cutting it off or writing it anew is noticed later.
 * A line that cannot be written is logged and tried again; the audit log itself does not depend on it.
 */
export function keepCheckpoints(settings: CheckpointSettings): CheckpointKeeper {
  const { store, directory, clock, log, everyEntries = 1_000, everyMs = 60_000 } = settings;
  const path = join(directory, CHECKPOINT_FILE);
  // Entries of an earlier life that ended before its last checkpoint are noted with the first new one, or at close.
  let noted = 0;
  let withdraw: (() => void) | undefined;
  let writing = lastCheckpoint(directory).then((last) => {
    noted = Math.max(noted, last?.seq ?? 0);
  });

  function onHead(head: AuditHead): void {
    if (head.seq - noted >= everyEntries) note();
    else withdraw ??= clock.after(everyMs, note);
  }

  function note(): void {
    withdraw?.();
    withdraw = undefined;
    const head = store.auditHead();
    if (head.seq <= noted) return;
    const before = noted;
    noted = head.seq;
    writing = writing.then(async () => {
      try {
        await appendCheckpoint(path, { ...head, at: clock.now() });
      } catch (error) {
        // Tried again in a while; until then the noted end stands where it was.
        noted = Math.min(noted, before);
        withdraw ??= clock.after(everyMs, note);
        log.error('audit.checkpoint-failed', {
          seq: head.seq,
          cause: error instanceof Error ? error.message : 'unknown',
        });
      }
    });
  }

  const stopWatching = store.watchAudit(onHead);

  return {
    close: async () => {
      stopWatching();
      await writing;
      note();
      await writing;
    },
  };
}

/** Adds one line to a checkpoint file and waits until the disk has it. */
export async function appendCheckpoint(path: string, checkpoint: AuditCheckpoint): Promise<void> {
  const { seq, hash, at } = checkpoint;
  await using file = await open(path, 'a+');
  const { size } = await file.stat();
  const last = size === 0 ? undefined : (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString();
  // A crash may have torn the last line; the new one must not grow onto it.
  const separator = last === undefined || last === '\n' ? '' : '\n';
  await file.appendFile(`${separator}${JSON.stringify({ seq, hash, at })}\n`);
  await file.sync();
}

/** The checkpoints of a data directory. */
export type CheckpointList = {
  readonly checkpoints: readonly AuditCheckpoint[];
  /** 1-based numbers of lines that are no checkpoint; a torn last line, left by a crash, is not among them. */
  readonly unreadable: readonly number[];
};

/** Reads every checkpoint of a data directory; none when the file is missing. */
export async function readCheckpoints(directory: string): Promise<CheckpointList> {
  const checkpoints: AuditCheckpoint[] = [];
  const bad: number[] = [];
  let line = 0;
  const lines = createInterface({ input: createReadStream(join(directory, CHECKPOINT_FILE), 'utf8') });
  try {
    for await (const text of lines) {
      line += 1;
      const checkpoint = parseCheckpoint(text);
      if (checkpoint === undefined) bad.push(line);
      else checkpoints.push(checkpoint);
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return { checkpoints, unreadable: bad.filter((number) => number !== line) };
}

/** The last whole checkpoint of a data directory, if there is one. */
export async function lastCheckpoint(directory: string): Promise<AuditCheckpoint | undefined> {
  return (await readCheckpoints(directory)).checkpoints.at(-1);
}

function parseCheckpoint(text: string): AuditCheckpoint | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('seq' in value && 'hash' in value && 'at' in value)) return undefined;
    const { seq, hash, at } = value;
    const isWhole = Number.isSafeInteger(seq) && typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash);
    if (!isWhole || typeof seq !== 'number' || typeof at !== 'number') return undefined;
    return { seq, hash, at };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Clock, Log } from '../engine/ports.ts';
import type { AuditHead, AuditRow, Page } from '../store/row.ts';
import type { AuditFeed } from '../store/store.ts';
import { CHECKPOINT_FILE, keepCheckpoints, lastCheckpoint, readCheckpoints } from './checkpoints.ts';
import { checkLastCheckpoint, verifyAuditLog } from './verify-audit.ts';

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-audit-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A chain that grows when told. */
function growingChain(): AuditFeed & { readonly grow: (entries: number) => void } {
  let head: AuditHead = { seq: 0, hash: '0'.repeat(64) };
  const watchers = new Set<(head: AuditHead) => void>();
  return {
    auditHead: () => head,
    watchAudit: (onHead) => {
      watchers.add(onHead);
      return () => watchers.delete(onHead);
    },
    grow: (entries) => {
      head = { seq: head.seq + entries, hash: String(head.seq + entries).padStart(64, 'a') };
      for (const watcher of watchers) watcher(head);
    },
  };
}

/** A clock that stands still until told; `ring` calls what is due. */
function standingClock(): Clock & { readonly ring: () => void } {
  const due = new Set<() => void>();
  return {
    now: () => 5_000,
    mono: () => 5_000,
    after: (_delayMs, callback) => {
      due.add(callback);
      return () => due.delete(callback);
    },
    ring: () => {
      for (const callback of [...due]) {
        due.delete(callback);
        callback();
      }
    },
  };
}

function listeningLog(): Log & { readonly events: string[] } {
  const events: string[] = [];
  const note = (event: string) => {
    events.push(event);
  };
  return { events, info: note, warn: note, error: note };
}

async function seqsOf(directory: string): Promise<readonly number[]> {
  return (await readCheckpoints(directory)).checkpoints.map(({ seq }) => seq);
}

test('a checkpoint is written every 1,000 entries, after a minute with new ones, and at close', async () => {
  const directory = temporaryDirectory();
  const [store, clock] = [growingChain(), standingClock()];
  const keeper = keepCheckpoints({ store, directory, clock, log: listeningLog() });

  store.grow(999);
  store.grow(1);
  store.grow(10);
  clock.ring();
  store.grow(5);
  await keeper.close();
  store.grow(5_000);

  expect(await seqsOf(directory)).toEqual([1_000, 1_010, 1_015]);
  expect(await lastCheckpoint(directory)).toEqual({ seq: 1_015, hash: '1015'.padStart(64, 'a'), at: 5_000 });
});

test('nothing is written when nothing is new, also after a restart', async () => {
  const directory = temporaryDirectory();
  const [store, clock] = [growingChain(), standingClock()];
  store.grow(3);

  for (let life = 0; life < 3; life += 1) {
    await keepCheckpoints({ store, directory, clock, log: listeningLog() }).close();
  }

  expect(await seqsOf(directory)).toEqual([3]);
});

test('a checkpoint that cannot be written is logged and tried again', async () => {
  const directory = temporaryDirectory();
  const [store, clock, log] = [growingChain(), standingClock(), listeningLog()];
  const keeper = keepCheckpoints({ store, directory: join(directory, 'missing'), clock, log });

  store.grow(1);
  clock.ring();
  await keeper.close();

  expect(log.events).toEqual(['audit.checkpoint-failed', 'audit.checkpoint-failed']);
});

test('a line torn by a crash is passed over and does not swallow the next one', async () => {
  const directory = temporaryDirectory();
  const path = join(directory, CHECKPOINT_FILE);
  const [store, clock] = [growingChain(), standingClock()];
  writeFileSync(path, '{"seq":1,"ha');
  const torn = await readCheckpoints(directory);
  store.grow(2);

  await keepCheckpoints({ store, directory, clock, log: listeningLog() }).close();
  appendFileSync(path, '{"seq":"2"}\n{"seq":');

  expect(torn).toEqual({ checkpoints: [], unreadable: [] });
  expect(await readCheckpoints(directory)).toMatchObject({ checkpoints: [{ seq: 2 }], unreadable: [1, 3] });
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(4);
});

test('verification holds the chain against every checkpoint and says the verdict in words', async () => {
  const directory = temporaryDirectory();
  const [store, clock] = [growingChain(), standingClock()];
  store.grow(7);
  await keepCheckpoints({ store, directory, clock, log: listeningLog() }).close();

  const report = await verifyAuditLog(
    { verifyAudit: async (given) => ({ ok: false, seq: Array.isArray(given) ? given.length : 0, what: 'truncated' }) },
    directory,
  );

  expect(report).toMatchObject({ checkpoints: 1, verdict: { ok: false, seq: 1 } });
  expect(report.sentence).toBe(
    'The audit log was cut off at entry 1: a checkpoint names a later one. Restore a backup.',
  );
});

test('a start holds the last checkpoint against the entry it names', async () => {
  const entry = { seq: 4, hash: 'h', prev: 'p', at: 1, actor: 'a', action: 'b', subject: 'c' };
  const log = (rows: readonly AuditRow[]) => ({
    listAudit: async (): Promise<Page<AuditRow>> => ({ rows, next: undefined }),
  });
  const last = { seq: 4, hash: 'h', at: 1 };

  const sentences = [
    await checkLastCheckpoint(log([]), undefined),
    await checkLastCheckpoint(log([entry]), last),
    await checkLastCheckpoint(log([]), last),
    await checkLastCheckpoint(log([{ ...entry, hash: 'other' }]), last),
  ];

  expect(sentences).toEqual([
    undefined,
    undefined,
    expect.stringContaining('cut off'),
    expect.stringContaining('rewritten'),
  ]);
});

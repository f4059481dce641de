import Database from 'better-sqlite3';
import type { CommitOutcome, StoreCommand } from '../command.ts';
import type { AuditHead } from '../row.ts';
import { createDeploymentCommands } from './deployment-commands.ts';
import { createMemory, markMemory, restoreMemory, type WriterMemory } from './memory.ts';
import { createPlainCommands } from './plain-commands.ts';
import { createRunCommands } from './run-commands.ts';
import { createWords } from './words.ts';

/** Answer to one command of a batch; plain data, because it crosses between threads. */
export type CommandAnswer =
  | { readonly kind: 'outcome'; readonly outcome: CommitOutcome }
  | { readonly kind: 'unavailable'; readonly reason: 'disk-full' | 'io' | 'closed'; readonly cause: string }
  /** A promise of ours was broken: the command can never be carried out. */
  | { readonly kind: 'broken'; readonly message: string };

/** Carries out batches of commands, each batch in one transaction. */
export type BatchWriter = {
  /** Answers are true and durable when this returns. Never throws for what a command or the disk does. */
  readonly commit: (commands: readonly StoreCommand[], now: number) => readonly CommandAnswer[];
  readonly auditHead: () => AuditHead;
};

/** Prepares everything that writes to the database. */
export function createBatchWriter(db: Database.Database): BatchWriter {
  const memory = createMemory();
  const carryOut = createDispatch(db, memory);
  const begin = db.prepare('begin immediate');
  const commit = db.prepare('commit');
  const rollback = db.prepare('rollback');
  const save = db.prepare('savepoint command');
  const release = db.prepare('release command');
  const undo = db.prepare('rollback to command');
  const count = db.prepare(
    'insert into run_counts (state, runs) values (?, ?) on conflict (state) do update set runs = runs + excluded.runs',
  );

  function inTransaction(work: () => readonly CommandAnswer[]): readonly CommandAnswer[] {
    const mark = markMemory(memory);
    try {
      begin.run();
      const answers = work();
      for (const [state, runs] of memory.counts) if (runs !== 0) count.run(state, runs);
      commit.run();
      memory.counts.clear();
      return answers;
    } catch (error) {
      // SQLite rolls back by itself on some errors of the disk.
      if (db.inTransaction) rollback.run();
      restoreMemory(memory, mark);
      throw error;
    }
  }

  function carryOutGuarded(command: StoreCommand): CommandAnswer {
    const mark = markMemory(memory);
    save.run();
    try {
      const outcome = carryOut(command);
      release.run();
      return { kind: 'outcome', outcome };
    } catch (error) {
      if (diskRefusal(error) !== undefined) throw error;
      undo.run();
      release.run();
      restoreMemory(memory, mark);
      return { kind: 'broken', message: describe(error) };
    }
  }

  function commitBatch(commands: readonly StoreCommand[], now: number): readonly CommandAnswer[] {
    memory.now = now;
    try {
      return inTransaction(() => commands.map((command) => ({ kind: 'outcome', outcome: carryOut(command) })));
    } catch (error) {
      const reason = diskRefusal(error);
      if (reason !== undefined) return refuseAll(commands, reason, error);
    }
    // Savepoints cost more than most commands and conflicts are found before anything is written, so only a batch
    // with a command that broke is done again with one savepoint each.
    try {
      return inTransaction(() => commands.map(carryOutGuarded));
    } catch (error) {
      return refuseAll(commands, diskRefusal(error) ?? 'io', error);
    }
  }

  return { commit: commitBatch, auditHead: () => ({ seq: memory.auditSeq, hash: memory.auditHash }) };
}

function createDispatch(db: Database.Database, memory: WriterMemory): (command: StoreCommand) => CommitOutcome {
  const words = createWords(db, memory);
  const runs = createRunCommands(db, memory, words);
  const plain = createPlainCommands(db, words, runs.appendAudit);
  const deployments = createDeploymentCommands(db, runs.appendAudit);
  return (command) => {
    switch (command.kind) {
      case 'accept':
        return runs.accept(command);
      case 'append':
        return runs.append(command);
      case 'decide-approval':
        return runs.decideApproval(command);
      case 'close-dead-letter':
        return runs.closeDeadLetter(command);
      case 'look-at-lane':
        return runs.lookAtLane(command);
      case 'unpark-lane':
        return runs.unparkLane(command);
      case 'hold':
      case 'unhold':
        return plain.hold(command);
      case 'refused-call':
        return plain.refusedCall(command);
      case 'deploy':
        return plain.deploy(command);
      case 'retire':
        return plain.retire(command);
      case 'keep-bundle':
        return deployments.keep(command);
      case 'refuse-bundle':
        return deployments.refuse(command);
      case 'activate':
        return deployments.activate(command);
      case 'rollback':
        return deployments.rollback(command);
      case 'put-secret':
        return plain.putSecret(command);
      case 'claim-step':
        return runs.claimStep(command);
      case 'take-turn':
        return runs.takeTurn(command);
      case 'tick':
        return plain.tick(command);
      case 'poll-cursor':
        return plain.pollCursor(command);
      case 'audit':
        return plain.audit(command.entry);
    }
  };
}

/** Whether an error means that the disk, not the command, is at fault. */
export function diskRefusal(error: unknown): 'disk-full' | 'io' | undefined {
  if (!(error instanceof Database.SqliteError)) return undefined;
  const { code } = error;
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') return 'disk-full';
  const isDisk = /^SQLITE_(IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|BUSY|PROTOCOL|PERM)/.test(code);
  return isDisk ? 'io' : undefined;
}

function refuseAll(
  commands: readonly StoreCommand[],
  reason: 'disk-full' | 'io',
  error: unknown,
): readonly CommandAnswer[] {
  return commands.map(() => ({ kind: 'unavailable', reason, cause: describe(error) }));
}

function describe(error: unknown): string {
  if (error instanceof Database.SqliteError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

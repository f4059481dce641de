import type { Worker } from 'node:worker_threads';
import type { CommitOutcome, StoreCommand } from '../command.ts';
import type { AuditHead } from '../row.ts';
import { StoreUnavailable } from '../store.ts';
import type { CommandAnswer } from './batch.ts';
import { dataDirectory } from './data-directory.ts';
import { fromRefusalMessage } from './refusals.ts';
import type { FromWriter, ToWriter } from './serve-writer.ts';
import type { WriterSettings } from './writer-core.ts';

/** Hands commands to the writer thread, a batch at a time. */
export type WriteQueue = {
  readonly commit: (command: StoreCommand) => Promise<CommitOutcome>;
  readonly auditHead: () => AuditHead;
  /** `synchronous` as read back by the writing connection. */
  readonly synchronous: number;
  /** Lets everything queued end, closes the database and lets the lock go. */
  readonly close: () => Promise<void>;
};

type Pending = {
  readonly command: StoreCommand;
  readonly sizeBytes: number;
  readonly resolve: (outcome: CommitOutcome) => void;
  readonly reject: (error: Error) => void;
};

/** What the queue reports to its owner. */
export type WriteEvents = {
  readonly onAudit: (head: AuditHead) => void;
  readonly onBroken: (cause: StoreUnavailable) => void;
};

const BATCH_COMMANDS = 256;
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Has a writer thread open its directory.
 *
 * @throws StoreLocked, StoreCorrupt, StoreTooNew
 */
export async function startWriteQueue(
  worker: Worker,
  settings: WriterSettings,
  now: () => number,
  events: WriteEvents,
): Promise<WriteQueue> {
  const beginning = untilReady(worker, settings.directory);
  worker.postMessage(settings);
  const ready = await beginning;
  return createWriteQueue(worker, ready, now, events);
}

type Ready = Extract<FromWriter, { kind: 'ready' }>;

async function untilReady(worker: Worker, directory: string): Promise<Ready> {
  const first = await new Promise<FromWriter>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  if (first.kind === 'ready') return first;
  if (first.kind !== 'refused') throw new Error(`The writer thread began with "${first.kind}".`);
  throw fromRefusalMessage(first.refusal, directory, dataDirectory(directory).database);
}

function createWriteQueue(worker: Worker, ready: Ready, now: () => number, events: WriteEvents): WriteQueue {
  const waiting: Pending[] = [];
  let inFlight: readonly Pending[] = [];
  let isScheduled = false;
  let head = ready.head;
  let end: StoreUnavailable | undefined;
  let whenIdle: (() => void) | undefined;
  const closed = Promise.withResolvers<void>();

  const post = (message: ToWriter) => worker.postMessage(message);

  function commit(command: StoreCommand): Promise<CommitOutcome> {
    if (end !== undefined) return Promise.reject(end);
    const { promise, resolve, reject } = Promise.withResolvers<CommitOutcome>();
    waiting.push({ command, sizeBytes: estimateBytes(command), resolve, reject });
    if (inFlight.length === 0 && !isScheduled) {
      // After the poll phase: everything that arrived in this turn of the loop shares the first batch.
      isScheduled = true;
      setImmediate(flush);
    }
    return promise;
  }

  function flush(): void {
    isScheduled = false;
    if (inFlight.length > 0) return;
    if (waiting.length === 0) {
      whenIdle?.();
      return;
    }
    inFlight = waiting.splice(0, countForBatch(waiting));
    post({ kind: 'commit', now: now(), commands: inFlight.map(({ command }) => command) });
  }

  function settle(answers: readonly CommandAnswer[], newHead: AuditHead): void {
    const settled = inFlight;
    inFlight = [];
    const hasGrown = newHead.seq !== head.seq;
    head = newHead;
    // The next batch leaves first, so that the disk works while these callers go on.
    flush();
    settled.forEach((pending, index) => {
      answerOne(pending, answers[index]);
    });
    if (hasGrown) events.onAudit(head);
  }

  function breakDown(cause: unknown): void {
    if (end !== undefined && whenIdle === undefined) return;
    end = new StoreUnavailable('io', cause);
    for (const pending of [...inFlight, ...waiting.splice(0)]) pending.reject(end);
    inFlight = [];
    whenIdle?.();
    events.onBroken(end);
  }

  worker.on('message', (message: FromWriter) => {
    if (message.kind === 'answers') settle(message.answers, message.head);
    else if (message.kind === 'broken') breakDown(message.cause);
    else if (message.kind === 'closed') closed.resolve();
  });
  worker.on('error', breakDown);
  worker.on('exit', () => {
    closed.resolve();
    breakDown('the writer thread ended');
  });

  async function close(): Promise<void> {
    if (end === undefined) {
      end = new StoreUnavailable('closed');
      const idle = Promise.withResolvers<void>();
      whenIdle = idle.resolve;
      flush();
      await idle.promise;
      whenIdle = undefined;
    }
    post({ kind: 'close' });
    await closed.promise;
  }

  return { commit, auditHead: () => head, synchronous: ready.synchronous, close };
}

function countForBatch(waiting: readonly Pending[]): number {
  let sizeBytes = 0;
  let count = 0;
  for (const pending of waiting) {
    sizeBytes += pending.sizeBytes;
    if (count > 0 && (count === BATCH_COMMANDS || sizeBytes > BATCH_BYTES)) break;
    count += 1;
  }
  return count;
}

// Texts are what can be large; the rest of a command is some hundred bytes.
function estimateBytes(command: StoreCommand): number {
  const frameBytes = 'frame' in command ? command.frame.length : 0;
  if (!('changes' in command)) return 512 + frameBytes + deployedBytes(command);
  const changeBytes = command.changes.map((change) => {
    switch (change.kind) {
      case 'run':
        return change.output?.length ?? 0;
      case 'outcome':
        return change.effect.result?.length ?? 0;
      case 'approval':
        return change.approval.shown.length;
      case 'answer':
        return change.body.length;
      default:
        return 128;
    }
  });
  return changeBytes.reduce((sum, bytes) => sum + bytes, 512 + frameBytes);
}

function deployedBytes(command: StoreCommand): number {
  if (command.kind === 'deploy') return command.planText.length;
  if (command.kind === 'keep-bundle') return command.bytes.length + command.manifest.length;
  if (command.kind !== 'activate') return 0;
  return command.flows.reduce((sum, { planText }) => sum + planText.length, 0);
}

function answerOne(pending: Pending, answer: CommandAnswer | undefined): void {
  switch (answer?.kind) {
    case 'outcome':
      pending.resolve(answer.outcome);
      return;
    case 'unavailable':
      pending.reject(new StoreUnavailable(answer.reason, answer.cause));
      return;
    case 'broken':
      pending.reject(new Error(`The store could not carry out "${pending.command.kind}": ${answer.message}`));
      return;
    case undefined:
      pending.reject(new Error(`The store gave no answer to "${pending.command.kind}".`));
  }
}

import type { Worker } from 'node:worker_threads';
import { StoreBusy } from '../store.ts';
import type { ReadName } from './reads.ts';
import type { FromReader, ReadAnswer, ReadCall, ReaderSettings } from './serve-reader.ts';
import { startReaderThread } from './threads.ts';

/** Hands reads to a reader thread, and replaces the thread when one overruns. */
export type ReadPool = {
  readonly read: (name: ReadName, args: readonly unknown[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
};

/** How a pool is started. */
export type ReadPoolSettings = {
  readonly entry: URL;
  readonly path: string;
  /** A reader thread that was started and told nothing yet; one is started where it is left out. */
  readonly first?: Worker;
  /** How long one read may run; Infinity for no limit. */
  readonly deadlineMs: number;
};

type Pending = {
  readonly call: ReadCall;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
};

type Reader = { readonly worker: Worker; readonly started: Int32Array; isReady: boolean };

const BATCH_READS = 64;
const WAITING_MAX = 2_000;
/** SQLite cannot be interrupted: a replaced thread lives until its query ends. More of them than this would eat the machine. */
const LINGERING_MAX = 4;

/** Starts the reader thread; the database must exist. */
export function startReadPool(settings: ReadPoolSettings): ReadPool {
  const waiting: Pending[] = [];
  let inFlight: Pending[] = [];
  let lastId = 0;
  let lingering = 0;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let reader = begin(settings.first ?? startReaderThread(settings.entry));

  function begin(worker: Worker): Reader {
    const started = new Int32Array(new SharedArrayBuffer(4));
    const readerSettings: ReaderSettings = { path: settings.path, started };
    worker.postMessage(readerSettings);
    const fresh = { worker, started, isReady: false };
    worker.on('message', (message: FromReader) => {
      if (reader.worker !== worker) return;
      if (message.kind === 'answers') settle(message.answers);
      else reader.isReady = true;
      pump();
    });
    worker.on('error', (error) => {
      if (reader.worker === worker) fail(error);
    });
    return fresh;
  }

  function read(name: ReadName, args: readonly unknown[]): Promise<unknown> {
    if (isClosed) return Promise.reject(new Error(`The store is closed; "${name}" was not read.`));
    if (waiting.length >= WAITING_MAX || lingering > LINGERING_MAX) return Promise.reject(new StoreBusy(name));
    lastId = (lastId + 1) | 0;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    waiting.push({ call: { id: lastId, name, args }, resolve, reject });
    pump();
    return promise;
  }

  function pump(): void {
    if (!reader.isReady || inFlight.length > 0 || waiting.length === 0) return;
    inFlight = waiting.splice(0, BATCH_READS);
    reader.worker.postMessage(inFlight.map(({ call }) => call));
    watch();
  }

  function watch(): void {
    clearTimeout(timer);
    if (inFlight.length === 0 || settings.deadlineMs === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(replace, settings.deadlineMs);
  }

  function settle(answers: readonly ReadAnswer[]): void {
    for (const answer of answers) {
      const pending = inFlight.shift();
      if (pending?.call.id !== answer.id) throw new Error('The reader thread answered out of order.');
      if (answer.ok) pending.resolve(answer.value);
      else pending.reject(new Error(`The store could not read "${pending.call.name}": ${answer.message}`));
    }
    watch();
  }

  function replace(): void {
    const startedId = Atomics.load(reader.started, 0);
    const late = inFlight.find(({ call }) => call.id === startedId) ?? inFlight[0];
    // Reads before the late one are done but not told, those behind it not begun: both are done again.
    waiting.unshift(...inFlight.filter((pending) => pending !== late));
    inFlight = [];
    retire(reader.worker);
    reader = begin(startReaderThread(settings.entry));
    if (late !== undefined) late.reject(new StoreBusy(late.call.name));
  }

  function retire(worker: Worker): void {
    lingering += 1;
    void worker.terminate().finally(() => {
      lingering -= 1;
    });
  }

  function fail(error: unknown): void {
    clearTimeout(timer);
    const lost = [...inFlight, ...waiting.splice(0)];
    inFlight = [];
    for (const pending of lost) {
      pending.reject(new Error(`The reader thread broke while "${pending.call.name}" waited.`, { cause: error }));
    }
    if (!isClosed) reader = begin(startReaderThread(settings.entry));
  }

  async function close(): Promise<void> {
    isClosed = true;
    clearTimeout(timer);
    for (const pending of waiting.splice(0)) pending.reject(new StoreBusy(pending.call.name));
    const exited = new Promise<void>((resolve) => reader.worker.once('exit', () => resolve()));
    reader.worker.postMessage('close');
    await exited;
    for (const pending of inFlight) pending.reject(new StoreBusy(pending.call.name));
  }

  return { read, close };
}

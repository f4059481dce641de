import type { ReadName, SyncReads } from './reads.ts';

/** One read to do. */
export type ReadCall = { readonly id: number; readonly name: ReadName; readonly args: readonly unknown[] };

/** How a read ended. */
export type ReadAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string };

/** What the reader thread tells. */
export type FromReader =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answers'; readonly answers: readonly ReadAnswer[] };

/** What the reader thread is started with. */
export type ReaderSettings = {
  readonly path: string;
  /** One number: the id of the read that was started last, so that an overrun is charged to the right one. */
  readonly started: Int32Array;
};

type Port = {
  readonly postMessage: (message: FromReader) => void;
  readonly on: (event: 'message', listener: (calls: readonly ReadCall[] | 'close') => void) => unknown;
  readonly close: () => void;
};

/** Answers are held back this long at most, so that many small reads travel together. */
const FLUSH_AFTER_MS = 5;

/** Serves reads over a port until it is told to close. */
export function serveReader(port: Port, started: Int32Array, reads: SyncReads, close: () => void): void {
  port.on('message', (calls) => {
    if (calls === 'close') {
      close();
      port.close();
      return;
    }
    let answers: ReadAnswer[] = [];
    let flushedAt = performance.now();
    for (const call of calls) {
      Atomics.store(started, 0, call.id);
      answers.push(answer(reads, call));
      if (performance.now() - flushedAt < FLUSH_AFTER_MS) continue;
      port.postMessage({ kind: 'answers', answers });
      answers = [];
      flushedAt = performance.now();
    }
    if (answers.length > 0) port.postMessage({ kind: 'answers', answers });
  });
  port.postMessage({ kind: 'ready' });
}

function answer(reads: SyncReads, call: ReadCall): ReadAnswer {
  try {
    // Name and arguments come from the typed wrapper on the other side, which pairs them.
    const read = reads[call.name] as (...args: readonly unknown[]) => unknown;
    return { id: call.id, ok: true, value: read(...call.args) };
  } catch (error) {
    return { id: call.id, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

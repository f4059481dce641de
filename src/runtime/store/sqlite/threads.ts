import { Worker } from 'node:worker_threads';
import { entryUrl } from '../../entries.ts';

/** The two threads of a store, started and waiting to be told what to open. */
export type StoreThreads = { readonly writer: Worker; readonly reader: Worker };

/** Starts the threads: they load their programs, and touch no file of a data directory before they are told which. */
export function startStoreThreads(): StoreThreads {
  return { writer: startWriterThread(), reader: startReaderThread(entryUrl('store-reader')) };
}

function startWriterThread(): Worker {
  return new Worker(entryUrl('store-writer'), { name: 'store-writer' });
}

/** Starts one reader thread; it waits for its settings as its first message. */
export function startReaderThread(entry: URL): Worker {
  return new Worker(entry, { name: 'store-reader' });
}

/** Ends threads that were told nothing yet. */
export async function discardStoreThreads({ writer, reader }: StoreThreads): Promise<void> {
  await Promise.all([writer.terminate(), reader.terminate()]);
}

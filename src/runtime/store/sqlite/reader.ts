import { parentPort, workerData } from 'node:worker_threads';
import { openReaderDatabase } from './database.ts';
import { createReads } from './reads.ts';
import { type ReaderSettings, serveReader } from './serve-reader.ts';

// The reader thread: one read-only connection, one read at a time.
if (parentPort !== null) {
  const settings: ReaderSettings = workerData;
  const db = openReaderDatabase(settings.path);
  serveReader(parentPort, settings.started, createReads(db), () => db.close());
}

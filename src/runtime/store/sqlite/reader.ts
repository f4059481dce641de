import { parentPort } from 'node:worker_threads';
import { openReaderDatabase } from './database.ts';
import { createReads } from './reads.ts';
import { type ReaderSettings, serveReader } from './serve-reader.ts';

// The reader thread: one read-only connection, one read at a time. Its first message says what to open.
const port = parentPort;
port?.once('message', (settings: ReaderSettings) => {
  const db = openReaderDatabase(settings.path);
  serveReader(port, settings.started, createReads(db), () => db.close());
});

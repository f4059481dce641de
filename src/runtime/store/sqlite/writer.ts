import { parentPort } from 'node:worker_threads';
import { serveWriter } from './serve-writer.ts';
import type { WriterSettings } from './writer-core.ts';

// The writer thread: it alone holds the lock and the writing connection. It may wait a while for its first message,
// which says what to open: it is started before the workspace has been read.
const port = parentPort;
port?.once('message', (settings: WriterSettings) => serveWriter(port, settings));

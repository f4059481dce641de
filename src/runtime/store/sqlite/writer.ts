import { parentPort, workerData } from 'node:worker_threads';
import { serveWriter } from './serve-writer.ts';

// The writer thread: it alone holds the lock and the writing connection.
if (parentPort !== null) serveWriter(parentPort, workerData);

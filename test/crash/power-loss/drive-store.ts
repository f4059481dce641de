import { mkdirSync, openSync, writeSync } from 'node:fs';
import type { CommitOutcome, StoreCommand } from '#runtime/store/command.ts';
import { createBatchWriter } from '#runtime/store/sqlite/batch.ts';
import { dataDirectory } from '#runtime/store/sqlite/data-directory.ts';
import { openWriterDatabase } from '#runtime/store/sqlite/database.ts';
import { anAccept, anAppend, audit, move } from '#runtime/store/sqlite/fixtures/commands.ts';
import { openStore } from '#runtime/store/sqlite/open.ts';

// Runs under strace: accepts and ends runs, and writes a line into the file of acknowledgements only after the store
// has said that the disk has it. `normal` is the planted mistake: the same SQL with fewer syncs.
const [directory = '', ackFile = '', sync = 'full'] = process.argv.slice(2);
mkdirSync(directory, { recursive: true });
const acks = openSync(ackFile, 'a');
const sessions = 3;
const clients = 6;
const runsPerClient = 8;
let count = 0;

type Commit = (command: StoreCommand) => Promise<CommitOutcome>;

for (let session = 0; session < sessions; session += 1) {
  const { commit, close } = sync === 'full' ? await openFull() : openNormal();
  await Promise.all(Array.from({ length: clients }, () => client(commit)));
  // Closing moves the write-ahead log into the database: another way to lose something.
  await close();
}

async function client(commit: Commit): Promise<void> {
  for (let index = 0; index < runsPerClient; index += 1) {
    count += 1;
    const id = `run_${count}`;
    const claim = { scope: 's', key: id, bodyHash: 'b', expiresAt: Date.now() + 1_000_000 };
    await commit(anAccept(id, { claim, changes: [audit('run.accepted', id)] }));
    acknowledge(id, 1);
    const output = JSON.stringify('x'.repeat(200 + (count % 7) * 700));
    await commit({ ...anAppend(id, 1, move('succeeded'), audit('run.succeeded', id)), frame: `[${output}]` });
    acknowledge(id, 2);
  }
}

function acknowledge(run: string, seq: number): void {
  writeSync(acks, `${run} ${seq}\n`);
}

async function openFull() {
  const store = await openStore({ directory, now: Date.now, synchronous: 'full', ballastBytes: 0 });
  return { commit: store.commit, close: () => store[Symbol.asyncDispose]() };
}

function openNormal() {
  const { db } = openWriterDatabase(dataDirectory(directory), 'full', undefined);
  db.pragma('synchronous = normal');
  const writer = createBatchWriter(db);
  const commit: Commit = async (command) => {
    const [answer] = writer.commit([command], Date.now());
    if (answer?.kind !== 'outcome') throw new Error('The store did not carry the command out.');
    return answer.outcome;
  };
  return { commit, close: async () => void db.close() };
}

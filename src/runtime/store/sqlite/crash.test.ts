import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { anAccept, NOW } from './fixtures/commands.ts';
import { storeInThread, temporaryDirectory } from './fixtures/directory.ts';

const CHILD = new URL('./fixtures/commit-forever.ts', import.meta.url).pathname;

/** Lets a process commit until it has acknowledged some runs, kills it, and gives what it acknowledged. */
async function killAfter(directory: string, prefix: string, acknowledged: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [CHILD, directory, prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.split('\n').length > acknowledged) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('close', resolve));
  return output.split('\n').slice(0, -1);
}

test('after a kill every acknowledged run is there, whole and verified', { timeout: 60_000 }, async () => {
  const directory = temporaryDirectory();

  const acknowledged: string[] = [];
  for (const round of ['a', 'b', 'c', 'd']) acknowledged.push(...(await killAfter(directory, round, 200)));

  const store = storeInThread(directory);
  const states = await Promise.all(acknowledged.map(async (id) => (await store.loadRun(id))?.row.state));
  expect(acknowledged.length).toBeGreaterThanOrEqual(800);
  expect(states.filter((state) => state !== 'succeeded')).toEqual([]);
  expect(await store.verifyAudit()).toMatchObject({ ok: true });
  expect(await store.commit(anAccept('run_new', { run: { acceptedAt: NOW } }))).toMatchObject({ kind: 'accepted' });
});

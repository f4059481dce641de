import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const bench = fileURLToPath(new URL('../../bench/run.ts', import.meta.url));

test('the bench carries a few hundred runs of every workload through the built runtime and can prove them', async () => {
  const { stdout } = await run(process.execPath, [bench, 'smoke'], { timeout: 55_000 });
  // The bench prints one line of JSON; what is expected of it stands below.
  const proofs = JSON.parse(stdout) as Record<string, number>;

  expect(proofs).toMatchObject({ synchronous: 2, runsReadBack: 20 });
  expect(proofs.runs).toBeGreaterThanOrEqual(300);
  expect(proofs.sandboxChildren).toBeGreaterThanOrEqual(1);
  // At least its acceptance and its end for every run.
  expect(proofs.auditEntries).toBeGreaterThanOrEqual(600);
}, 60_000);

// A runtime as a process of its own, for tests that kill it: options come as JSON in PENSTOCK_TEST_OPTIONS.
import { startProcess } from '#runtime/main.ts';

const options = JSON.parse(process.env.PENSTOCK_TEST_OPTIONS ?? '{}');
try {
  const started = await startProcess({ ...options, env: process.env });
  if (!started.ok) {
    for (const problem of started.problems) process.stderr.write(`${problem.code}: ${problem.message}\n`);
    process.exit(65);
  }
  const { url, token } = started.runtime;
  process.stdout.write(`${JSON.stringify({ url, token })}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(66);
}

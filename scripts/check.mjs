// `npm run check`: everything that must be green before a commit, in the order in which it fails fastest.
import { spawnSync } from 'node:child_process';
import { checkSteps } from './check-steps.mjs';

const steps = [
  ...checkSteps,
  ['unit tests, rooms', 'vitest', ['run', '--project', 'unit', '--reporter=default', '--silent=passed-only']],
];

const begun = Date.now();
const failed = [];
for (const [title, command, args] of steps) {
  const at = Date.now();
  const done = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  const seconds = ((Date.now() - at) / 1000).toFixed(1);
  console.log(`${done.status === 0 ? 'ok  ' : 'FAIL'} ${title} (${seconds} s)`);
  if (done.status !== 0) failed.push(title);
}
console.log(
  `check: ${failed.length === 0 ? 'green' : `red (${failed.join(', ')})`} in ${((Date.now() - begun) / 1000).toFixed(0)} s`,
);
process.exit(failed.length === 0 ? 0 : 1);

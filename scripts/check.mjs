// `npm run check`: everything that must be green before a commit, in the order in which it fails fastest.
import { spawnSync } from 'node:child_process';

const steps = [
  ['generated files', 'node', ['scripts/generate.ts', '--check']],
  ['format and lint', 'biome', ['check', '--error-on-warnings', '.']],
  ['types, pure rooms', 'tsc', ['-p', 'tsconfig.pure.json']],
  ['types', 'tsc', ['-p', 'tsconfig.node.json']],
  ['types, designer', 'tsc', ['-p', 'tsconfig.web.json']],
  ['types, tests in the browser', 'tsc', ['-p', 'tsconfig.e2e.json']],
  ['unused code', 'knip', []],
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

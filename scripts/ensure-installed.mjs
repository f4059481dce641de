// Runs before `npm start` and `npm test` on any Node >= 18, before anything is installed: imports Node only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stamp = join('node_modules', '.penstock-lock');
const lockHash = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');

function runNpm(args) {
  // npm tells its scripts where it is; on Windows `npm` alone is not an executable.
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const done = spawnSync(command, [...first, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

function newestUnder(folder) {
  let newest = 0;
  if (statSync(folder).isFile()) return statSync(folder).mtimeMs;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestUnder(path) : statSync(path).mtimeMs);
  }
  return newest;
}

const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
if (installed !== lockHash) {
  console.log('Installing packages …');
  runNpm(['ci', '--include=dev', '--include=optional', '--loglevel=error']);
  writeFileSync(stamp, lockHash);
}

if (process.argv.includes('--build')) {
  const built = join('out', 'cli.mjs');
  const sources = ['src', 'nodes', 'connections', 'test/fakes', 'vite.config.ts'].filter((folder) =>
    existsSync(folder),
  );
  const isStale =
    !existsSync(built) ||
    !existsSync(join('out', 'designer', 'index.html')) ||
    Math.max(...sources.map(newestUnder)) > statSync(built).mtimeMs;
  if (isStale) {
    console.log('Building …');
    runNpm(['run', '--silent', 'build']);
  }
}

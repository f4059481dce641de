import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** The n8n that is compared with. Of 2.41.3 a package it needs (`@n8n/agents` 0.26.2) is not in the registry. */
export const n8nVersion = '2.41.1';

const run = promisify(execFile);

/**
 * Installs the pinned n8n in a cache folder unless it is there, without running any package's own scripts but the one
 * that builds its SQLite driver.
 *
 * @returns its start file
 */
export async function installN8n(cache: string): Promise<string> {
  const folder = join(cache, `n8n-${n8nVersion}`);
  const entry = join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
  const driver = join(folder, 'node_modules', 'sqlite3');
  if (existsSync(entry) && existsSync(join(driver, 'build', 'Release', 'node_sqlite3.node'))) return entry;
  process.stderr.write(`Installing n8n ${n8nVersion} for the comparison; this takes some minutes…\n`);
  await mkdir(folder, { recursive: true });
  // npm picks releases by the Node it runs under, so ours comes first in the path.
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` };
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  if (!existsSync(entry)) {
    const args = ['install', '--ignore-scripts', '--no-save', ...quiet, '--prefix', folder, `n8n@${n8nVersion}`];
    await run('npm', args, { env });
  }
  const headers = join(dirname(process.execPath), '..');
  await rm(join(driver, 'build'), { recursive: true, force: true });
  await run('npm', ['rebuild', 'sqlite3', '--build-from-source', `--nodedir=${headers}`, ...quiet, '--prefix', folder], {
    env,
  });
  return entry;
}

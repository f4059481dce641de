import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** The n8n that is compared with. Of 2.41.3 a package it needs (`@n8n/agents` 0.26.2) is not in the registry. */
export const n8nVersion = '2.41.1';

/** The newest linkedom within n8n's range needs a package that is not in the registry; the one before does not. */
const manifest = { private: true, dependencies: { n8n: n8nVersion }, overrides: { linkedom: '0.18.14' } };

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
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
    await run('npm', ['install', '--ignore-scripts', ...quiet], { cwd: folder, env });
  }
  const headers = join(dirname(process.execPath), '..');
  await rm(join(driver, 'build'), { recursive: true, force: true });
  const building = { ...env, npm_config_build_from_source: 'true', npm_config_nodedir: headers };
  await run('npm', ['rebuild', 'sqlite3', ...quiet], { cwd: folder, env: building });
  return entry;
}

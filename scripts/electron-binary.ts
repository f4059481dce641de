import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '..');

/** Where the program lies inside an unpacked Electron, by system. */
const programs: Readonly<Record<string, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/**
 * The Electron program to start: the one `ELECTRON_EXEC_PATH` names, else the one in the folder
 * `ELECTRON_OVERRIDE_DIST_PATH` names, else the one that was fetched into `node_modules`.
 *
 * @returns the path, and whether something is there
 */
export function findElectron(env: NodeJS.ProcessEnv): { readonly program: string; readonly isThere: boolean } {
  const program = env.ELECTRON_EXEC_PATH ?? join(distOf(env), programOf());
  return { program, isThere: existsSync(program) };
}

function distOf(env: NodeJS.ProcessEnv): string {
  return env.ELECTRON_OVERRIDE_DIST_PATH ?? join(checkout, 'node_modules', 'electron', 'dist');
}

function programOf(): string {
  // Written by the package's own installer, for the platform it fetched.
  const note = join(checkout, 'node_modules', 'electron', 'path.txt');
  if (existsSync(note)) return readFileSync(note, 'utf8').trim();
  return programs[process.platform] ?? 'electron';
}

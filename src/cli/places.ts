import { existsSync, type Stats, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { exitCodes, Refused } from './command.ts';

/** The file that makes a folder a workspace. */
export const workspaceFile = 'penstock.yaml';

/** The nearest folder at or above a path that holds a workspace; undefined where there is none. */
export function findWorkspace(path: string): string | undefined {
  let folder = resolve(path);
  if (!(statOf(folder)?.isDirectory() ?? false)) folder = dirname(folder);
  for (;;) {
    if (existsSync(join(folder, workspaceFile))) return folder;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

/** The workspace a command was given, or a refusal that says how to get one. */
export function requireWorkspace(path: string): string {
  const folder = resolve(path);
  if (existsSync(join(folder, workspaceFile))) return folder;
  throw new Refused(
    exitCodes.environment,
    `${path} is no workspace: it has no ${workspaceFile}. Name another folder, or make one with "penstock init ${path}".`,
  );
}

/** What a path is; undefined where nothing is there. */
export function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** Every file below a folder whose name ends in one of the suffixes, sorted; hidden folders and node_modules are left out. */
export async function filesBelow(folder: string, suffixes: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && suffixes.some((suffix) => entry.name.endsWith(suffix)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/(^|[\\/])(\.[^\\/.][^\\/]*|node_modules)[\\/]/.test(relative(folder, file)))
    .sort();
}

/** Reads a file somebody named on the command line; `-` is not handled here. */
export async function readNamed(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT'
        ? 'there is no such file'
        : 'it cannot be read';
    throw new Refused(exitCodes.usage, `${file}: ${why}.`);
  }
}

/** A path as people see it: relative to where they are, unless that is longer. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short !== '' && short.length < path.length ? short : path;
}

/** The folder this program was installed in: where `examples` and `package.json` stand. */
export function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The folder of the program was not found.');
    folder = parent;
  }
  return folder;
}

/**
 * The folder the designer is served from: beside a built program, else where the build puts it. `PENSTOCK_DESIGNER`
 * names another, for people who work on the designer.
 */
export function designerFolder(env: Readonly<Record<string, string | undefined>>): string {
  const beside = join(import.meta.dirname, 'designer');
  return env.PENSTOCK_DESIGNER ?? (existsSync(beside) ? beside : join(packageFolder(), 'out', 'designer'));
}

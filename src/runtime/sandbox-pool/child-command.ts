import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a child is started and what it is booted with. */
export type ChildCommand = {
  readonly executable: string;
  readonly args: readonly string[];
  /** Path of isolated-vm's binary for this machine. */
  readonly addon: string;
  /** Path of JSONata's text. */
  readonly jsonata: string;
};

/**
 * Works out the command of a child: Node's permission model on, nothing readable but the child's own program, and no
 * way to a debugger. Paths are real ones, because the permission model judges those.
 *
 * @param entry the child's entry: `child.ts` in the sources, one file in a build
 * @throws when isolated-vm has no binary for this machine
 */
export function childCommand(entry: URL): ChildCommand {
  const file = realpathSync(fileURLToPath(entry));
  const require = createRequire(import.meta.url);
  const args = [
    '--no-node-snapshot',
    '--permission',
    '--allow-addons',
    '--no-experimental-sqlite',
    '--disable-sigusr1',
    '--disable-proto=throw',
    '--disable-warning=SecurityWarning',
    ...readablePaths(file).map((path) => `--allow-fs-read=${path}`),
    file,
  ];
  return { executable: process.execPath, args, addon: findAddon(require), jsonata: findJsonata(require, file) };
}

/** A build is a flat folder of code; the sources need their modules, too. Neither holds data of an operator. */
function readablePaths(file: string): readonly string[] {
  if (!file.endsWith('.ts')) return [join(dirname(file), '*')];
  const root = join(dirname(file), '..', '..');
  const folders = ['src', 'nodes', 'node_modules'].map((folder) => join(realpathSync(join(root, folder)), '*'));
  return [...folders, join(root, 'package.json')];
}

function findAddon(require: NodeJS.Require): string {
  const home = dirname(require.resolve('isolated-vm/package.json'));
  const libc = process.platform !== 'linux' ? '' : existsSync('/etc/alpine-release') ? '.musl' : '.glibc';
  const prebuilt = `isolated-vm.abi${process.versions.modules}${libc}.node`;
  const candidates = [
    join(home, 'build', 'Release', 'isolated_vm.node'),
    join(home, 'prebuilds', `${process.platform}-${process.arch}`, prebuilt),
  ];
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return realpathSync(found);
  throw new Error(
    `isolated-vm has no binary for Node ${process.version} on ${process.platform} ${process.arch}. Use Node 24, or build it there.`,
  );
}

/** A packed product has no node_modules for it, but a copy beside the child's entry. */
function findJsonata(require: NodeJS.Require, file: string): string {
  const copied = join(dirname(file), 'jsonata.min.js');
  return existsSync(copied) ? copied : require.resolve('jsonata/jsonata.min.js');
}

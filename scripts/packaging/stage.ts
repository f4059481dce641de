import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { allFilesIn } from './all-files-in.ts';

/** A machine the staged folder is for. */
export type Target = {
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly arch: 'x64' | 'arm64';
  /** ABI of the Node that is staged: 137 is Node 24, 147 is Node 26. */
  readonly abi: '137' | '147';
};

/** Machines with a build of everything the embedded runtime needs: the isolates' prebuilds and Node's npm packages decide. */
export const targets: readonly Target[] = [
  { platform: 'linux', arch: 'x64', abi: '137' },
  { platform: 'linux', arch: 'arm64', abi: '137' },
  { platform: 'win32', arch: 'x64', abi: '137' },
  { platform: 'darwin', arch: 'arm64', abi: '147' },
];

/** Every staged file carries this time, so that two stagings of one commit are the same bytes. */
export const stagedAt = new Date('2026-01-01T00:00:00Z');

/**
 * Lays out what runs without the checkout: Node, the built runtime and designer, two native modules with the one
 * prebuild each that the target loads, templates, examples and papers. The same folder is the server's archive and the
 * resource the desktop app carries.
 *
 * @param from the checkout, with its node_modules
 * @param built the folder `npm run build` made
 * @param folder emptied first
 * @returns names of packages that hold a Node for the target and are not installed here; then the folder has none
 */
export async function stage(
  target: Target,
  { from, built, folder }: { readonly from: string; readonly built: string; readonly folder: string },
): Promise<readonly string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await stageProduct(from, built, folder);
  await stageModules(target, from, folder);
  const missing = await stageNode(target, from, folder);
  for (const file of await allFilesIn(folder)) await utimes(join(folder, file), stagedAt, stagedAt);
  return missing;
}

const papers = [
  'LICENSE',
  'THIRD_PARTY.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs/guide/operator.md',
  'docs/guide/install.md',
];

async function stageProduct(from: string, built: string, folder: string): Promise<void> {
  await copy(join(from, 'bin'), join(folder, 'bin'));
  await cp(built, join(folder, 'out'), {
    recursive: true,
    // The shell is the app's own part; what the page of the designer is debugged with stays at home.
    filter: (path) => !/[\\/]out[\\/](main|stage|\.compiled)([\\/]|$)|\.map$/.test(path.slice(dirname(built).length)),
  });
  // The sandbox child may read one folder, so the library it hands to its isolates lies there.
  await copy(require(from).resolve('jsonata/jsonata.min.js'), join(folder, 'out', 'jsonata.min.js'));
  for (const name of ['templates', 'examples']) await copy(join(from, name), join(folder, name));
  for (const paper of papers) await copy(join(from, paper), join(folder, paper));
  for (const name of ['penstock.service', 'Dockerfile']) {
    await copy(join(from, 'packaging', name), join(folder, 'packaging', name));
  }
  const facts: unknown = JSON.parse(await readFile(join(from, 'package.json'), 'utf8'));
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifestOf(facts), null, 2)}\n`);
}

/** What a staged copy says of itself: nothing that an installer would act on. */
function manifestOf(facts: unknown): Readonly<Record<string, unknown>> {
  const { name, version, type, license, description } = Object(facts);
  return { name, version, private: true, type, description, license, bin: { penstock: 'bin/penstock.mjs' } };
}

async function stageModules({ platform, arch, abi }: Target, from: string, folder: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  const sqlite = homeOf('better-sqlite3', from);
  for (const part of ['package.json', 'LICENSE', 'lib', `prebuilds/${platform}-${arch}.node`]) {
    await copy(join(sqlite, part), join(modules, 'better-sqlite3', part));
  }
  const isolates = homeOf('isolated-vm', from);
  const prebuild = `prebuilds/${platform}-${arch}/isolated-vm.abi${abi}${platform === 'linux' ? '.glibc' : ''}.node`;
  for (const part of ['package.json', 'LICENSE', 'isolated-vm.js', prebuild]) {
    await copy(join(isolates, part), join(modules, 'isolated-vm', part));
  }
  await copy(homeOf('node-gyp-build', isolates), join(modules, 'node-gyp-build'));
}

async function stageNode({ platform, arch }: Target, from: string, folder: string): Promise<readonly string[]> {
  const name =
    platform === 'darwin' ? `node-bin-darwin-${arch}` : `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
  const home = join(from, 'node_modules', name);
  if (!existsSync(home)) return [name];
  const program = join('bin', platform === 'win32' ? 'node.exe' : 'node');
  for (const part of ['package.json', 'LICENSE', program]) {
    if (existsSync(join(home, part))) await copy(join(home, part), join(folder, 'node_modules', name, part));
  }
  await chmod(join(folder, 'node_modules', name, program), 0o755);
  return [];
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { recursive: true, dereference: true });
}

function homeOf(name: string, from: string): string {
  return dirname(require(from).resolve(`${name}/package.json`));
}

function require(folder: string): NodeJS.Require {
  return createRequire(join(folder, 'package.json'));
}

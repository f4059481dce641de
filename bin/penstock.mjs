#!/usr/bin/env node
// Runs under any Node >= 18; hands over to a Node this product supports. Plain JavaScript: old Nodes read it.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(root, 'out', 'cli.mjs');
const source = join(root, 'src', 'cli', 'main.ts');
const entry = process.env.PENSTOCK_FROM_SOURCE || !existsSync(built) ? source : built;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
// isolated-vm ships prebuilds for the ABIs of Node 24 and 26 only.
const isSupported = (major === 24 && minor >= 11) || major === 26;

function findNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  for (const name of [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]) {
    try {
      const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
      if (existsSync(join(folder, 'bin', file))) return join(folder, 'bin', file);
    } catch {
      // Not installed for this platform; the next name, or the variable below.
    }
  }
  return process.env.PENSTOCK_NODE && existsSync(process.env.PENSTOCK_NODE) ? process.env.PENSTOCK_NODE : undefined;
}

/**
 * Where compiled code is kept, so that the next start does not compile it again: beside what was built, because nobody
 * else may write there, and a new build empties it. Without that, Node's own place in the temporary folder.
 */
function compiledFolder() {
  if (process.env.NODE_COMPILE_CACHE) return process.env.NODE_COMPILE_CACHE;
  const folder = join(root, 'out', '.compiled');
  try {
    if (entry !== built) return undefined;
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    // A folder of somebody else, or a disk that takes nothing.
    return undefined;
  }
}

function handOver(node) {
  const compiled = compiledFolder();
  // The child holds the other end of descriptor 3: when this launcher dies, however it dies, the child sees the end.
  const child = spawn(node, [entry, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...process.env, PENSTOCK_LAUNCHER_FD: '3', ...(compiled && { NODE_COMPILE_CACHE: compiled }) },
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    for (const name of signals) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

if (isSupported) {
  const { directory } = module.enableCompileCache?.(compiledFolder()) ?? {};
  // Threads of this process look here, and nowhere else.
  if (directory !== undefined) process.env.NODE_COMPILE_CACHE ??= directory;
  await import(entry);
} else {
  const node = findNode();
  if (node === undefined) {
    console.error(
      `Penstock needs Node 24.11 or newer, or 26; this is ${process.version}, and no bundled one was found.\n` +
        'Run "npm install" in the Penstock folder, install Node 24, or set PENSTOCK_NODE=/path/to/node24.',
    );
    process.exit(78);
  }
  handOver(node);
}

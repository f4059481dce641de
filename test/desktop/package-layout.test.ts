import { type ChildProcess, spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allFilesIn } from '../../scripts/packaging/all-files-in.ts';
import { stage, targets } from '../../scripts/packaging/stage.ts';
import { checkout, desktopPackage } from './rig/desktop-package.ts';
import { makeGround } from './rig/workspace-folder.ts';

const target = targets.find(({ platform, arch }) => platform === process.platform && arch === process.arch);
let ground = '';

beforeAll(async () => {
  ground = await mkdtemp(join(tmpdir(), 'penstock-stage-'));
});

afterAll(async () => {
  await rm(ground, { recursive: true, force: true });
});

const stageHere = async (name: string): Promise<string> => {
  if (target === undefined) throw new Error(`There is no target for ${process.platform} ${process.arch}.`);
  const folder = join(ground, name);
  const missing = await stage(target, { from: checkout, built: join(desktopPackage, 'out'), folder });
  if (missing.length > 0) throw new Error(`Not installed: ${missing.join(', ')}.`);
  return folder;
};

test('the staged folder holds what runs and nothing else, and is far from its limit', async () => {
  const folder = await stageHere('layout');

  const files = await allFilesIn(folder);
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const tops = [...new Set(files.map((file) => file.split('/')[0]))].sort();
  const modules = [...new Set(files.flatMap((file) => /^node_modules\/([^/]+)\//.exec(file)?.[1] ?? []))].sort();
  const prebuilds = files.filter((file) => file.endsWith('.node'));

  expect(tops).toEqual(
    [
      'CHANGELOG.md',
      'LICENSE',
      'SECURITY.md',
      'THIRD_PARTY.md',
      'bin',
      'docs',
      'examples',
      'node_modules',
      'out',
    ].concat(['package.json', 'packaging', 'templates']),
  );
  expect(modules).toEqual(['better-sqlite3', 'isolated-vm', 'node-gyp-build', expect.stringMatching(/^node-/)]);
  expect(prebuilds).toHaveLength(2);
  expect(files.filter((file) => /\.map$|\.test\.|^out\/main\/|\.compiled|\.ts$/.test(file))).toEqual([]);
  expect(files).toEqual(expect.arrayContaining(['out/cli.mjs', 'out/designer/index.html', 'out/jsonata.min.js']));
  expect(total / 1_000_000).toBeLessThan(330);
});

test('two stagings of one build are the same files, bytes and times', async () => {
  const [one, other] = [await stageHere('one'), await stageHere('other')];

  const [first, second] = [await describe(one), await describe(other)];

  expect(first.length).toBeGreaterThan(100);
  expect(second).toEqual(first);
});

test('the runtime in the staged folder serves within 1.5 s, with nothing of the machine but itself', async () => {
  const folder = await stageHere('run');
  await using place = await makeGround();
  const workspace = await place.makeWorkspace('orders');
  const seen: number[] = [];
  const origins: string[] = [];

  // The first start compiles and keeps what it compiled; a person starts it more than once.
  for (let round = 0; round < 3; round += 1) {
    const begun = performance.now();
    const child = startStaged(folder, workspace, join(ground, `data-${round}`));
    const ready: unknown = JSON.parse(await firstLine(child));
    seen.push(performance.now() - begun);
    origins.push(new URL(String(Object(ready).url)).hostname);
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  expect(origins).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
  expect(Math.min(...seen)).toBeLessThan(1_500);
});

async function describe(folder: string): Promise<readonly string[]> {
  const files = await allFilesIn(folder);
  return await Promise.all(
    files.map(async (file) => {
      const [bytes, { mtimeMs }] = await Promise.all([readFile(join(folder, file)), stat(join(folder, file))]);
      return `${hash('sha256', bytes)} ${mtimeMs} ${file}`;
    }),
  );
}

function startStaged(folder: string, workspace: string, data: string): ChildProcess {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const node = join(folder, 'node_modules', `node-${platform}-${process.arch}`, 'bin', name);
  const args = ['studio', workspace, '--port', '0', '--data', data, '--json', '--no-open'];
  return spawn(node, [join(folder, 'bin', 'penstock.mjs'), ...args], {
    cwd: ground,
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('The process has no standard output.');
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error('The process said nothing.');
}

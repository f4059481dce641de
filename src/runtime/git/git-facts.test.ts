import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { makeFolder } from '#test/rigs/studio.ts';
import { readGit } from './git-facts.ts';

const run = promisify(execFile);
const git = (folder: string, ...args: string[]) =>
  run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], { cwd: folder });

test('branch, commit and changed paths of the workspace are told, from its own folder', async () => {
  await using folder = await makeFolder({ 'ws/a.yaml': '1', 'ws/b c.yaml': '1', 'beside.txt': '1' });
  const workspace = join(folder.path, 'ws');
  await git(folder.path, 'init', '-q', '-b', 'main');
  const unborn = await readGit(workspace);
  await git(folder.path, 'add', '.');
  await git(folder.path, 'commit', '-q', '-m', 'first');
  await writeFile(join(workspace, 'b c.yaml'), '2');
  await rm(join(workspace, 'a.yaml'));
  await writeFile(join(workspace, 'new.yaml'), '1');
  await writeFile(join(folder.path, 'beside.txt'), '2');

  const facts = await readGit(workspace);

  expect(unborn).toEqual({ branch: 'main', commit: null, changed: ['a.yaml', 'b c.yaml'] });
  expect(facts).toEqual({
    branch: 'main',
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    changed: ['a.yaml', 'b c.yaml', 'new.yaml'],
  });
});

test('a folder outside of git has none', async () => {
  await using folder = await makeFolder({ 'a.yaml': '1' });

  expect(await readGit(folder.path)).toBeNull();
});

test('looking at a repository runs none of the programs it names', async () => {
  await using folder = await makeFolder({ 'a.yaml': '1', '.gitattributes': '*.yaml filter=evil\n' });
  const proof = join(folder.path, 'proof');
  await git(folder.path, 'init', '-q', '-b', 'main');
  await git(folder.path, 'add', '.');
  await git(folder.path, 'commit', '-q', '-m', 'first');
  await git(folder.path, 'config', 'filter.evil.clean', `touch ${proof}; cat`);
  await git(folder.path, 'config', 'filter.evil.required', 'true');
  await git(folder.path, 'config', 'core.fsmonitor', `touch ${proof}; false`);
  await writeFile(join(folder.path, 'a.yaml'), '2');

  const facts = await readGit(folder.path);

  expect(existsSync(proof)).toBe(false);
  expect(facts?.changed).toEqual(['a.yaml']);
});

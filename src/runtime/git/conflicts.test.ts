import { execFile } from 'node:child_process';
import { readFile, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { makeFolder } from '#test/rigs/studio.ts';
import { readConflicts, settleConflict } from './conflicts.ts';

const run = promisify(execFile);
const git = (folder: string, ...args: string[]) =>
  run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], { cwd: folder });

/** A repository in the middle of a merge: one file changed by both, one removed here and changed there. */
async function openMerge() {
  const folder = await makeFolder({ 'ws/ä b.yaml': 'base\n', 'ws/gone.yaml': 'base\n', 'beside.yaml': 'base\n' });
  const { path } = folder;
  const put = async (text: string) => {
    for (const name of ['ws/ä b.yaml', 'beside.yaml']) await writeFile(join(path, name), text);
  };
  await git(path, 'init', '-q', '-b', 'main');
  await git(path, 'add', '.');
  await git(path, 'commit', '-q', '-m', 'base');
  await git(path, 'checkout', '-q', '-b', 'side');
  await put('theirs\n');
  await writeFile(join(path, 'ws/gone.yaml'), 'theirs\n');
  await git(path, 'commit', '-q', '-am', 'side');
  await git(path, 'checkout', '-q', 'main');
  await put('ours\n');
  await git(path, 'rm', '-q', 'ws/gone.yaml');
  await git(path, 'commit', '-q', '-am', 'main');
  await git(path, 'merge', 'side').catch(() => undefined);
  return { folder, workspace: join(path, 'ws') };
}

test('what waits for a decision is told with all three sides, from the folder of the workspace', async () => {
  const { folder, workspace } = await openMerge();
  await using _folder = folder;

  expect(await readConflicts(workspace)).toEqual([
    { path: 'gone.yaml', base: 'base\n', ours: null, theirs: 'theirs\n' },
    { path: 'ä b.yaml', base: 'base\n', ours: 'ours\n', theirs: 'theirs\n' },
  ]);
});

test('a decided file is written and waits no more; one that does not wait is left alone', async () => {
  const { folder, workspace } = await openMerge();
  await using _folder = folder;

  const settled = await settleConflict(workspace, 'ä b.yaml', 'decided\n');
  const other = await settleConflict(workspace, '../beside.yaml', 'decided\n');

  expect(settled).toEqual({ ok: true, value: undefined });
  expect(other).toMatchObject({ ok: false, problems: [{ code: 'git/not-in-conflict' }] });
  expect(await readFile(join(workspace, 'ä b.yaml'), 'utf8')).toBe('decided\n');
  expect((await readConflicts(workspace)).map(({ path }) => path)).toEqual(['gone.yaml']);
});

test('a link in the place of the file is never written through', async () => {
  const { folder, workspace } = await openMerge();
  await using _folder = folder;
  await unlink(join(workspace, 'ä b.yaml'));
  await symlink(join(folder.path, 'beside.yaml'), join(workspace, 'ä b.yaml'));
  const before = await readFile(join(folder.path, 'beside.yaml'), 'utf8');

  const settled = await settleConflict(workspace, 'ä b.yaml', 'decided\n');

  expect(settled.ok).toBe(false);
  expect(await readFile(join(folder.path, 'beside.yaml'), 'utf8')).toBe(before);
});

test('a folder outside of git has no conflicts', async () => {
  await using folder = await makeFolder({ 'a.yaml': '1' });

  expect(await readConflicts(folder.path)).toEqual([]);
});

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { makeFolder } from '#test/rigs/studio.ts';
import { readText, writeFiles } from '../workspace/files.ts';
import { readWorkspace } from '../workspace/workspace.ts';
import { createConflictDesk } from './conflict-desk.ts';
import { tellConflict } from './conflict-words.ts';

const run = promisify(execFile);
const git = (folder: string, ...args: string[]) =>
  run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], { cwd: folder });

const path = 'environments/dev.yaml';
const environment = (limit: string, more = '') => `name: dev\npurpose: dev\nvariables:\n  limit: ${limit}\n${more}`;

/** A workspace in the middle of a merge of one environment. */
async function openMerge() {
  const folder = await makeFolder({ 'penstock.yaml': 'penstock: 1\nname: Shop\n', [path]: environment('1') });
  const file = join(folder.path, path);
  await git(folder.path, 'init', '-q', '-b', 'main');
  await git(folder.path, 'add', '.');
  await git(folder.path, 'commit', '-q', '-m', 'base');
  await git(folder.path, 'checkout', '-q', '-b', 'side');
  await writeFile(file, environment('3', '  theirs: 1\n'));
  await git(folder.path, 'commit', '-q', '-am', 'side');
  await git(folder.path, 'checkout', '-q', 'main');
  await writeFile(file, environment('2'));
  await git(folder.path, 'commit', '-q', '-am', 'main');
  await git(folder.path, 'merge', 'side').catch(() => undefined);
  const root = folder.path;
  const desk = createConflictDesk({
    folder: root,
    desk: { read: (name) => readText(root, name), write: (changes) => writeFiles(root, changes) },
    workspace: () => readWorkspace(root),
  });
  return { folder, file, desk };
}

test('a file that is no flow is decided key by key, and keeps what only one side has', async () => {
  const { folder, file, desk } = await openMerge();
  await using _folder = folder;

  const opened = await desk.open(path);
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const { stamp, conflicts, isEdited } = opened.value;
  const choices = new Map(conflicts.map(({ id }) => [id, 'theirs' as const]));
  const settled = await desk.settle({ path, stamp, choices }, 'anna');

  expect(isEdited).toBe(false);
  expect(conflicts).toMatchObject([{ field: 'variables.limit', ours: 2, theirs: 3, base: 1 }]);
  expect(settled).toEqual({ ok: true, value: { settled: true, conflicts: [], left: 0 } });
  expect(await readFile(file, 'utf8')).toBe(environment('3', '  theirs: 1\n'));
});

test('a file nobody waits for is refused, and settling twice settles once', async () => {
  const { folder, desk } = await openMerge();
  await using _folder = folder;
  const opened = await desk.open(path);
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const { stamp, conflicts } = opened.value;
  const ask = { path, stamp, choices: new Map(conflicts.map(({ id }) => [id, 'ours' as const])) };

  const [one, other] = await Promise.all([desk.settle(ask, 'anna'), desk.settle(ask, 'anna')]);
  const unknown = await desk.open('penstock.yaml');

  expect([one.ok, other.ok]).toEqual([true, false]);
  expect(other).toMatchObject({ problems: [{ code: 'conflict/settled-already' }] });
  expect(unknown).toMatchObject({ problems: [{ code: 'conflict/settled-already' }] });
});

test.for([
  [
    'Theirs moved the step "ours" into "Retry", which ours removed. It stays where ours has it.',
    'They moved the step "ours" into "Retry", which you removed.',
  ],
  [
    'Ours renamed the step "A" from a to b, theirs to c. Ours was kept.',
    'You renamed the step "A" from a to b, theirs to c.',
  ],
  [
    'Both sides added a step x, with different content. Ours was kept; with both, theirs gets an id of its own.',
    'Both sides added a step x, with different content. With both, theirs gets an id of its own.',
  ],
  [
    'Theirs leads "A" (out) to "B", and the step it leads to is gone on the other side. The edge is left out for now.',
    'They lead "A" (out) to "B", and the step it leads to is gone on the other side.',
  ],
  [
    'Both sides moved the step "A": ours to "r", theirs to "s". Ours was kept.',
    'Both sides moved the step "A": yours to "r", theirs to "s".',
  ],
] as const)(
  'a merge speaks of ours and theirs, a person is told of theirs and their own: %s',
  ([sentence, expected]) => {
    const field = sentence.includes('moved the step "A"') ? 'place' : null;
    const told = tellConflict({ id: 'x', flow: 'f', node: 'a', field, sentence, canKeepBoth: false }, []);

    expect(told.sentence).toBe(expected);
  },
);

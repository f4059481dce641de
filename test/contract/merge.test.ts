import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { readConflicts, settleConflict } from '#runtime/git/conflicts.ts';
import { buildPenstock, jsonOf, openFolder, penstock, program } from './fixtures/penstock.ts';

beforeAll(buildPenstock, 60_000);

const flow = `penstock: 1
id: orders
name: Orders
owner: sales
nodes:
  received:
    type: manual@1
    name: Order received
    next: shape
  shape:
    type: map@1
    name: Shape order
    config:
      expression: '{ "id": id, "total": total }'
    next: noted
  noted:
    type: milestone@1
    name: Noted
    config:
      milestone: received
      businessKey: id
`;

const file = 'flows/orders.flow.yaml';

type Said = { readonly code: number; readonly out: string };

function gitIn(folder: string): (...args: readonly string[]) => Promise<Said> {
  return (...args) =>
    new Promise((resolve) => {
      const settings = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
      execFile('git', [...settings, ...args], { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), out: `${stdout}${stderr}` }),
      );
    });
}

/** A repository whose branches main and side changed one flow, set up by the installed program. */
async function openBranches(main: string, side: string) {
  const folder = await openFolder();
  const git = gitIn(folder.path);
  const put = (text: string) => writeFile(join(folder.path, file), text);
  await mkdir(join(folder.path, 'flows'));
  await put(flow);
  await git('init', '-q', '-b', 'main');
  const installed = await penstock(['git', 'install'], { cwd: folder.path });
  await git('add', '.');
  await git('commit', '-q', '-m', 'base');
  await git('checkout', '-q', '-b', 'side');
  await put(side);
  await git('commit', '-q', '-am', 'side');
  await git('checkout', '-q', 'main');
  await put(main);
  await git('commit', '-q', '-am', 'main');
  return { folder, git, installed, read: () => readFile(join(folder.path, file), 'utf8') };
}

describe('branches merged by git', () => {
  test('that changed the same lines in ways that go together are one flow afterwards', async () => {
    const main = flow.replace('owner: sales', 'owner: sales\ndomain: orders').replace('"id": id', '"id": $string(id)');
    const side = flow
      .replace('owner: sales', 'owner: finance')
      .replace('"total": total', '"total": $round(total, 2)')
      .replace('  shape:\n', '  shape_order:\n')
      .replace('name: Shape order\n', 'name: Shape order\n    was: [shape]\n')
      .replace('next: shape\n', 'next: shape_order\n');
    const branches = await openBranches(main, side);
    await using _folder = branches.folder;

    const merged = await branches.git('merge', '-q', '--no-edit', 'side');

    expect(merged.code).toBe(0);
    expect(await branches.read()).toBe(
      side.replace('owner: finance', 'owner: finance\ndomain: orders').replace('"id": id', '"id": $string(id)'),
    );
  });

  test('that changed the same field leave a file nobody reads by accident, until somebody decides', async () => {
    const branches = await openBranches(
      flow.replace('owner: sales', 'owner: finance').replace('name: Noted', 'name: Kept'),
      flow.replace('owner: sales', 'owner: support').replace('name: Shape order', 'name: Shape'),
    );
    await using _folder = branches.folder;
    const { path } = branches.folder;

    const merged = await branches.git('merge', '--no-edit', 'side');
    const left = await branches.read();
    const status = await branches.git('status', '--porcelain');
    const read = parseFlow(left, nodeCatalogue);
    const [conflict] = await readConflicts(path);
    const decided = flow
      .replace('owner: sales', 'owner: support')
      .replace('name: Noted', 'name: Kept')
      .replace('name: Shape order', 'name: Shape');
    const settled = await settleConflict(path, file, decided);
    const again = await settleConflict(path, file, decided);
    const committed = await branches.git('commit', '-q', '--no-edit');

    expect(merged.code).toBe(1);
    expect(merged.out).toContain(
      `${file}: Both sides changed owner of the flow: "finance" in ours, "support" in theirs. Ours was kept.`,
    );
    expect(left).toBe(
      decided.replace('owner: support', '<<<<<<< ours\nowner: finance\n=======\nowner: support\n>>>>>>> theirs'),
    );
    expect(status.out).toContain(`UU ${file}`);
    expect(read.ok ? [] : read.problems.map(({ code, line }) => [code, line])).toEqual([['flow/conflict-markers', 4]]);
    expect(conflict).toMatchObject({ path: file, base: flow });
    expect([settled.ok, again.ok, committed.code]).toEqual([true, false, 0]);
    expect(await readConflicts(path)).toEqual([]);
    expect(await branches.read()).toBe(decided);
  });

  test('are shown as sentences by git diff', async () => {
    const branches = await openBranches(flow, flow.replace('milestone: received', 'milestone: taken'));
    await using _folder = branches.folder;

    const { out } = await branches.git('diff', 'main', 'side');

    expect(out).toContain('-    milestone: received\n+    milestone: taken');
    expect(out).toContain('Noted');
  });
});

describe('penstock git install', () => {
  test('keeps what others wrote, changes nothing the second time, and takes everything back', async () => {
    await using folder = await openFolder();
    const git = gitIn(folder.path);
    const attributes = join(folder.path, '.gitattributes');
    await git('init', '-q');
    await writeFile(attributes, '* text=auto');

    const first = await penstock(['git', 'install'], { cwd: folder.path });
    const written = await readFile(attributes, 'utf8');
    const second = await penstock(['git', 'install', '--json'], { cwd: folder.path });
    const driver = await git('config', '--get-all', 'merge.penstock.driver');
    const removed = await penstock(['git', 'install', '--uninstall'], { cwd: folder.path });
    const settings = await git('config', '--local', '--list');

    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(written).toContain('* text=auto\n# Merged by what they mean');
    expect(written).toContain('*.flow.yaml merge=penstock diff=penstock\n');
    expect(jsonOf(second)).toMatchObject({ done: expect.arrayContaining(['.gitattributes has its lines already']) });
    expect(driver.out).toBe(`'${process.execPath}' '${program}' merge %O %A %B --path=%P\n`);
    expect(removed.stdout).toContain('removed the setting merge.penstock');
    expect(settings.out).not.toContain('penstock');
    expect(await readFile(attributes, 'utf8')).toBe('* text=auto\n');
  });

  test('refuses a folder outside of every repository in a sentence', async () => {
    await using folder = await openFolder();

    const refused = await penstock(['git', 'install'], { cwd: folder.path });

    expect(refused).toMatchObject({ code: 78, stdout: '' });
    expect(refused.stderr).toContain('stands in no Git repository');
  });
});

describe('penstock merge', () => {
  test('merges a version that cannot be read as text, says why, and calls nothing settled', async () => {
    await using folder = await openFolder();
    const put = (name: string, text: string) => writeFile(join(folder.path, name), text);
    await put('base.flow.yaml', flow);
    await put('ours.flow.yaml', flow.replace('owner: sales', 'owner: finance'));
    await put('theirs.flow.yaml', flow.replace('name: Noted', 'nme: Noted\n    config: &x'));

    const merged = await penstock(['merge', 'base.flow.yaml', 'ours.flow.yaml', 'theirs.flow.yaml'], {
      cwd: folder.path,
    });

    expect(merged).toMatchObject({ code: 1, stdout: '' });
    expect(merged.stderr).toContain('Their version, line');
    const left = await readFile(join(folder.path, 'ours.flow.yaml'), 'utf8');
    expect(left).toContain('owner: finance');
    expect(left).toContain('nme: Noted');
  });

  test('leaves a file of another sort to git', async () => {
    await using folder = await openFolder();
    const put = (name: string, text: string) => writeFile(join(folder.path, name), text);
    await put('base.md', 'one\n\n\ntwo\n');
    await put('ours.md', 'One\n\n\ntwo\n');
    await put('theirs.md', 'one\n\n\nTwo\n');

    const merged = await penstock(['merge', 'base.md', 'ours.md', 'theirs.md', '--json'], { cwd: folder.path });

    expect(merged.code).toBe(0);
    expect(jsonOf(merged)).toEqual({
      path: 'ours.md',
      settled: true,
      conflicts: [],
      asText: ['ours.md is merged as text.'],
    });
    expect(await readFile(join(folder.path, 'ours.md'), 'utf8')).toBe('One\n\n\nTwo\n');
  });
});

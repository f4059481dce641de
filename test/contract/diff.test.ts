import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { writeBundle } from '#flow/bundle/read-bundle.ts';
import { escapeHtml } from '#flow/diff/html/markup.ts';
import { collectAtRevision } from '#runtime/bundles/export-bundle.ts';
import { buildPenstock, checkout, type Finished, jsonOf, penstock } from './fixtures/penstock.ts';

beforeAll(buildPenstock, 60_000);

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const flowFile = 'flows/order-to-cash.flow.yaml';
const run = promisify(execFile);

async function git(folder: string, ...args: readonly string[]): Promise<void> {
  const who = ['-c', 'user.name=Marta', '-c', 'user.email=marta@example.com', '-c', 'commit.gpgsign=false'];
  await run('git', [...who, ...args], { cwd: folder });
}

/** A repository whose workspace is a copy of the example, committed and tagged `v1`. */
async function openWorkspace(): Promise<string> {
  const top = await mkdtemp(join(tmpdir(), 'penstock-diff-test-'));
  folders.push(top);
  const folder = join(top, 'shop');
  await cp(join(checkout, 'examples', 'order-to-cash'), folder, { recursive: true });
  await git(top, 'init', '--quiet', '--initial-branch=main');
  await commit(folder, 'First');
  await git(folder, 'tag', 'v1');
  return folder;
}

async function commit(folder: string, message: string): Promise<void> {
  await git(folder, 'add', '--all', '.');
  await git(folder, 'commit', '--quiet', '--message', message);
}

async function edit(folder: string, file: string, ...changes: readonly (readonly [string, string])[]): Promise<void> {
  let text = await readFile(join(folder, file), 'utf8');
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    text = text.replace(from, to);
  }
  await writeFile(join(folder, file), text);
}

const lessRetries = ['attempts: 8', 'attempts: 3'] as const;
const otherEmail = ['$lowercase(email)', '$trim(email)'] as const;

type PlainChange = {
  readonly kind: string;
  readonly risk: string;
  readonly sentence: string;
  readonly flow: string | null;
};

function changesOf(finished: Finished): readonly PlainChange[] {
  // The shape of `--json` is what the test below holds to the letter.
  return (jsonOf(finished) as { readonly changes: readonly PlainChange[] }).changes;
}

test('without words, the last commit is compared with the working tree', async () => {
  const folder = await openWorkspace();
  const still = await penstock(['diff'], { cwd: folder });
  await edit(folder, flowFile, lessRetries);

  const changed = await penstock(['diff'], { cwd: folder });

  expect([still.code, still.stdout]).toEqual([0, 'HEAD → working tree\nNothing changed.\n']);
  expect(changed.code).toBe(1);
  expect(changed.stdout).toContain('Retry limit of "Create and confirm the order" lowered from 8 to 3.');
  expect(changed.stderr).toBe('');
});

test('JSON holds exactly the changes, riskiest first, with their six members', async () => {
  const folder = await openWorkspace();
  await edit(folder, flowFile, otherEmail, lessRetries, ['      small: create_order\n', '      small: order_done\n']);

  const finished = await penstock(['diff', 'HEAD', '--json', '--workspace', folder]);

  const parsed = jsonOf(finished);
  const changes = changesOf(finished);
  const order = ['high', 'medium', 'low', 'none'];
  expect(Object.keys(parsed as object)).toEqual(['changes']);
  expect(changes.length).toBeGreaterThanOrEqual(3);
  for (const change of changes) {
    expect(Object.keys(change)).toEqual(['kind', 'risk', 'flow', 'node', 'field', 'sentence']);
    expect(change.flow).toBe('order-to-cash');
  }
  expect(changes.map(({ risk }) => risk)).toEqual(
    changes.map(({ risk }) => risk).toSorted((one, other) => order.indexOf(one) - order.indexOf(other)),
  );
});

test('revisions, files, folders and bundles in any mixture tell the same change', async () => {
  const folder = await openWorkspace();
  const collected = await collectAtRevision(folder, 'v1', ['order-to-cash']);
  if (!collected.ok) throw new Error(collected.problems.map(({ message }) => message).join('\n'));
  const bundle = join(folder, '..', 'first.pstk');
  await writeFile(bundle, writeBundle(collected.value.manifest, collected.value.files));
  const copy = join(folder, '..', 'copy');
  await cp(folder, copy, { recursive: true });
  const alone = join(folder, '..', 'alone.flow.yaml');
  await cp(join(folder, flowFile), alone);
  await edit(folder, flowFile, lessRetries);
  await commit(folder, 'Second');

  const calls = [
    ['v1', 'main'],
    ['HEAD~1', 'HEAD'],
    ['v1..main'],
    ['v1'],
    ['v1', '.'],
    ['../copy', '.'],
    ['v1', flowFile],
    [`v1:${flowFile}`],
    [`v1:shop/${flowFile}`, `main:${flowFile}`],
    ['../alone.flow.yaml', flowFile],
    ['v1:', `./${flowFile}`],
    ['../first.pstk'],
    ['../first.pstk', 'main'],
    ['v1', 'main', '--flow', 'order-to-cash'],
  ];
  const told = [];
  for (const args of calls) {
    const finished = await penstock(['diff', ...args, '--json'], { cwd: folder });
    told.push([args.join(' '), finished.code, finished.stderr, changesOf(finished).map(({ sentence }) => sentence)]);
  }

  const sentence = 'Retry limit of "Create and confirm the order" lowered from 8 to 3.';
  expect(told).toEqual(calls.map((args) => [args.join(' '), 1, '', [sentence]]));
});

test('the report is one page with every sentence in it, and runs nothing', async () => {
  const folder = await openWorkspace();
  await edit(folder, flowFile, otherEmail, lessRetries, [
    'name: Order is complete?',
    `name: '<script>alert(1)</script> "complete" & more'`,
  ]);
  const page = join(folder, '..', 'report.html');

  const finished = await penstock(['diff', '--out', page], { cwd: folder });
  const listed = await penstock(['diff', '--json'], { cwd: folder });

  const html = await readFile(page, 'utf8');
  expect(finished.code).toBe(1);
  expect(finished.stdout).toBe('');
  for (const { sentence } of changesOf(listed)) expect(html).toContain(escapeHtml(sentence));
  expect(html).toContain('<svg class="graph" role="img"');
  expect(html).not.toContain('<script');
});

test('boxes that only moved are told and count as no difference', async () => {
  const folder = await openWorkspace();
  const layout = (x: number) =>
    `{\n  "penstock": 1,\n  "boxes": {\n    "order_received": { "x": ${x}, "y": 0 }\n  }\n}\n`;
  await writeFile(join(folder, 'flows/order-to-cash.layout.json'), layout(0));
  await commit(folder, 'Arranged');
  await writeFile(join(folder, 'flows/order-to-cash.layout.json'), layout(80));

  const finished = await penstock(['diff', '--json'], { cwd: folder });

  expect(finished.code).toBe(0);
  expect(changesOf(finished).map(({ kind, risk }) => [kind, risk])).toEqual([['layout', 'none']]);
  expect(finished.stderr).toContain('Only boxes moved');
});

test('a file that cannot be read is named with its side and place, and the rest is compared', async () => {
  const folder = await openWorkspace();
  await edit(folder, 'connections/odoo-main.yaml', ['concurrency: 4', 'concurrency: many']);
  await edit(folder, flowFile, lessRetries);

  const finished = await penstock(['diff', '--json'], { cwd: folder });

  expect(finished.code).toBe(1);
  expect(finished.stderr).toMatch(/^working tree: connections\/odoo-main\.yaml:\d+:\d+: /);
  expect(changesOf(finished).map(({ sentence }) => sentence)).toEqual([
    'Retry limit of "Create and confirm the order" lowered from 8 to 3.',
  ]);
});

test('a flow that cannot be read is not called removed', async () => {
  const folder = await openWorkspace();
  await writeFile(join(folder, flowFile), 'penstock: 1\nid: [\n');

  const finished = await penstock(['diff', '--json'], { cwd: folder });
  const ofFile = await penstock(['diff', flowFile, '--json'], { cwd: folder });

  for (const { code, stderr } of [finished, ofFile]) {
    expect(code).toBe(1);
    expect(stderr).toContain('order-to-cash.flow.yaml:');
  }
  expect([changesOf(finished), changesOf(ofFile)]).toEqual([[], []]);
});

test('what cannot be compared is refused with a sentence that says what to do', async () => {
  const folder = await openWorkspace();
  await mkdir(join(folder, 'main'));
  await writeFile(join(folder, 'plain.txt'), 'x');
  const empty = await mkdtemp(join(tmpdir(), 'penstock-diff-test-'));
  folders.push(empty);
  await writeFile(join(empty, 'penstock.yaml'), 'penstock: 1\nname: Alone\n');

  const refused: [string, number | null, string][] = [];
  const ask = async (cwd: string, ...args: string[]) => {
    const { code, stderr } = await penstock(['diff', ...args], { cwd });
    refused.push([args.join(' '), code, stderr.trim()]);
  };
  await ask(folder, 'nowhere');
  await ask(folder, 'main');
  await ask(folder, './gone.flow.yaml', 'HEAD');
  await ask(folder, 'plain.txt', 'HEAD');
  await ask(folder, 'v1', 'HEAD', '--flow', 'no-such');
  await ask(folder, 'v1:flows/none.flow.yaml', 'HEAD');
  await ask(folder, '--output=/tmp/x', 'HEAD');
  await ask(folder, 'v1', '--format', 'pdf');
  await ask(folder, 'v1...main');
  await ask(empty);

  expect(refused.map(([args, code]) => [args, code])).toEqual(refused.map(([args]) => [args, 2]));
  const said = refused.map(([, , sentence]) => sentence).join('\n');
  for (const words of [
    'no file, folder or bundle here, and no revision',
    'both a path here and a revision',
    'there is no such file or folder',
    'is no flow file',
    'Neither side has a flow "no-such". They have: order-to-cash.',
    'v1 has no file flows/none.flow.yaml',
    'There is no format "pdf"',
    'git merge-base',
    'in no git repository',
  ]) {
    expect(said).toContain(words);
  }
});

test('text and Markdown let no name move the cursor or turn a line', async () => {
  const folder = await openWorkspace();
  await edit(folder, flowFile, ['name: Order is complete?', `name: "Order \\u001b[31m \\u202egnp complete?"`]);

  const text = await penstock(['diff'], { cwd: folder });
  const markdown = await penstock(['diff', '--format', 'markdown'], { cwd: folder });

  for (const { stdout, code } of [text, markdown]) {
    expect(code).toBe(1);
    for (const character of ['\u001b', '\u202e']) expect(stdout).not.toContain(character);
    expect(stdout).toContain('complete?');
  }
});

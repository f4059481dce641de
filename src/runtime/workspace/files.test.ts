import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '#test/rigs/studio.ts';
import { etagOf, listFiles, readText, writeFiles } from './files.ts';
import { isWorkspacePath } from './paths.ts';

const files = { 'penstock.yaml': 'penstock: 1\n', 'flows/a.flow.yaml': 'one\n', 'samples/a/b.json': '{}' };
const etag = (text: string): string => etagOf(Buffer.from(text));
const codesOf = (result: { readonly ok: boolean; readonly problems?: readonly { readonly code: string }[] }) =>
  result.problems?.map(({ code }) => code);

describe('paths of a workspace', () => {
  test('are files of its known folders with their known endings', () => {
    const good = [
      'penstock.yaml',
      'flows/order-to-cash.flow.yaml',
      'flows/sales/order.layout.json',
      'flows/order.tests.yaml',
      'connections/shop.openapi.json',
      'contracts/order@1.schema.json',
      'samples/große Bestellung.json',
      'templates/t1/template.yaml',
    ];

    expect(good.filter((path) => !isWorkspacePath(path))).toEqual([]);
  });

  test('are never hidden, absolute, upward, oddly spelt or of another folder', () => {
    const bad = [
      '',
      '.',
      '..',
      '/etc/passwd',
      '../penstock.yaml',
      'flows/../../x.flow.yaml',
      'flows/./a.flow.yaml',
      'flows//a.flow.yaml',
      'flows/a.flow.yaml/',
      'flows/.flow.yaml',
      'flows/.a.flow.yaml',
      'flows/.git/a.flow.yaml',
      '.git/config',
      '.penstock/key',
      '.env',
      'Flows/a.flow.yaml',
      'flows\\a.flow.yaml',
      'C:\\a.flow.yaml',
      'flows/a.flow.yaml\0.json',
      'flows/a\n.flow.yaml',
      'flows/a:b.flow.yaml',
      'flows/con/a.flow.yaml',
      'flows/NUL.flow.yaml',
      'flows/a./b.flow.yaml',
      'flows/a /b.flow.yaml',
      'flows/a.sh',
      'flows/a.flow.yaml.exe',
      'environments/a.json',
      'node_modules/a.json',
      'package.json',
      'flows/u\u0308ber.flow.yaml',
      `flows/${'a'.repeat(300)}.flow.yaml`,
      'flows/a/b/c/d/e/f/g/h/i.flow.yaml',
      'flows/%2e%2e/a.flow.yaml',
    ];

    expect(bad.filter(isWorkspacePath)).toEqual([]);
  });
});

describe('writing', () => {
  test('puts new text in place of old, makes folders, deletes, and leaves nothing else behind', async () => {
    await using folder = await makeFolder(files);

    const written = await writeFiles(folder.path, [
      { path: 'flows/a.flow.yaml', text: 'two\n', expect: etag('one\n') },
      { path: 'flows/new/b.flow.yaml', text: 'new\n', expect: null },
      { path: 'samples/a/b.json', text: null, expect: etag('{}') },
    ]);
    const after = await listFiles(folder.path);
    const inside = await readdir(folder.path, { recursive: true });

    expect(written).toEqual({
      ok: true,
      value: [
        { path: 'flows/a.flow.yaml', etag: etag('two\n'), isChanged: true },
        { path: 'flows/new/b.flow.yaml', etag: etag('new\n'), isChanged: true },
        { path: 'samples/a/b.json', etag: null, isChanged: true },
      ],
    });
    expect(after.map(({ path }) => path)).toEqual(['flows/a.flow.yaml', 'flows/new/b.flow.yaml', 'penstock.yaml']);
    expect(inside.filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  test('does nothing at all where one file is not as expected, and names it', async () => {
    await using folder = await makeFolder(files);
    const other = { path: 'penstock.yaml', text: 'changed\n', expect: etag('penstock: 1\n') };

    const outcomes = [
      await writeFiles(folder.path, [other, { path: 'flows/a.flow.yaml', text: 'x', expect: etag('old') }]),
      await writeFiles(folder.path, [other, { path: 'flows/a.flow.yaml', text: 'x', expect: null }]),
      await writeFiles(folder.path, [other, { path: 'flows/b.flow.yaml', text: 'x', expect: etag('gone') }]),
      await writeFiles(folder.path, [other, { path: 'flows/b.flow.yaml', text: null, expect: etag('gone') }]),
    ];

    expect(outcomes.map(codesOf)).toEqual(Array.from({ length: 4 }, () => ['workspace/changed-on-disk']));
    expect(outcomes[0]).toMatchObject({ problems: [{ path: 'flows/a.flow.yaml' }] });
    expect(await readFile(join(folder.path, 'penstock.yaml'), 'utf8')).toBe(files['penstock.yaml']);
  });

  test('of the same text touches nothing, a byte order mark and the mode are kept', async () => {
    await using folder = await makeFolder({ ...files, 'samples/bom.json': '\uFEFF{}' });
    const file = join(folder.path, 'samples/bom.json');
    await chmod(file, 0o640);
    const before = await stat(file);
    const read = await readText(folder.path, 'samples/bom.json');
    if (!read.ok) throw new Error('not read');

    const same = await writeFiles(folder.path, [
      { path: 'samples/bom.json', text: read.value.text, expect: read.value.etag },
    ]);
    const after = await stat(file);
    await writeFiles(folder.path, [{ path: 'samples/bom.json', text: '[]', expect: read.value.etag }]);
    const changed = await stat(file);

    expect(same).toMatchObject({ ok: true, value: [{ isChanged: false }] });
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
    expect(changed.mode & 0o777).toBe(0o640);
  });

  test('refuses a name twice, half characters and what is too large', async () => {
    await using folder = await makeFolder(files);

    const twice = await writeFiles(folder.path, [
      { path: 'samples/x.json', text: '1', expect: null },
      { path: 'samples/X.json', text: '2', expect: null },
    ]);
    const half = await writeFiles(folder.path, [{ path: 'samples/x.json', text: '\uD800', expect: null }]);
    const large = await writeFiles(folder.path, [
      { path: 'samples/x.json', text: 'ü'.repeat(2_600_000), expect: null },
    ]);

    expect([twice, half, large].map(codesOf)).toEqual([
      ['workspace/named-twice'],
      ['workspace/not-text'],
      ['workspace/too-large'],
    ]);
    expect(await readdir(join(folder.path, 'samples'))).toEqual(['a']);
  });
});

describe('links', () => {
  test('are not followed: neither a file, nor a folder on the way, nor the folder of the workspace itself', async () => {
    await using outside = await makeFolder({ 'secret.json': 'secret', 'x/y.json': 'secret' });
    await using folder = await makeFolder(files);
    await symlink(join(outside.path, 'secret.json'), join(folder.path, 'samples/link.json'));
    await symlink(join(outside.path, 'x'), join(folder.path, 'samples/linked'));
    await symlink(outside.path, join(folder.path, 'registry'));

    const reads = [
      await readText(folder.path, 'samples/link.json'),
      await readText(folder.path, 'samples/linked/y.json'),
    ];
    const writes = [
      await writeFiles(folder.path, [{ path: 'samples/link.json', text: 'x', expect: null }]),
      await writeFiles(folder.path, [{ path: 'samples/linked/new.json', text: 'x', expect: null }]),
      await writeFiles(folder.path, [{ path: 'registry/systems.yaml', text: 'x', expect: null }]),
    ];
    const listed = await listFiles(folder.path);

    const all = [...reads, ...writes].map(codesOf);
    expect(all).toEqual(Array.from({ length: 5 }, () => ['workspace/not-a-file']));
    expect(listed.map(({ path }) => path)).toEqual(Object.keys(files).sort());
    expect(await readdir(outside.path)).toEqual(['secret.json', 'x']);
  });

  test('are told from folders with the name of a file, and from bytes that are no text', async () => {
    await using folder = await makeFolder(files);
    await mkdir(join(folder.path, 'samples/folder.json'));
    await writeFile(join(folder.path, 'samples/bytes.json'), Buffer.from([0xff, 0xfe]));

    const outcomes = [
      await readText(folder.path, 'samples/folder.json'),
      await readText(folder.path, 'samples/bytes.json'),
      await readText(folder.path, 'samples/none.json'),
      await writeFiles(folder.path, [{ path: 'penstock.yaml/x.json', text: '', expect: null }]),
    ];

    expect(outcomes.map(codesOf)).toEqual([
      ['workspace/not-a-file'],
      ['workspace/not-text'],
      ['workspace/no-such-file'],
      ['workspace/bad-path'],
    ]);
  });
});

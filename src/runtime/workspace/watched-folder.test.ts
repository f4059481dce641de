import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '#test/rigs/studio.ts';
import { until } from '#test/rigs/until.ts';
import { createMachineClock } from '../machine/clock.ts';
import { etagOf } from './files.ts';
import { type NoticedChange, openWatchedFolder } from './watched-folder.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const etag = (text: string): string => etagOf(Buffer.from(text));

async function openFolder(files: Readonly<Record<string, string>>) {
  const folder = await makeFolder(files);
  const noticed: NoticedChange[] = [];
  const onChange = (changes: readonly NoticedChange[]): void => void noticed.push(...changes);
  const watched = await openWatchedFolder({ folder: folder.path, clock: createMachineClock(), log: silent, onChange });
  return {
    path: folder.path,
    noticed,
    watched,
    [Symbol.asyncDispose]: async () => {
      watched.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test('changes on disk are noticed by themselves: new, changed, renamed over, gone, in folders that did not exist', async () => {
  await using folder = await openFolder({ 'penstock.yaml': '1', 'samples/a.json': '1', 'samples/b.json': '1' });
  const { path, noticed } = folder;

  await writeFile(join(path, 'samples/a.json'), '2');
  await writeFile(join(path, 'samples/.b.tmp'), '3');
  await rename(join(path, 'samples/.b.tmp'), join(path, 'samples/b.json'));
  await mkdir(join(path, 'flows'));
  await writeFile(join(path, 'flows/new.flow.yaml'), 'new');
  await until('three changes', () => (noticed.length >= 3 ? noticed : undefined));
  await rm(join(path, 'samples/a.json'));
  await until('four changes', () => (noticed.length >= 4 ? noticed : undefined));

  const byPath = [...noticed].sort((one, other) => (one.path < other.path ? -1 : 1));
  expect(byPath).toEqual([
    { path: 'flows/new.flow.yaml', etag: etag('new'), by: 'disk' },
    { path: 'samples/a.json', etag: etag('2'), by: 'disk' },
    { path: 'samples/a.json', etag: null, by: 'disk' },
    { path: 'samples/b.json', etag: etag('3'), by: 'disk' },
  ]);
});

test('our own writes are told once, as ours, and what others do right after is told as theirs', async () => {
  await using folder = await openFolder({ 'samples/a.json': '1' });
  const { path, noticed, watched } = folder;

  await watched.write([{ path: 'samples/a.json', text: '2', expect: etag('1') }]);
  await watched.look();
  await writeFile(join(path, 'samples/a.json'), '3');
  await watched.look();
  await watched.look();

  expect(noticed).toEqual([
    { path: 'samples/a.json', etag: etag('2'), by: 'studio' },
    { path: 'samples/a.json', etag: etag('3'), by: 'disk' },
  ]);
});

test('what is touched without being changed, hidden or of another folder is not told', async () => {
  await using folder = await openFolder({ 'samples/a.json': '1' });
  const { path, noticed, watched } = folder;

  await utimes(join(path, 'samples/a.json'), 1, 1);
  await writeFile(join(path, 'samples/.hidden.json'), '1');
  await mkdir(join(path, '.penstock'));
  await writeFile(join(path, '.penstock/a.json'), '1');
  await writeFile(join(path, 'notes.json'), '1');
  await watched.look();

  expect(noticed).toEqual([]);
  expect([...watched.files().keys()]).toEqual(['samples/a.json']);
});

test('a write that refuses tells nobody, and many at once take turns', async () => {
  await using folder = await openFolder({ 'samples/a.json': '0' });
  const { noticed, watched } = folder;

  const outcomes = await Promise.all(
    Array.from({ length: 5 }, (_, at) =>
      watched.write([{ path: 'samples/a.json', text: String(at + 1), expect: etag('0') }]),
    ),
  );

  expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, false, false, false]);
  expect(noticed).toEqual([{ path: 'samples/a.json', etag: etag('1'), by: 'studio' }]);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseRemembered, readRemembered, withRecent, writeRemembered } from './remembered.ts';

test('what is written is read again; what is damaged remembers nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-remembered-'));
  const [file, damaged] = [join(folder, 'desktop.json'), join(folder, 'damaged.json')];
  await writeFile(damaged, '{ "recent": [');

  writeRemembered(file, { recent: ['/a'], port: 7_310 });
  const read = [readRemembered(file), readRemembered(damaged), readRemembered(join(folder, 'missing.json'))];
  await rm(folder, { recursive: true });

  expect(read).toEqual([
    { recent: ['/a'], port: 7_310 },
    { recent: [], port: 0 },
    { recent: [], port: 0 },
  ]);
});

test('only what fits is taken: folders as texts, ports that need no rights', () => {
  const values = [null, [], { recent: ['/a', 7, ''], port: 80 }, { recent: '/a', port: 70_000 }, { port: '7310' }];

  const taken = values.map(parseRemembered);

  expect(taken.map(({ recent }) => recent)).toEqual([[], [], ['/a'], [], []]);
  expect(taken.map(({ port }) => port)).toEqual([0, 0, 0, 0, 0]);
});

test('the last opened workspace is first, once, and ten are kept', () => {
  const ten = Array.from({ length: 10 }, (_, at) => `/w${at}`);

  const again = withRecent({ recent: ten, port: 0 }, '/w3').recent;
  const another = withRecent({ recent: ten, port: 0 }, '/new').recent;

  expect(again).toEqual(['/w3', ...ten.filter((one) => one !== '/w3')]);
  expect(another).toEqual(['/new', ...ten.slice(0, 9)]);
});

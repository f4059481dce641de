import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  declaresCodes,
  findBannedCalls,
  findDeadPaths,
  findEmptyNames,
  findLongFiles,
  findSharedCodes,
  lineLimit,
} from './house-rules.ts';
import { listSources, readSource } from './syntax.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const product = new Map(listSources(['src', 'nodes', 'connections']).map((path) => [path, readSource(path)] as const));
const everything = new Map(
  listSources(['src', 'nodes', 'connections', 'test', 'bench', 'scripts']).map(
    (path) => [path, readSource(path)] as const,
  ),
);

test('files hold one thought each', () => {
  expect(findLongFiles(product)).toEqual([]);
});

test('files are named for what they hold', () => {
  expect(findEmptyNames([...everything.keys()])).toEqual([]);
});

test('nothing calls what the house does without', () => {
  const calls = [...everything].flatMap(([path, source]) => findBannedCalls(path, source));

  expect(everything.size).toBeGreaterThan(100);
  expect(calls).toEqual([]);
});

test('every problem and finding has a code of its own', () => {
  const declaring = new Map([...product].filter(([path]) => declaresCodes(path)));

  expect(declaring.size).toBeGreaterThan(20);
  expect(findSharedCodes(declaring)).toEqual([]);
});

test('every path ARCHITECTURE.md names exists', () => {
  const document = existsSync(`${root}ARCHITECTURE.md`) ? readSource('ARCHITECTURE.md') : '';

  expect(findDeadPaths(document, root)).toEqual([]);
});

test('planted long files, empty names, shared codes and dead paths are found', () => {
  const long = 'x\n'.repeat(lineLimit + 1);
  const problems = "export const a = [{ code: 'run/gone' }, { code: other }, { code: 'run/gone' }];";

  expect(findLongFiles(new Map([['src/api/x.ts', long]]))).toHaveLength(1);
  expect(
    findEmptyNames(['src/api/index.ts', 'src/api/utils.ts', 'test/helpers.ts', 'src/api/my-types.ts']),
  ).toHaveLength(3);
  expect(findSharedCodes(new Map([['src/api/problems.ts', problems]]))).toEqual([
    'src/api/problems.ts declares "run/gone", which src/api/problems.ts declares already. Rename one.',
  ]);
  expect(findDeadPaths('See `src/flow/flow.ts`, `src/gone.ts` and `src/<room>/x.ts`.', root)).toEqual(['src/gone.ts']);
});

const planted: readonly (readonly [path: string, source: string, found: number])[] = [
  ['src/api/x.test.ts', "vi.mock('node:fs');", 1],
  ['src/api/x.test.ts', "test.only('a', () => {}); describe.only('b', () => {});", 2],
  ['src/api/x.ts', "eval('1'); new Function('a'); Function('b');", 3],
  ['src/runtime/x.ts', 'new ivm.Reference(a); new ivm.ExternalCopy(b); new ivm.Callback(c);', 3],
  ['src/sandbox/x.ts', 'new ivm.ExternalCopy(b);', 0],
  ['src/flow/x.ts', 'Date.now(); new Date(); Math.random(); performance.now(); crypto.randomUUID();', 5],
  ['src/flow/x.ts', "new Date(0); Date.parse('a'); Math.round(1); const a = 'Math.random()'; // Date.now()", 0],
  ['src/flow/x.test.ts', 'Date.now(); Math.random();', 0],
  ['nodes/map/evaluate.ts', 'Math.random();', 1],
  ['src/runtime/machine/clock.ts', 'Date.now();', 0],
  ['src/runtime/engine/x.ts', 'Date.now();', 1],
];

for (const [path, source, found] of planted) {
  test(`${found} calls are refused in ${path}: ${source}`, () => {
    const calls = findBannedCalls(path, source);

    expect(calls).toHaveLength(found);
    for (const call of calls) expect(call).toMatch(/^\S+:1 .+ .*\.$/);
  });
}

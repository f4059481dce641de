import { expect, test } from 'vitest';
import { compareVersions, judgeVersions } from './judge-versions.ts';

const known = [
  { flow: 'orders', version: '1.9.0', plan: 'a' },
  { flow: 'orders', version: '1.10.0', plan: 'b' },
];

function codesOf(version: string, meaning: string, flow = 'orders'): readonly string[] {
  const bundled = { id: flow, version, meaning, file: 'flows/orders.flow.yaml', criticality: 'low' } as const;
  return judgeVersions([bundled], known).map(({ code }) => code);
}

test('a version below the highest that was ever live is refused, whatever it means', () => {
  const codes = [codesOf('1.9.0', 'a'), codesOf('1.10.0', 'b'), codesOf('1.10.1', 'c'), codesOf('0.1.0', 'x', 'stock')];

  expect(codes).toEqual([['deployment/downgraded'], [], [], []]);
});

test('a version that was live never means something else', () => {
  expect(codesOf('1.10.0', 'other')).toEqual(['deployment/version-taken']);
});

test('versions are ordered by their numbers, not by their letters', () => {
  expect(['1.10.0', '1.9.9', 'draft', '2.0.0'].sort(compareVersions)).toEqual(['draft', '1.9.9', '1.10.0', '2.0.0']);
});

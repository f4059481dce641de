import { expect, test } from 'vitest';
import { linesOfTest, removeTest, renameTest } from './edit-tests.ts';

const file = `penstock: 1
flow: orders
tests:
  # The everyday case.
  - name: a small order
    given:
      units: 1
    expect:
      state: succeeded
  # Nobody is there at night.
  - name: a late order
    given:
      units: 2
    expect:
      state: waiting
`;

test('a test is renamed and nothing else changes', () => {
  expect(renameTest(file, 'a small order', 'a tiny order')).toEqual({
    ok: true,
    value: file.replace('a small order', 'a tiny order'),
  });
});

test('a name another test has is refused', () => {
  const renamed = renameTest(file, 'a small order', 'a late order');

  expect(renamed.ok ? [] : renamed.problems.map(({ code }) => code)).toEqual(['flow-test/name-taken']);
});

test('a removed test takes its comment along, and the next one keeps its own', () => {
  const removed = removeTest(file, 'a small order');

  expect(removed).toEqual({
    ok: true,
    value: `penstock: 1
flow: orders
tests:
  # Nobody is there at night.
  - name: a late order
    given:
      units: 2
    expect:
      state: waiting
`,
  });
});

test('the lines of a test are found with their numbers', () => {
  const lines = linesOfTest(file, 1);

  expect(lines?.first).toBe(11);
  expect(lines?.text.split('\n')).toEqual(file.trimEnd().split('\n').slice(10));
  expect(linesOfTest(file, 2)).toBeUndefined();
});

import { expect, test } from 'vitest';
import { keyTexts } from '../text/english/keys.ts';
import { commandIds, conflictsOf, groupCommands, isTooShort, keysIn } from './key-groups.ts';

test('every command stands in exactly one group', () => {
  const grouped = groupCommands(commandIds, '', (id) => id).flatMap(({ commands }) => commands);

  expect([...grouped].sort()).toEqual([...commandIds].sort());
});

test('typing narrows the list down by all its words', () => {
  const found = groupCommands(commandIds, 'left panel', (id) => (id === 'panel.left' ? 'Show the left panel' : id));

  expect(found).toEqual([{ id: 'page', commands: ['panel.left'] }]);
});

test('no two commands answer to the same keys unless a person wants it', () => {
  const conflicts = commandIds.flatMap((id) =>
    keysIn({}, id).flatMap((keys) => conflictsOf({}, id, keys).map((other) => `${id} ${keys} ${other}`)),
  );

  // Back is offered inside a scope only, and moving a step only while one is selected; the design gives both these keys.
  const meant = ['canvas.nudge-left Alt+ArrowLeft canvas.back', 'canvas.back Alt+ArrowLeft canvas.nudge-left'];
  expect(conflicts.filter((conflict) => !meant.includes(conflict))).toEqual([]);
});

test('keys that begin another command’s sequence are a conflict', () => {
  expect(conflictsOf({}, 'canvas.add', 'Alt+a')).toContain('canvas.align-left');
  expect(conflictsOf({ 'canvas.add': ['x'] }, 'canvas.note', 'x')).toEqual(['canvas.add']);
});

test('a bare letter is refused where it would be heard on the whole page', () => {
  expect(isTooShort('page', 'a')).toBe(true);
  expect(isTooShort('page', '?')).toBe(false);
  expect(isTooShort('canvas', 'a')).toBe(false);
});

test('every command has a title', () => {
  const titleOf = (id: string) => {
    const [area, name] = id.split('.');
    const texts: Readonly<Record<string, unknown>> = keyTexts;
    const inner = texts[area ?? ''];
    return typeof inner === 'object' && inner !== null
      ? Object.entries(inner).find(([key]) => key === name)
      : undefined;
  };

  expect(commandIds.filter((id) => titleOf(id) === undefined)).toEqual([]);
});

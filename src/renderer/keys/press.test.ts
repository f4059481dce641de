import { createKeybindingsHandler } from 'tinykeys';
import { expect, test } from 'vitest';
import { type CommandId, commandFacts } from './command-list.ts';
import { readPress, toListened } from './press.ts';

type Given = Partial<Parameters<typeof readPress>[0]> & { readonly key: string; readonly code: string };

function pressed(given: Given) {
  return { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...given };
}

test.each([
  [{ key: 'k', code: 'KeyK', ctrlKey: true }, '$mod+k'],
  [{ key: 'Z', code: 'KeyZ', ctrlKey: true, shiftKey: true }, '$mod+Shift+z'],
  [{ key: '!', code: 'Digit1', shiftKey: true }, 'Shift+1'],
  [{ key: '?', code: 'Slash', shiftKey: true }, '?'],
  [{ key: 'å', code: 'KeyA', altKey: true }, 'Alt+a'],
  [{ key: 'F6', code: 'F6', shiftKey: true }, 'Shift+F6'],
  [{ key: ' ', code: 'Space' }, 'Space'],
])('%j is written %s', (given, keys) => {
  expect(readPress(pressed(given), false)).toBe(keys);
});

test('a modifier alone is no press, and Cmd is the main modifier of a Mac', () => {
  expect(readPress(pressed({ key: 'Shift', code: 'ShiftLeft', shiftKey: true }), false)).toBeUndefined();
  expect(readPress(pressed({ key: 'k', code: 'KeyK', metaKey: true }), true)).toBe('$mod+k');
});

const typed: readonly [CommandId, Given][] = [
  ['keys.show', { key: '?', code: 'Slash', shiftKey: true }],
  ['keys.show', { key: '?', code: 'Minus', shiftKey: true }],
  ['canvas.fit', { key: '!', code: 'Digit1', shiftKey: true }],
  ['canvas.zoom-in', { key: '=', code: 'Equal', ctrlKey: true }],
  ['canvas.tidy', { key: 'T', code: 'KeyT', shiftKey: true }],
  ['palette.open', { key: 'k', code: 'KeyK', ctrlKey: true }],
];

test.each(typed)('%s is heard as people type it', (id, given) => {
  let heard = 0;
  const listen = createKeybindingsHandler(
    { [toListened(commandFacts[id].keys[0] ?? '')]: () => (heard += 1) },
    { ignore: () => false },
  );
  const { ctrlKey, metaKey, altKey, shiftKey } = pressed(given);
  const down = { Control: ctrlKey, Meta: metaKey, Alt: altKey, Shift: shiftKey };

  // A keyboard event as far as tinykeys looks at it; there is no DOM here.
  listen({ ...pressed(given), getModifierState: (name: keyof typeof down) => down[name] } as unknown as Event);

  expect(heard).toBe(1);
});

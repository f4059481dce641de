import type { KeyboardEvent } from 'react';

/** Where the arrow keys go from. */
export type ListPlace = {
  /** -1 when nothing is active yet. */
  readonly index: number;
  readonly count: number;
  /** Rows a page key moves; default 10. */
  readonly pageRows?: number | undefined;
};

/** The row a key leads to in a list, or null when the key is none of the list's. Ends do not wrap. */
export function rowForKey(key: string, { index, count, pageRows = 10 }: ListPlace): number | null {
  if (count === 0) return null;
  const last = count - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, index + 1);
    case 'ArrowUp':
      return index === -1 ? last : Math.max(0, index - 1);
    case 'PageDown':
      return Math.min(last, Math.max(0, index) + pageRows);
    case 'PageUp':
      return Math.max(0, index - pageRows);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

/** A list to search by typing its first letters. */
export type TypeaheadPlace = {
  readonly index: number;
  readonly count: number;
  readonly textAt: (index: number) => string;
};

/** The next row that begins with what was typed; one letter again and again walks through its rows. */
export function rowForTyped(typed: string, { index, count, textAt }: TypeaheadPlace): number | null {
  const letters = Array.from(typed.toLocaleLowerCase());
  const [first] = letters;
  if (first === undefined || count === 0) return null;
  const isOneLetter = letters.every((letter) => letter === first);
  const sought = isOneLetter ? first : letters.join('');
  const start = isOneLetter ? index + 1 : Math.max(0, index);
  for (let offset = 0; offset < count; offset += 1) {
    const row = (start + offset) % count;
    if (textAt(row).toLocaleLowerCase().startsWith(sought)) return row;
  }
  return null;
}

/** What was typed so far, and when the last letter came. */
export type TypedSoFar = { readonly text: string; readonly atMs: number };

/** Longest pause between two letters of one word. */
const wordPauseMs = 600;

/** Adds a key to what was typed, or null when the key writes nothing. */
export function addTyped(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'timeStamp'>,
  before: TypedSoFar,
): TypedSoFar | null {
  if (event.ctrlKey || event.metaKey || event.altKey || Array.from(event.key).length !== 1) return null;
  const isSameWord = event.timeStamp - before.atMs < wordPauseMs;
  if (event.key === ' ' && !(isSameWord && before.text !== '')) return null;
  return { text: isSameWord ? before.text + event.key : event.key, atMs: event.timeStamp };
}

import { useState } from 'react';
import { readRemembered, remember } from './remembered.ts';

type Widths = Readonly<Record<string, number>>;

/** Widths of the columns a person resized, in px, remembered under a name when one is given. */
export function useColumnWidths(
  key: string | undefined,
): readonly [Widths, (column: string, width: number | null) => void] {
  const [widths, setWidths] = useState<Widths>(() => (key === undefined ? {} : readWidths(`ps-columns:${key}`)));
  const setWidth = (column: string, width: number | null): void => {
    const next = Object.fromEntries(Object.entries(widths).filter(([id]) => id !== column));
    if (width !== null) next[column] = width;
    setWidths(next);
    if (key !== undefined) remember(`ps-columns:${key}`, JSON.stringify(next));
  };
  return [widths, setWidth];
}

function readWidths(key: string): Widths {
  const text = readRemembered(key);
  if (text === null) return {};
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null) return {};
    return Object.fromEntries(Object.entries(read).filter(([, width]) => typeof width === 'number' && width > 0));
  } catch {
    // Named foreign error: SyntaxError of a text somebody else wrote there. Widths then start at their default.
    return {};
  }
}

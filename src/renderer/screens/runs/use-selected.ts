import { useState } from 'react';

/**
 * What is selected in a list whose place stands in the address. The address changes a moment after a key was pressed;
 * the next key must not go from where the one before it began.
 */
export function useSelected(
  placed: string | undefined,
): readonly [selected: string | undefined, select: (id: string) => void] {
  const [selected, setSelected] = useState(placed);
  const [seen, setSeen] = useState(placed);
  if (placed !== seen) {
    setSeen(placed);
    setSelected(placed);
    return [placed, setSelected];
  }
  return [selected, setSelected];
}

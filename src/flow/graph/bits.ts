/** A square table of yes and no, packed: 10,000 × 10,000 take 12.5 MB. */
export type BitTable = { readonly width: number; readonly wordsPerRow: number; readonly words: Uint32Array };

/** Makes a table in which every answer is no. */
export function createBitTable(rows: number, width: number): BitTable {
  const wordsPerRow = Math.ceil(width / 32);
  return { width, wordsPerRow, words: new Uint32Array(rows * wordsPerRow) };
}

/** Sets one answer to yes. */
export function setBit(table: BitTable, row: number, column: number): void {
  const word = row * table.wordsPerRow + (column >>> 5);
  table.words[word] = (table.words[word] ?? 0) | (1 << (column & 31));
}

/** Reads one answer. */
export function hasBit(table: BitTable, row: number, column: number): boolean {
  const word = table.words[row * table.wordsPerRow + (column >>> 5)] ?? 0;
  return (word & (1 << (column & 31))) !== 0;
}

/** Adds every yes of one row to another. */
export function addRow(table: BitTable, into: number, from: number): void {
  const target = into * table.wordsPerRow;
  const source = from * table.wordsPerRow;
  for (let word = 0; word < table.wordsPerRow; word++) {
    table.words[target + word] = (table.words[target + word] ?? 0) | (table.words[source + word] ?? 0);
  }
}

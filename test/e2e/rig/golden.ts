import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { checkout } from './studio.ts';

/** True when goldens are to be written instead of compared. */
export const isWritingGoldens = process.env.PENSTOCK_GOLDEN === 'write';

/** Where goldens are kept. */
export const goldenFolder = join(checkout, 'test', 'golden');

/** Compares a text with the stored one of a name below test/golden, or stores it when goldens are written. */
export async function expectGolden(name: string, text: string): Promise<void> {
  const file = join(goldenFolder, name);
  if (isWritingGoldens) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  expect(text).toBe(await readFile(file, 'utf8'));
}

import type { YamlMap } from './yaml-tree.ts';

/** Turns the document of one format into the document of the next; places keep pointing into the old text. */
export type Migration = (document: YamlMap) => YamlMap;

/** Migrations by the format they start from. Format 1 is the first, so nothing stands here yet. */
export const migrations: ReadonlyMap<number, Migration> = new Map();

/**
 * Brings a document up to the current format, one format at a time.
 *
 * @returns undefined when a step is missing, which means the number was never a released format
 */
export function migrate(
  document: YamlMap,
  from: number,
  to: number,
  table: ReadonlyMap<number, Migration> = migrations,
): YamlMap | undefined {
  let current = document;
  for (let format = from; format < to; format += 1) {
    const step = table.get(format);
    if (step === undefined) return undefined;
    current = step(current);
  }
  return current;
}

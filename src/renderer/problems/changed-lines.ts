/** The part of two texts that differs, as whole lines, with where it begins. */
export type ChangedLines = {
  /** 1-based line of the first difference. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
};

/** What one edit changed: the lines between the common beginning and the common end. */
export function changedLines(before: string, after: string): ChangedLines {
  const old = before.split('\n');
  const next = after.split('\n');
  let start = 0;
  while (start < old.length && start < next.length && old[start] === next[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < next.length - start && old.at(-1 - end) === next.at(-1 - end)) end += 1;
  return { line: start + 1, removed: old.slice(start, old.length - end), added: next.slice(start, next.length - end) };
}

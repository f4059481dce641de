import type { Problem } from '../problem.ts';
import { splitPath } from './path.ts';
import { type ProblemExtras, problemAt } from './source.ts';
import type { YamlDocument } from './yaml-subset.ts';
import type { YamlScalar } from './yaml-tree.ts';

/** One reading of a document against what its keys mean; problems gather in it. */
export type Reading = {
  readonly document: YamlDocument;
  readonly problems: Problem[];
  /** Scalars that were found to be expressions, for the check of spellings. */
  readonly expressions: Set<YamlScalar>;
  /** Paths that have a problem already. */
  readonly notedPaths: Set<string>;
  /** True once a problem leaves no value that could be worked on. */
  broken: boolean;
};

/** Starts a reading; what the subset refused counts from the start. */
export function startReading(document: YamlDocument): Reading {
  return { document, problems: [], expressions: new Set(), notedPaths: new Set(), broken: false };
}

/** Whether the value can still be built: a `hard` problem prevents it, a `soft` one leaves an unfinished flow. */
export type Weight = 'hard' | 'soft';

/** Notes a problem at an offset; the node is taken from the path. */
export function note(
  reading: Reading,
  weight: Weight,
  offset: number,
  code: string,
  message: string,
  extras: ProblemExtras = {},
): void {
  if (weight === 'hard') reading.broken = true;
  if (extras.path !== undefined) reading.notedPaths.add(extras.path);
  const node = extras.path === undefined ? undefined : nodeOfPath(extras.path);
  const located = node === undefined ? extras : { ...extras, node };
  reading.problems.push(problemAt(reading.document.source, offset, code, message, located));
}

/** The id of the innermost node a path of a flow document leads into, or undefined. */
export function nodeOfPath(path: string): string | undefined {
  const keys = splitPath(path);
  if (keys[0] !== 'nodes') return undefined;
  let node = keys[1];
  for (let at = 2; at + 1 < keys.length && (keys[at] === 'body' || keys[at] === 'compensations'); at += 2) {
    node = keys[at + 1];
  }
  return node;
}

import type { z } from 'zod';
import { type FieldShape, shapeOf } from '../node-type/field.ts';
import type { Fix } from '../problem.ts';
import { issueClause } from './issue-sentence.ts';
import { didYouMean, editDistance, nearestName } from './nearest-name.ts';
import { joinPath } from './path.ts';
import { note, type Reading, type Weight } from './reading.ts';
import { quoteSingle, roleAt, shapeBelow, shapeOfItems } from './spelling.ts';
import { locate, placeName, toJson, type YamlEntry, type YamlTree } from './yaml-tree.ts';

/** The codes of one kind of file, and whether its problems prevent a value. */
export type CheckWords = { readonly invalid: string; readonly weight: Weight };

/**
 * Checks a place of the document against a schema: unknown keys at every level, then the schema's own refusals, each
 * at the line of the value it is about. Also learns which scalars are expressions.
 */
export function checkAgainst(reading: Reading, tree: YamlTree, schema: z.ZodType, words: CheckWords): void {
  walkShape(reading, tree, shapeOf(schema), words);
  const outcome = schema.safeParse(toJson(tree));
  if (outcome.success) return;
  for (const issue of outcome.error.issues)
    for (const leaf of leaves(issue, tree)) noteIssue(reading, tree, leaf, words);
}

/** Marks expressions and refuses unknown keys, as far as the shape knows what stands where. */
export function walkShape(reading: Reading, tree: YamlTree, shape: FieldShape, words: CheckWords): void {
  if (tree.kind === 'scalar') {
    if (roleAt(shape) === 'expression') reading.expressions.add(tree);
    return;
  }
  if (tree.kind === 'list') {
    for (const item of tree.items) walkShape(reading, item, shapeOfItems(shape), words);
    return;
  }
  for (const entry of tree.entries) {
    if (shape.shape === 'object' && !shape.keys.has(entry.key)) {
      noteUnknownKey(reading, tree.entries, entry, [...shape.keys.keys()], words.weight);
    } else walkShape(reading, entry.value, shapeBelow(shape, entry.key), words);
  }
}

/** Refuses a key nobody knows, naming the one that was probably meant. */
export function noteUnknownKey(
  reading: Reading,
  siblings: readonly YamlEntry[],
  entry: YamlEntry,
  known: readonly string[],
  weight: Weight,
): void {
  const free = known.filter((name) => !siblings.some((sibling) => sibling.key === name));
  const near = nearestName(entry.key, free);
  const fix =
    near !== undefined && editDistance(entry.key, near) === 1
      ? { title: `Write \`${near}\``, start: entry.keyStart, end: entry.keyEnd, replacement: near }
      : undefined;
  const allowed = free.length === 0 || near !== undefined ? '' : ` Known here: ${free.slice(0, 20).join(', ')}.`;
  const message = `The key \`${entry.key}\` is unknown here; remove it or correct its name.${didYouMean(entry.key, free)}${allowed}`;
  note(reading, weight, entry.keyStart, 'flow/unknown-key', message, {
    path: entry.value.path,
    ...(fix === undefined ? {} : { fix }),
  });
}

/** A refused union says most when the form the writer was closest to speaks. */
function leaves(issue: z.core.$ZodIssue, tree: YamlTree): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const branches = issue.errors.map((errors) =>
    errors.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })).flatMap((inner) => leaves(inner, tree)),
  );
  const fitsKind = (errors: readonly z.core.$ZodIssue[]) =>
    !errors.some((inner) => inner.code === 'invalid_type' && inner.path.length === issue.path.length);
  const candidates = branches.filter(fitsKind);
  if (candidates.length === 0) return branches.length === 2 ? (branches[0] ?? [issue]) : [issue];
  return candidates.reduce((best, errors) => (errors.length < best.length ? errors : best));
}

function noteIssue(reading: Reading, root: YamlTree, issue: z.core.$ZodIssue, words: CheckWords): void {
  const keys = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  const { tree, missing } = locate(root, keys);
  if (issue.code === 'unrecognized_keys') {
    noteUnrecognised(reading, tree, issue.keys, words.weight);
    return;
  }
  if (missing !== undefined) {
    const plainMessage = `${placeName(tree.path)} needs the key \`${missing}\`; add it.`;
    const message = issue.code === 'custom' ? `\`${missing}\` ${issue.message}.` : plainMessage;
    note(reading, words.weight, tree.at, 'flow/missing-key', message, { path: joinPath(tree.path, missing) });
    return;
  }
  const fix = textFix(issue, tree);
  const clause = issueClause(issue, tree);
  const message = `${placeName(tree.path)} ${clause}${clause.endsWith('?') ? '' : '.'}`;
  const extras = { path: tree.path, ...(fix === undefined ? {} : { fix }) };
  const isAboutValue = issue.code !== 'invalid_key' && tree.kind === 'scalar' && tree.source !== '';
  const offset = isAboutValue ? tree.start : tree.at;
  note(reading, words.weight, offset, words.invalid, message, extras);
}

/** Keys inside unions are beyond the shape; the schema names them instead. */
function noteUnrecognised(reading: Reading, tree: YamlTree, keys: readonly string[], weight: Weight): void {
  if (tree.kind !== 'map') return;
  for (const entry of tree.entries) {
    const isNoted = reading.notedPaths.has(entry.value.path);
    if (keys.includes(entry.key) && !isNoted) noteUnknownKey(reading, tree.entries, entry, [], weight);
  }
}

function textFix(issue: z.core.$ZodIssue, tree: YamlTree): Fix | undefined {
  if (issue.code !== 'invalid_type' || issue.expected !== 'string' || tree.kind !== 'scalar') return undefined;
  if (tree.value === null || tree.style !== 'plain') return undefined;
  return { title: 'Write it as text', start: tree.start, end: tree.end, replacement: quoteSingle(tree.source) };
}

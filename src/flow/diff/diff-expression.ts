import { readExpression, type SyntaxNode } from '../check/read-expression.ts';
import { sayList, sayValue, shorten } from './say-value.ts';

/** Fields of an object constructor that differ; lists are walked through without a mark. */
export type FieldDifferences = {
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
};

/** A sentence about an expression: the fields that differ where both build an object, else both texts where short. */
export function tellExpression(what: string, before: string, after: string): string {
  const fields = compareExpressions(before, after);
  if (fields !== undefined) {
    const { changed, added, removed } = fields;
    const parts = [
      ...(changed.length === 0 ? [] : [sayList(changed)]),
      ...(added.length === 0 ? [] : [`${sayList(added)} added`]),
      ...(removed.length === 0 ? [] : [`${sayList(removed)} removed`]),
    ];
    return parts.length === 0 ? `${what} is written differently.` : `${what} changed: ${parts.join('; ')}.`;
  }
  const isShort = [before, after].every((text) => shorten(text) === text);
  if (!isShort) return `${what} changed.`;
  return `${what} changed from ${sayValue(before, { key: '' })} to ${sayValue(after, { key: '' })}.`;
}

/** Which fields of two object constructors differ; undefined where either builds something else or cannot be read. */
export function compareExpressions(before: string, after: string): FieldDifferences | undefined {
  const [old, now] = [readExpression(before), readExpression(after)];
  if (!old.ok || !now.ok) return undefined;
  if (entriesOf(old.tree) === undefined || entriesOf(now.tree) === undefined) return undefined;
  const found = { changed: [] as string[], added: [] as string[], removed: [] as string[] };
  compareTrees('', old.tree, now.tree, found);
  return found;
}

type Found = { readonly changed: string[]; readonly added: string[]; readonly removed: string[] };

function compareTrees(path: string, before: SyntaxNode, after: SyntaxNode, found: Found): void {
  if (writeTree(before) === writeTree(after)) return;
  const [old, now] = [entriesOf(before), entriesOf(after)];
  if (old === undefined || now === undefined || writeAround(before) !== writeAround(after)) {
    found.changed.push(path === '' ? 'what it is built from' : path);
    return;
  }
  for (const [name, value] of now) {
    const was = old.get(name);
    const inner = path === '' ? name : `${path}.${name}`;
    if (was === undefined) found.added.push(inner);
    else compareTrees(inner, was, value, found);
  }
  for (const name of old.keys()) if (!now.has(name)) found.removed.push(path === '' ? name : `${path}.${name}`);
}

/** The object constructor a tree ends in: itself, or the last step of a path or a list of one. */
function constructorOf(tree: SyntaxNode): SyntaxNode | undefined {
  if (tree.type === 'path') return tree.steps?.length === 0 ? undefined : lastOf(tree.steps);
  if (tree.type === 'block') return tree.expressions?.length === 1 ? lastOf(tree.expressions) : undefined;
  if (tree.type !== 'unary') return undefined;
  if (tree.value === '[') return tree.expressions?.length === 1 ? lastOf(tree.expressions) : undefined;
  return tree.value === '{' ? tree : undefined;
}

function lastOf(trees: readonly SyntaxNode[] | undefined): SyntaxNode | undefined {
  const last = trees?.at(-1);
  return last === undefined ? undefined : constructorOf(last);
}

/** Fields a tree builds, each with its tree; undefined where names are computed or given twice. */
function entriesOf(tree: SyntaxNode): ReadonlyMap<string, SyntaxNode> | undefined {
  const built = constructorOf(tree);
  if (built === undefined || !Array.isArray(built.lhs)) return undefined;
  const entries = new Map<string, SyntaxNode>();
  for (const pair of built.lhs) {
    if (!Array.isArray(pair)) return undefined;
    // Pairs of the parser's own tree: a key and a value, both nodes.
    const [key, value] = pair as readonly SyntaxNode[];
    if (key?.type !== 'string' || typeof key.value !== 'string' || value === undefined) return undefined;
    if (entries.has(key.value)) return undefined;
    entries.set(key.value, value);
  }
  return entries;
}

/** What stands around the fields a tree builds, such as `customer.` of `customer.{ … }`. */
function writeAround(tree: SyntaxNode): string {
  const built = constructorOf(tree);
  return writeTree(tree, built);
}

/** A tree as text without the places it was read from; `hole` is left out. */
function writeTree(tree: SyntaxNode, hole?: SyntaxNode): string {
  const above = new Set<unknown>();
  const write = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
    if (value === hole || above.has(value)) return '…';
    above.add(value);
    const text = Array.isArray(value) ? `[${value.map(write).join(',')}]` : `{${writeMembers(value, write)}}`;
    above.delete(value);
    return text;
  };
  return write(tree);
}

function writeMembers(value: object, write: (value: unknown) => string): string {
  return Object.entries(value)
    .filter(([key]) => key !== 'position')
    .map(([key, inner]) => `${key}:${write(inner)}`)
    .join(',');
}

import type { SyntaxNode } from '../check/read-expression.ts';

/**
 * The keys an expression is sure to write.
 *
 * @param below - keys, any one of which leads to the object in question; without it the expression is that object
 * @returns the keys in their order; undefined where they cannot be told before a run
 */
export function writtenKeys(tree: SyntaxNode | undefined, below?: readonly string[]): readonly string[] | undefined {
  const pairs = pairsOf(tree);
  if (pairs === undefined) return undefined;
  if (below === undefined) {
    const keys = pairs.map(([key]) => keyOf(key));
    return keys.every((key) => key !== undefined) ? [...new Set(keys)] : undefined;
  }
  const inner = pairs.find(([key]) => below.includes(keyOf(key) ?? ''))?.[1];
  return inner === undefined ? undefined : writtenKeys(inner);
}

/** The text an expression is sure to write under a key; undefined where it cannot be told before a run. */
export function writtenText(tree: SyntaxNode | undefined, key: string): string | undefined {
  const value = pairsOf(tree)?.find(([name]) => keyOf(name) === key)?.[1];
  return value === undefined ? undefined : keyOf(value);
}

type Pair = readonly [SyntaxNode, SyntaxNode];

/** The pairs of an object constructor; of one at the end of a path, such as `customer.{ … }`; of a list's only item. */
function pairsOf(tree: SyntaxNode | undefined): readonly Pair[] | undefined {
  if (tree === undefined) return undefined;
  if (tree.type === 'path') return pairsOf(tree.steps?.at(-1));
  if (tree.type === 'block') return tree.expressions?.length === 1 ? pairsOf(tree.expressions[0]) : undefined;
  if (tree.type !== 'unary') return undefined;
  if (tree.value === '[') return tree.expressions?.length === 1 ? pairsOf(tree.expressions[0]) : undefined;
  if (tree.value !== '{' || !Array.isArray(tree.lhs)) return undefined;
  return tree.lhs.every(isPair) ? tree.lhs : undefined;
}

function isPair(pair: unknown): pair is Pair {
  return Array.isArray(pair) && pair.length === 2;
}

function keyOf({ type, value }: SyntaxNode): string | undefined {
  return type === 'string' && typeof value === 'string' ? value : undefined;
}

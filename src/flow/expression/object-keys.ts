import { readExpression, type SyntaxNode } from '../check/read-expression.ts';
import { everySyntaxNode } from './walk-syntax.ts';

/** Names of every field that the object constructors of an expression make, in no order; none where it is malformed. */
export function findObjectKeys(text: string): readonly string[] {
  const read = readExpression(text);
  if (!read.ok) return [];
  const found = new Set<string>();
  for (const node of everySyntaxNode(read.tree)) {
    if (!isObjectConstructor(node)) continue;
    for (const [key] of node.lhs) if (key?.type === 'string' && typeof key.value === 'string') found.add(key.value);
  }
  return [...found];
}

/** JSONata writes `{…}` as a unary node that holds pairs of trees. */
function isObjectConstructor(
  node: SyntaxNode,
): node is SyntaxNode & { readonly lhs: readonly (readonly SyntaxNode[])[] } {
  return node.type === 'unary' && node.value === '{' && Array.isArray(node.lhs);
}

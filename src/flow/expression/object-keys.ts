import { readExpression, type SyntaxNode } from '../check/read-expression.ts';

/** Names of every field that the object constructors of an expression make, in no order; none where it is malformed. */
export function findObjectKeys(text: string): readonly string[] {
  const read = readExpression(text);
  if (!read.ok) return [];
  const found = new Set<string>();
  const seen = new Set<object>();
  const open: unknown[] = [read.tree];
  while (open.length > 0) {
    const here = open.pop();
    if (typeof here !== 'object' || here === null || seen.has(here)) continue;
    seen.add(here);
    if (!Array.isArray(here) && isObjectConstructor(here)) {
      for (const [key] of here.lhs) if (key?.type === 'string' && typeof key.value === 'string') found.add(key.value);
    }
    open.push(...Object.values(here));
  }
  return [...found];
}

/** JSONata writes `{…}` as a unary node that holds pairs of trees. */
function isObjectConstructor(tree: object): tree is { readonly lhs: readonly (readonly SyntaxNode[])[] } {
  return (
    'type' in tree &&
    tree.type === 'unary' &&
    'value' in tree &&
    tree.value === '{' &&
    'lhs' in tree &&
    Array.isArray(tree.lhs)
  );
}

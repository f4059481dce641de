import type { SyntaxNode } from '../check/read-expression.ts';

/**
 * Every node of a syntax tree once, in no order; filters, pairs of objects and whatever else hangs on one included.
 *
 * @param isLeftOut nodes that are not yielded, and nothing below them either
 */
export function* everySyntaxNode(
  tree: unknown,
  isLeftOut: (node: SyntaxNode) => boolean = () => false,
): Generator<SyntaxNode> {
  const seen = new Set<object>();
  // A list of work instead of recursion, so that no depth of an expression overflows the stack.
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const here = open.pop();
    if (typeof here !== 'object' || here === null || seen.has(here)) continue;
    seen.add(here);
    if (isSyntaxNode(here)) {
      if (isLeftOut(here)) continue;
      yield here;
    }
    open.push(...Object.values(here));
  }
}

/** True for objects of a tree, false for the lists in it. */
export function isSyntaxNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

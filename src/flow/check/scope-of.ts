import type { ExaminedNode } from './examination.ts';

/** The nearest scope of a type around a node, or undefined. An undo node stands inside its saga. */
export function nearestScope(node: ExaminedNode, type: string): ExaminedNode | undefined {
  for (let scope = node.scope; scope !== undefined; scope = scope.scope) if (scope.type === type) return scope;
  return undefined;
}

import type { ExaminedNode } from '../examination.ts';

/** The scopes around a step, nearest first. */
export function scopesOf(node: ExaminedNode): readonly ExaminedNode[] {
  const scopes: ExaminedNode[] = [];
  for (let scope = node.scope; scope !== undefined; scope = scope.scope) scopes.push(scope);
  return scopes;
}

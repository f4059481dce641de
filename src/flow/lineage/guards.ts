import type { SyntaxNode } from '../check/read-expression.ts';
import { everySyntaxNode, isSyntaxNode } from '../expression/walk-syntax.ts';

const testing: ReadonlySet<string> = new Set(['exists', 'boolean', 'not', 'type', 'count']);

const kept = new WeakMap<object, ReadonlySet<string>>();

/**
 * Names of fields an expression tests before it reads them: inside `$exists()`, as the test of a choice, beside `and`
 * and `or`, as a filter, compared with null, or in a list of which one is picked. Reading such a field where it is
 * not declared is done on purpose.
 */
export function guardedNames(tree: SyntaxNode): ReadonlySet<string> {
  const known = kept.get(tree);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const node of everySyntaxNode(tree)) noteGuards(node, names);
  kept.set(tree, names);
  return names;
}

function noteGuards(node: TestNode, names: Set<string>): void {
  if (node.type === 'function' && testing.has(String(node.procedure?.value))) noteNames(node.arguments, names);
  if (node.type === 'condition') noteTested(node.condition, names);
  if (node.type === 'filter') noteTested(node.expr, names);
  if (node.type === 'unary' && node.value === '[' && node.predicate !== undefined) noteNames(node.expressions, names);
  if (node.type !== 'binary') return;
  if (node.value === 'and' || node.value === 'or') {
    noteTested(node.lhs, names);
    noteTested(node.rhs, names);
  }
  if (isNull(node.lhs)) noteNames(node.rhs, names);
  if (isNull(node.rhs)) noteNames(node.lhs, names);
}

/** A bare path in the place of a test asks whether something is there. */
function noteTested(test: unknown, names: Set<string>): void {
  if (!isTestNode(test)) return;
  if (test.type === 'path') noteNames(test, names);
  if (test.type === 'block') noteTested(test.expressions?.at(-1), names);
}

function noteNames(part: unknown, names: Set<string>): void {
  for (const node of everySyntaxNode(part))
    if (node.type === 'name' && typeof node.value === 'string') names.add(node.value);
}

type TestNode = SyntaxNode & { readonly condition?: unknown; readonly expr?: unknown; readonly predicate?: unknown };

function isNull(value: unknown): boolean {
  return isTestNode(value) && value.type === 'value' && value.value === null;
}

/** Any node may be one: what only some have is optional. */
function isTestNode(value: unknown): value is TestNode {
  return isSyntaxNode(value);
}

import type { SyntaxNode } from '../read-expression.ts';

/** A place an expression reads: what it begins with, and the names behind. */
export type ReadPath = {
  /** The variable it begins with, without `$`; empty for the data that comes in. */
  readonly variable: string;
  readonly names: readonly string[];
};

/** Every place an expression reads. Where it only asks whether something is there, nothing is read. */
export function pathsIn(tree: unknown): readonly ReadPath[] {
  const found: ReadPath[] = [];
  const seen = new Set<object>();
  const open: unknown[] = [tree];
  for (let here = open.pop(); open.length > 0 || here !== undefined; here = open.pop()) {
    if (typeof here !== 'object' || here === null || seen.has(here)) continue;
    seen.add(here);
    if (Array.isArray(here)) {
      open.push(...here);
      continue;
    }
    const node: SyntaxNode = here;
    if (asksWhetherThere(node)) continue;
    const path = pathOf(node);
    if (path !== undefined) found.push(path);
    const steps = node.type === 'path' ? (node.steps ?? []) : [];
    for (const step of steps) {
      // The names of a path were read with it; what hangs on them, such as a filter, was not.
      if (step.type === 'name' || step.type === 'variable') seen.add(step);
      open.push(...(step.stages ?? []), ...(step.type === 'name' || step.type === 'variable' ? [] : [step]));
    }
    open.push(...Object.values(here));
  }
  return found;
}

/** The fields of an object an expression builds; undefined where it builds none. */
export function objectParts(tree: SyntaxNode): ReadonlyMap<string, SyntaxNode> | undefined {
  const last = tree.type === 'block' ? tree.expressions?.at(-1) : tree;
  if (last?.type !== 'unary' || last.value !== '{' || !Array.isArray(last.lhs)) return undefined;
  const parts = new Map<string, SyntaxNode>();
  for (const pair of last.lhs) {
    // An object constructor is a list of key and value expressions.
    const [key, value] = pair as readonly SyntaxNode[];
    if (key?.type !== 'string' || typeof key.value !== 'string' || value === undefined) return undefined;
    parts.set(key.value, value);
  }
  return parts;
}

function pathOf(node: SyntaxNode): ReadPath | undefined {
  if (node.type === 'variable') return { variable: variableOf(node), names: [] };
  const [first, ...rest] = node.type === 'path' ? (node.steps ?? []) : [];
  if (first?.type === 'variable') return { variable: variableOf(first), names: namesOf(rest) };
  return first?.type === 'name' ? { variable: '', names: namesOf([first, ...rest]) } : undefined;
}

function namesOf(steps: readonly SyntaxNode[]): readonly string[] {
  const names: string[] = [];
  for (const { type, value } of steps) {
    if (type !== 'name' || typeof value !== 'string') break;
    names.push(value);
  }
  return names;
}

/** `$` and `$$` are the data that comes in. */
function variableOf({ value }: SyntaxNode): string {
  return typeof value === 'string' && value !== '$' ? value : '';
}

/** `$exists(body.id)`, `$exists(items[0])`, and whether `$count(items)` is 0 or more. */
function asksWhetherThere(node: SyntaxNode): boolean {
  const { type, procedure, arguments: given = [] } = node;
  if (type === 'function') return procedure?.value === 'exists' && given.every(isPlainPath);
  if (type !== 'binary' || !['=', '!=', '>'].includes(String(node.value))) return false;
  const [counted, limit] = [node.lhs, node.rhs];
  if (limit?.type !== 'number' || limit.value !== 0 || !isSyntax(counted) || counted.type !== 'function') return false;
  return counted.procedure?.value === 'count' && (counted.arguments ?? []).every(isPlainPath);
}

/** Names and places in a list only; a filter reads what it compares. */
function isPlainPath({ type, steps = [] }: SyntaxNode): boolean {
  return type === 'path' && steps.every(({ stages = [] }) => stages.every(isPlace));
}

function isPlace(stage: SyntaxNode): boolean {
  return 'expr' in stage && isSyntax(stage.expr) && stage.expr.type === 'number';
}

function isSyntax(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

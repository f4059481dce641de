import type { SyntaxNode } from '../check/read-expression.ts';

/**
 * Where the value at the head of a path comes from: the data that arrives at the step, `$trigger`, `$steps` (the first
 * name of the path is the step then), or `$item`.
 */
type PathSource = 'input' | 'trigger' | 'steps' | 'item';

/** Something an expression reads. */
export type ReadPath = {
  readonly source: PathSource;
  /** Field names from the source on; lists are walked through without a mark. */
  readonly names: readonly string[];
  /** False where the path goes on in a way that is not followed, such as `*`. */
  readonly isPlain: boolean;
};

/** A value while an expression is walked: where it is in the data, or undefined where it was computed. */
type Here = ReadPath | undefined;

type Scan = {
  readonly found: ReadPath[];
  /** Variables the expression makes and that stand for a place in the data. */
  readonly made: Map<string, Here>;
};

const sources: ReadonlyMap<string, PathSource> = new Map([
  ['$', 'input'],
  ['trigger', 'trigger'],
  ['steps', 'steps'],
  ['item', 'item'],
]);

/** Functions that hand each row of their first argument to the first parameter of their second. */
const perRow: ReadonlySet<string> = new Set(['map', 'filter', 'single']);

/** Functions that hand rows of their first argument to every parameter of their second. */
const perPair: ReadonlySet<string> = new Set(['sort']);

/**
 * Lists the places in the data that an expression reads, each path to its end. Plain paths, filters, objects built
 * per row, variables and the usual functions over lists are followed; a value that was computed first is not.
 */
export function readPaths(tree: SyntaxNode): readonly ReadPath[] {
  const root: ReadPath = { source: 'input', names: [], isPlain: true };
  const scan: Scan = { found: [], made: new Map() };
  keep(scan, walk(scan, tree, root));
  const seen = new Map(scan.found.map((read) => [`${read.source} ${read.isPlain} ${read.names.join('\u0000')}`, read]));
  return [...seen.values()];
}

function keep(scan: Scan, value: Here): void {
  if (value !== undefined) scan.found.push(value);
}

/** Walks a node over the data at `context`; gives the place its value is at, and notes everything else it reads. */
function walk(scan: Scan, node: unknown, context: Here): Here {
  if (typeof node !== 'object' || node === null) return undefined;
  const here: SyntaxNode & { readonly [key: string]: unknown } = { ...node };
  switch (here.type) {
    case 'path':
      return walkPath(scan, here, context);
    case 'variable':
      return walkFilters(scan, here, variableOf(scan, here, context));
    case 'name':
      return walkFilters(scan, here, below(context, here.value));
    case 'wildcard':
    case 'descendant':
    case 'parent':
      return context === undefined ? undefined : { ...context, isPlain: false };
    case 'bind':
      return walkBind(scan, here, context);
    case 'block':
      return walkBlock(scan, here, context);
    case 'condition':
      return walkCondition(scan, here, context);
    case 'function':
      return walkCall(scan, here, context);
    default:
      walkInside(scan, here, context);
      return undefined;
  }
}

function walkPath(scan: Scan, node: SyntaxNode, context: Here): Here {
  let value: Here = context;
  for (const step of node.steps ?? []) {
    if (step.type === 'sort') {
      walkInside(scan, step, value);
      continue;
    }
    value = walk(scan, step, value);
    if (step.focus !== undefined) scan.made.set(step.focus, value);
    if (step.index !== undefined) scan.made.set(step.index, undefined);
  }
  if (node.group !== undefined) {
    walkInside(scan, { ...node.group }, value);
    return undefined;
  }
  return value;
}

/** Filters stand as `stages` on steps and as `predicate` elsewhere; they read the rows they filter. */
function walkFilters(scan: Scan, node: { readonly [key: string]: unknown }, value: Here): Here {
  for (const key of ['stages', 'predicate']) if (Array.isArray(node[key])) walkInside(scan, node[key], value);
  if (node.group !== undefined) {
    walkInside(scan, node.group, value);
    return undefined;
  }
  return value;
}

function variableOf(scan: Scan, { value: name }: SyntaxNode, context: Here): Here {
  if (name === '') return context;
  if (typeof name !== 'string') return undefined;
  if (scan.made.has(name)) return scan.made.get(name);
  const source = sources.get(name);
  return source === undefined ? undefined : { source, names: [], isPlain: true };
}

function below(context: Here, name: unknown): Here {
  if (context === undefined || typeof name !== 'string') return undefined;
  // Behind a `*` nobody can say which field a name belongs to.
  return context.isPlain ? { ...context, names: [...context.names, name] } : context;
}

function walkBind(scan: Scan, node: SyntaxNode, context: Here): Here {
  const value = walk(scan, node.rhs, context);
  const { lhs } = node;
  if (typeof lhs === 'object' && lhs !== null && 'value' in lhs && typeof lhs.value === 'string') {
    scan.made.set(lhs.value, value);
  }
  return value;
}

function walkBlock(scan: Scan, node: SyntaxNode, context: Here): Here {
  let last: Here;
  for (const [index, part] of (node.expressions ?? []).entries()) {
    const value = walk(scan, part, context);
    if (index === (node.expressions?.length ?? 0) - 1) last = value;
    // What a variable was made from counts where the variable is read.
    else if (part.type !== 'bind') keep(scan, value);
  }
  return walkFilters(scan, { ...node }, last);
}

function walkCondition(scan: Scan, node: { readonly [key: string]: unknown }, context: Here): Here {
  for (const key of ['condition', 'then', 'else']) keep(scan, walk(scan, node[key], context));
  return undefined;
}

function walkCall(scan: Scan, node: SyntaxNode, context: Here): Here {
  const [list, lambda, ...others] = node.arguments ?? [];
  const name = node.procedure?.type === 'variable' ? node.procedure.value : undefined;
  const isPerPair = typeof name === 'string' && perPair.has(name);
  if (typeof name === 'string' && lambda?.type === 'lambda' && (perRow.has(name) || isPerPair)) {
    const rows = walk(scan, list, context);
    const parameters = (lambda.arguments ?? []).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
    for (const [index, parameter] of parameters.entries()) {
      scan.made.set(parameter, isPerPair || index === 0 ? rows : undefined);
    }
    const value = walk(scan, 'body' in lambda ? lambda.body : undefined, context);
    for (const other of others) keep(scan, walk(scan, other, context));
    if (name === 'map') return value;
    keep(scan, value);
    return rows;
  }
  if (node.procedure !== undefined && node.procedure.type !== 'variable')
    keep(scan, walk(scan, node.procedure, context));
  for (const argument of node.arguments ?? []) keep(scan, walk(scan, argument, context));
  return undefined;
}

/** Everything under a node that computes a value of its own. */
function walkInside(scan: Scan, part: unknown, context: Here): void {
  if (Array.isArray(part)) {
    for (const inner of part) walkInside(scan, inner, context);
    return;
  }
  if (typeof part !== 'object' || part === null) return;
  for (const [key, inner] of Object.entries(part)) {
    if (
      typeof inner !== 'object' ||
      inner === null ||
      (key === 'arguments' && 'type' in part && part.type === 'lambda')
    ) {
      continue;
    }
    if (Array.isArray(inner) || !('type' in inner)) walkList(scan, inner, context);
    else keep(scan, walk(scan, inner, context));
  }
}

function walkList(scan: Scan, list: object, context: Here): void {
  for (const inner of Object.values(list)) {
    if (typeof inner !== 'object' || inner === null) continue;
    if (Array.isArray(inner) || !('type' in inner)) walkList(scan, inner, context);
    else if ('expr' in inner) walkInside(scan, inner, context);
    else keep(scan, walk(scan, inner, context));
  }
}

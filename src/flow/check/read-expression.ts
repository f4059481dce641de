import jsonata from 'jsonata';

/** A node of JSONata's syntax tree, as far as the rules look. */
export type SyntaxNode = {
  readonly type?: string;
  readonly value?: unknown;
  /** Offset just behind the token it was made from. */
  readonly position?: number;
  readonly steps?: readonly SyntaxNode[];
  readonly expressions?: readonly SyntaxNode[];
  readonly arguments?: readonly SyntaxNode[];
  readonly procedure?: SyntaxNode;
  readonly lhs?: unknown;
  readonly rhs?: SyntaxNode;
  readonly then?: SyntaxNode;
  readonly else?: SyntaxNode;
  readonly focus?: string;
  readonly index?: string;
  readonly stages?: readonly SyntaxNode[];
  readonly group?: unknown;
  readonly keepSingletonArray?: boolean;
};

/** A variable an expression names; `field` is the name behind its first dot, such as `odoo` of `$steps.odoo.id`. */
export type UsedVariable = { readonly name: string; readonly field: string | undefined; readonly offset: number };

/** What an expression says about itself, or why it is none. Offsets count from the start of the expression. */
export type ReadExpression =
  | {
      readonly ok: true;
      readonly tree: SyntaxNode;
      /** Variables used and not made inside the expression itself, in the order of the text. */
      readonly variables: readonly UsedVariable[];
    }
  | { readonly ok: false; readonly message: string; readonly offset: number };

const keptLimit = 4_000;
const kept = new Map<string, ReadExpression>();

/**
 * Reads one expression with JSONata's own parser. Answers are kept by text, because the designer checks a flow
 * after every edit and only one expression has changed; when the store is full it starts anew.
 */
export function readExpression(text: string): ReadExpression {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const read = parse(text);
  if (kept.size >= keptLimit) kept.clear();
  kept.set(text, read);
  return read;
}

function parse(text: string): ReadExpression {
  try {
    // The library's own tree type leaves out most of what the tree holds.
    const tree = jsonata(text).ast() as SyntaxNode;
    return { ok: true, tree, variables: findVariables(tree) };
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    const length = typeof error.token === 'string' && error.token !== '(end)' ? error.token.length : 0;
    const message = error.message.charAt(0).toLowerCase() + error.message.slice(1);
    return { ok: false, message, offset: Math.max(0, error.position - length) };
  }
}

/** JSONata throws plain objects with a code such as `S0207`. */
function isSyntaxError(error: unknown): error is { position: number; token?: unknown; message: string } {
  return (
    typeof error === 'object' &&
    error !== null &&
    'position' in error &&
    typeof error.position === 'number' &&
    'message' in error &&
    typeof error.message === 'string'
  );
}

function findVariables(tree: SyntaxNode): UsedVariable[] {
  const used: UsedVariable[] = [];
  const made = new Set<string>();
  const seen = new Set<object>();
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const here = open.pop();
    if (typeof here !== 'object' || here === null || seen.has(here)) continue;
    seen.add(here);
    if (Array.isArray(here)) {
      open.push(...here);
      continue;
    }
    const node: SyntaxNode = here;
    noteMade(node, made);
    const [first, second] = node.type === 'path' ? (node.steps ?? []) : [];
    if (first?.type === 'variable') {
      seen.add(first);
      const field = second?.type === 'name' && typeof second.value === 'string' ? second.value : undefined;
      used.push(usageOf(first, field));
    } else if (node.type === 'variable') used.push(usageOf(node, undefined));
    open.push(...Object.values(here));
    // A variable marked as seen keeps what hangs on it, such as the filter of `$lines[quantity > $limit]`.
    if (first?.type === 'variable') open.push(...Object.values(first));
  }
  return used.filter(({ name }) => !made.has(name)).sort((one, other) => one.offset - other.offset);
}

function noteMade(node: SyntaxNode, made: Set<string>): void {
  if (typeof node.focus === 'string') made.add(node.focus);
  if (typeof node.index === 'string') made.add(node.index);
  if (node.type === 'lambda')
    for (const { value } of node.arguments ?? []) if (typeof value === 'string') made.add(value);
  if (node.type !== 'bind' || typeof node.lhs !== 'object' || node.lhs === null) return;
  if ('value' in node.lhs && typeof node.lhs.value === 'string') made.add(node.lhs.value);
}

function usageOf(variable: SyntaxNode, field: string | undefined): UsedVariable {
  const name = typeof variable.value === 'string' ? variable.value : '';
  return { name, field, offset: Math.max(0, (variable.position ?? 0) - name.length - 1) };
}

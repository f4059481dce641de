import { isJsonObject, type Json } from '../../json.ts';
import type { ExaminedNode } from '../examination.ts';
import { readExpression, type SyntaxNode } from '../read-expression.ts';
import type { View } from './view.ts';

/** Outcomes of a branch that are taken above and not above a limit; both empty where it compares with none. */
export type LimitPorts = { readonly above: readonly string[]; readonly below: readonly string[] };

const nothing: LimitPorts = { above: [], below: [] };
const mirrored: Readonly<Record<string, string>> = { '>': '<', '>=': '<=', '<': '>', '<=': '>=' };

/**
 * Reads which outcomes of a branch stand for "above the limit". The limit is the variable that a parameter of the
 * template names (`approvalLimitMinor` means `$vars.approvalLimitMinor`), or a number where the parameter is one.
 * Only one plain comparison is understood: anything else proves nothing.
 */
export function limitPorts({ type, node }: ExaminedNode, parameter: string, { parameters }: View): LimitPorts {
  const limit = parameters[parameter];
  const { cases, otherwise, mode } = node.config;
  if (type !== 'branch' || limit === undefined || mode === 'all' || !Array.isArray(cases)) return nothing;
  const above: string[] = [];
  const below: string[] = [];
  for (const item of cases) {
    if (!isJsonObject(item) || typeof item.port !== 'string' || typeof item.when !== 'string') return nothing;
    const side = sideOf(item.when, limit);
    if (side === 'above') above.push(item.port);
    if (side === 'below') below.push(item.port);
  }
  if (typeof otherwise !== 'string' || above.length + below.length === 0) return nothing;
  // Behind "above" comes what is not above; behind "below" what is.
  if (cases.length === above.length) below.push(otherwise);
  else if (cases.length === below.length) above.push(otherwise);
  return { above, below };
}

function sideOf(text: string, limit: Json): 'above' | 'below' | undefined {
  const read = readExpression(text);
  if (!read.ok) return undefined;
  const { type, value, lhs, rhs } = read.tree;
  if (type !== 'binary' || typeof value !== 'string') return undefined;
  const isRight = isLimit(rhs, limit);
  if (!isRight && !isLimit(lhs, limit)) return undefined;
  const operator = isRight ? value : mirrored[value];
  if (operator === '>' || operator === '>=') return 'above';
  return operator === '<' || operator === '<=' ? 'below' : undefined;
}

function isLimit(tree: unknown, limit: Json): boolean {
  if (!isTree(tree)) return false;
  if (typeof limit === 'number') return tree.type === 'number' && tree.value === limit;
  const [first, second, third] = tree.steps ?? [];
  return first?.value === 'vars' && first.type === 'variable' && second?.value === limit && third === undefined;
}

function isTree(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

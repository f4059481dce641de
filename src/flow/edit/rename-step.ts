import jsonata from 'jsonata';
import { parseTextTemplate } from '../expression/text-template.ts';

/** What the syntax tree of an expression tells about one of its parts. */
type Part = { readonly type?: unknown; readonly value?: unknown; readonly position?: unknown };

/**
 * Puts another id behind every `$steps.` that names the old one, found in the syntax tree, so that strings, comments
 * and fields of the same name stay. An expression that does not parse stays as it is; the checker speaks of it.
 */
export function renameInExpression(expression: string, from: string, to: string): string {
  if (!expression.includes(from)) return expression;
  const tree = parseExpression(expression);
  const ends = [...new Set(stepNames(tree, from))].sort((one, other) => other - one);
  return ends.reduce((text, end) => replaceBefore(text, end, from, to), expression);
}

/** The same for a text field: only what stands between `{{` and `}}` is looked at. */
export function renameInText(text: string, from: string, to: string): string {
  const template = parseTextTemplate(text);
  if (!template.ok) return text;
  return template.value
    .map((part) => (part.kind === 'literal' ? part.text : `{{${renameInExpression(part.expression, from, to)}}}`))
    .join('');
}

function parseExpression(expression: string): unknown {
  try {
    return jsonata(expression).ast();
  } catch {
    // A syntax error in an unfinished draft; the tree is then empty.
    return undefined;
  }
}

/** Offsets behind each name that follows `$steps`, or is looked up in it as a string. */
function* stepNames(node: unknown, from: string): Generator<number> {
  if (Array.isArray(node)) {
    for (const item of node) yield* stepNames(item, from);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const list = 'steps' in node ? node.steps : 'arguments' in node && isLookup(node) ? node.arguments : undefined;
  if (Array.isArray(list) && isSteps(list[0]) && isNamed(list[1], from)) yield Number(list[1].position);
  for (const inner of Object.values(node)) yield* stepNames(inner, from);
}

function isLookup(node: object): boolean {
  const procedure: unknown = 'procedure' in node ? node.procedure : undefined;
  return isPart(procedure) && procedure.type === 'variable' && procedure.value === 'lookup';
}

function isSteps(node: unknown): boolean {
  return isPart(node) && node.type === 'variable' && node.value === 'steps';
}

function isNamed(node: unknown, name: string): node is Part {
  return isPart(node) && (node.type === 'name' || node.type === 'string') && node.value === name;
}

function isPart(node: unknown): node is Part {
  return typeof node === 'object' && node !== null;
}

/** The tree gives the offset behind a name, its backtick or its quote included. */
function replaceBefore(text: string, end: number, from: string, to: string): string {
  for (const closing of [0, 1]) {
    const start = end - closing - from.length;
    if (start >= 0 && text.startsWith(from, start)) return text.slice(0, start) + to + text.slice(start + from.length);
  }
  return text;
}

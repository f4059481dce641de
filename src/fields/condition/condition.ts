import { readExpression } from '#flow/check/read-expression.ts';

/** How two values are compared. */
export const comparisons = ['=', '!=', '>', '>=', '<', '<='] as const;

/** One of them. */
export type Comparison = (typeof comparisons)[number];

/** A condition as a line of a form: something, how it is compared, and what with. Both sides are expressions. */
export type Condition = { readonly left: string; readonly comparison: Comparison; readonly right: string };

/** A condition that was not filled in yet. */
export const blankCondition: Condition = { left: '', comparison: '=', right: '' };

/**
 * Reads an expression as one comparison.
 *
 * @returns a blank one for no text or the `true` a new step begins with; undefined where it is more than a comparison
 */
export function readCondition(expression: string): Condition | undefined {
  const text = expression.trim();
  if (text === '' || text === 'true') return blankCondition;
  const read = readExpression(text);
  if (!read.ok || read.tree.type !== 'binary' || read.tree.position === undefined) return undefined;
  const comparison = comparisons.find((one) => one === read.tree.value);
  if (comparison === undefined) return undefined;
  const left = text.slice(0, read.tree.position - comparison.length).trim();
  const right = text.slice(read.tree.position).trim();
  const isWhole = [left, right].every((side) => readExpression(side).ok);
  return isWhole ? { left, comparison, right } : undefined;
}

/** Writes a comparison; undefined while a side is missing. */
export function writeCondition({ left, comparison, right }: Condition): string | undefined {
  if (left.trim() === '' || right.trim() === '') return undefined;
  return `${left.trim()} ${comparison} ${right.trim()}`;
}

/**
 * The expression of a value somebody typed: numbers, true, false, variables and quoted texts as they stand, anything
 * else is a text.
 */
export function valueOfTyped(typed: string): string {
  const text = typed.trim();
  if (text === '' || /^-?\d+(\.\d+)?$/.test(text) || /^(true|false|null)$/.test(text)) return text;
  const isWritten = /^["'].*["']$/s.test(text) || text.startsWith('$');
  return isWritten && readExpression(text).ok ? text : JSON.stringify(text);
}

/** A value as it is typed: a text without its quotes, where it stays a text without them. */
export function typedOfValue(expression: string): string {
  if (!expression.startsWith('"')) return expression;
  try {
    const parsed: unknown = JSON.parse(expression);
    return typeof parsed === 'string' && valueOfTyped(parsed) === expression ? parsed : expression;
  } catch {
    // More than one quoted text; it stays as its author wrote it.
    return expression;
  }
}

import { type Failure, invalid } from '#flow/failure.ts';
import { isJsonObject, type JsonText, toJsonText } from '#flow/json.ts';
import type { PureResult, PureStep } from '#flow/node-type/work.ts';

type Condition = { readonly ok: true; readonly holds: boolean } | { readonly ok: false; readonly failure: Failure };

/** Tries the cases from top to bottom; in mode `first` nothing after the first true case is evaluated. */
export function evaluate(step: PureStep): PureResult {
  const cases = Array.isArray(step.config.cases) ? step.config.cases : [];
  const taken = new Set<string>();
  for (const [index, item] of cases.entries()) {
    const port = isJsonObject(item) ? String(item.port) : '';
    const condition = conditionAt(step, index, port);
    if (!condition.ok) return condition;
    if (condition.holds) taken.add(port);
    if (condition.holds && step.config.mode !== 'all') break;
  }
  const ports = taken.size > 0 ? [...taken] : [String(step.config.otherwise)];
  return { ok: true, ports, learned: toJsonText({ ports }) };
}

function conditionAt(step: PureStep, index: number, port: string): Condition {
  const result = step.expression(`cases.${index}.when`);
  if (!result.ok) return result;
  if (result.text === 'true' || result.text === 'false') return { ok: true, holds: result.text === 'true' };
  // Truthiness would let a misspelt field send an order down the wrong way without a word.
  const gave = wordFor(result.text);
  const title = `The condition for "${port}" gave ${gave} where true or false is needed. Compare explicitly, such as amount > 100.`;
  return { ok: false, failure: invalid('branch/not-boolean', title, { detail: { case: index, port, gave } }) };
}

/** Says what kind of value it was, never the value itself. */
function wordFor(text: JsonText | undefined): string {
  if (text === undefined) return 'nothing';
  const first = text.charAt(0);
  if (first === '"') return 'text';
  if (first === '{') return 'an object';
  if (first === '[') return 'a list';
  return first === 'n' ? 'null' : 'a number';
}

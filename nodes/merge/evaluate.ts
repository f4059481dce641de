import { invalid } from '#flow/failure.ts';
import type { JsonText } from '#flow/json.ts';
import type { PureResult, PureStep } from '#flow/node-type/work.ts';

/** Joins what came in; `$inputs` of the expression is the same object that `by-node` gives. */
export function evaluate(step: PureStep): PureResult {
  if (step.config.how === 'list') {
    return {
      ok: true,
      ports: ['done'],
      output: joined(
        '[',
        step.inputs.map((delivery) => delivery.input),
        ']',
      ),
    };
  }
  const fields = step.inputs.map((delivery) => `${JSON.stringify(delivery.from)}:${delivery.input}`);
  const byNode = joined('{', [...new Set(fields)], '}');
  if (step.config.how !== 'expression') return { ok: true, ports: ['done'], output: byNode };
  const result = step.expression('expression', { inputs: byNode });
  if (!result.ok) return result;
  if (result.text === undefined) {
    const title = 'The expression of the merge gave nothing. A step that was skipped is not in $inputs.';
    return { ok: false, failure: invalid('merge/no-result', title) };
  }
  return { ok: true, ports: ['done'], output: result.text };
}

function joined(open: string, parts: readonly string[], close: string): JsonText {
  // The parts are JSON already; putting them between brackets keeps it so, and spares parsing large payloads.
  return `${open}${parts.join(',')}${close}` as JsonText;
}

import { invalid } from '#flow/failure.ts';
import type { PureResult, PureStep } from '#flow/node-type/work.ts';

/** Runs the code in a fresh context; what it returns is the result. */
export function evaluate(step: PureStep): PureResult {
  const result = step.script('code');
  if (!result.ok) return result;
  if (result.text === undefined) {
    const title = 'The script returned nothing. End it with "return" and a value that JSON can carry.';
    return { ok: false, failure: invalid('script/no-result', title) };
  }
  return { ok: true, ports: ['done'], output: result.text };
}

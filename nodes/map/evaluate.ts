import { validateContract } from '#flow/contract/validate-contract.ts';
import { invalid, permanent } from '#flow/failure.ts';
import { fromJsonText } from '#flow/json.ts';
import type { PureResult, PureStep } from '#flow/node-type/work.ts';

/** Builds the result and, where the config names its agreed shape, holds it against that. */
export function evaluate(step: PureStep): PureResult {
  const result = step.expression('expression');
  if (!result.ok) return result;
  if (result.text === undefined) {
    const title = 'The mapping gave nothing. Check that its paths exist in the data that came in.';
    return { ok: false, failure: invalid('map/no-result', title) };
  }
  const name = step.config.output;
  if (typeof name !== 'string') return { ok: true, ports: ['done'], output: result.text };
  const schema = step.contract(name);
  if (schema === undefined) {
    const title = `The contract ${name} is not in the workspace. Add its file, or correct the name in "output".`;
    return { ok: false, failure: permanent('map/contract-missing', title, { detail: { contract: name } }) };
  }
  const faults = validateContract(schema, fromJsonText(result.text));
  const first = faults[0];
  if (first === undefined) return { ok: true, ports: ['done'], output: result.text };
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  const title = `The result does not fit ${name}: ${first.sentence.replace(/\.$/, '')}${more}.`;
  const detail = { contract: name, faults: faults.slice(0, 20) };
  return { ok: false, failure: invalid('map/output-invalid', title, { detail }) };
}

import { validateContract } from '#flow/contract/validate-contract.ts';
import { permanent } from '#flow/failure.ts';
import { fromJsonText, toJsonText } from '#flow/json.ts';
import type { PureResult, PureStep } from '#flow/node-type/work.ts';

/** Tells fitting data from unfitting; the data passes on unchanged, the faults stand in `$steps`. */
export function evaluate(step: PureStep): PureResult {
  const name = String(step.config.contract);
  const schema = step.contract(name);
  if (schema === undefined) {
    const title = `The contract ${name} is not in the workspace. Add its file, or correct the name in "contract".`;
    return { ok: false, failure: permanent('validate/contract-missing', title, { detail: { contract: name } }) };
  }
  const faults = validateContract(schema, fromJsonText(step.input));
  const learned = toJsonText({ valid: faults.length === 0, faults });
  return { ok: true, ports: [faults.length === 0 ? 'valid' : 'invalid'], learned };
}

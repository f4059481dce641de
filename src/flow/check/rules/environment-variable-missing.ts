import { findUses, ownerOf, whereIn } from '../expressions.ts';
import type { CheckRule } from '../rule.ts';
import { listNames } from './list-names.ts';

/** Every environment has a value for what a flow reads as `$vars`. */
export const environmentVariableMissing: CheckRule = {
  id: 'expression/environment-variable-missing',
  severity: 'error',
  title: 'An environment lacks a variable',
  help: 'A variable that an environment does not set gives nothing there, so the flow would decide otherwise in live than in test. Set it in each environment file under `variables`.',
  *check({ expressions, context }) {
    for (const { place, variable } of findUses(expressions())) {
      const name = variable.field;
      if (variable.name !== 'vars' || name === undefined) continue;
      const lacking = (context.environments ?? []).filter(({ variables }) => !Object.hasOwn(variables, name));
      if (lacking.length === 0) continue;
      const names = lacking.map((environment) => environment.name).sort();
      const message = `The expression of ${ownerOf(place)} reads "$vars.${name}", which ${listNames(names, 'and')} ${names.length === 1 ? 'does' : 'do'} not set. Add it to the variables there.`;
      yield { ...whereIn(place, variable.offset), message };
    }
  },
};

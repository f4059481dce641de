import { findUses, ownerOf, whereIn } from '../expressions.ts';
import type { CheckRule } from '../rule.ts';

/** Data is never read as an expression. */
export const textEvaluated: CheckRule = {
  id: 'expression/text-evaluated',
  severity: 'error',
  title: 'An expression evaluates text',
  help: '`$eval` would run whatever a sender puts into a field, and no check could say what the flow does. Write the expression itself; for a choice between several, use a branch or a look-up.',
  *check({ expressions }) {
    for (const { place, variable } of findUses(expressions())) {
      if (variable.name !== 'eval') continue;
      const message = `The expression of ${ownerOf(place)} calls "$eval", which would run data as code. Write the expression itself.`;
      yield { ...whereIn(place, variable.offset), message };
    }
  },
};

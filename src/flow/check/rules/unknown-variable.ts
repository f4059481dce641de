import { findUses, ownerOf, whereIn } from '../expressions.ts';
import type { CheckRule } from '../rule.ts';

/** What the engine binds, beside JSONata's own functions. */
const bound: ReadonlySet<string> = new Set(['', '$', 'steps', 'run', 'vars', 'trigger', 'item', 'index']);

/** JSONata 2 binds these; `$eval` is refused by a rule of its own. */
const functions: ReadonlySet<string> = new Set(
  (
    'sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad ' +
    'match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs ' +
    'sqrt power random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse ' +
    'each error assert type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl ' +
    'decodeUrlComponent decodeUrl eval toMillis fromMillis clone now millis'
  ).split(' '),
);

/** Expressions name only variables that exist. */
export const unknownVariable: CheckRule = {
  id: 'expression/unknown-variable',
  severity: 'error',
  title: 'A variable does not exist',
  help: 'An unknown variable gives nothing, silently. Expressions know `$steps`, `$run`, `$vars`, `$trigger`, inside For each `$item` and `$index`, in Merge `$inputs`, the functions of JSONata, and what they assign themselves with `:=` or name as parameters. A field of the data is written without `$`.',
  *check({ expressions }) {
    for (const { place, variable } of findUses(expressions())) {
      if (bound.has(variable.name) || functions.has(variable.name)) continue;
      // Only a merge is handed several inputs.
      if (variable.name === 'inputs' && place.node?.manifest?.type === 'merge') continue;
      const message = `The expression of ${ownerOf(place)} uses "$${variable.name}", which does not exist. Write a field without $, or use $steps, $run, $vars or $trigger.`;
      yield { ...whereIn(place, variable.offset), message };
    }
  },
};

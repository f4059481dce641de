import { findUses, ownerOf, whereIn } from '../expressions.ts';
import type { CheckRule } from '../rule.ts';
import { listNames } from './list-names.ts';

/** What expressions may read of the run and of the event that started it. */
const fieldsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['run', ['id', 'flow', 'version', 'startedAt', 'key']],
  ['trigger', ['body', 'headers', 'query', 'receivedAt']],
]);

/** `$run` and `$trigger` have fixed fields. */
export const runFieldUnknown: CheckRule = {
  id: 'expression/run-field-unknown',
  severity: 'warning',
  title: 'A field of $run or $trigger does not exist',
  help: '`$run` has id, flow, version, startedAt and key; `$trigger` has body, headers, query and receivedAt. Any other field gives nothing.',
  *check({ expressions }) {
    for (const { place, variable } of findUses(expressions())) {
      const known = fieldsOf.get(variable.name);
      if (known === undefined || variable.field === undefined || known.includes(variable.field)) continue;
      const message = `The expression of ${ownerOf(place)} reads "$${variable.name}.${variable.field}", which does not exist. Use ${listNames(known, 'or', 6)}.`;
      yield { ...whereIn(place, variable.offset), message };
    }
  },
};

import { judgeWrite } from '../../../registry/registry.ts';
import { usesOf } from '../../../registry/uses-of.ts';
import type { StepProperty } from '../view.ts';

/** The step writes into a system that may have what it writes: the system of record, or a declared copy. */
export const writesMaster: StepProperty = {
  name: 'writes-master',
  says: 'Every field written belongs to the system of record or to a declared copy. Unknown without a registry entry.',
  ask(step, { examination }) {
    const { registry, connections } = examination.context;
    if (registry === undefined) return undefined;
    const known = usesOfFlow(examination.flow, [...(connections?.values() ?? [])], registry);
    const uses = known.writes.filter(({ node }) => node === step.id);
    if (uses.length === 0) return undefined;
    let isUnknown = false;
    for (const use of uses) {
      const { entity, field, system } = use;
      const verdict = entity === undefined ? 'unknown' : judgeWrite(registry, { system, entity, field });
      if (verdict === 'foreign')
        return { detail: field === undefined ? `${entity}` : `${entity}.${field}`, values: { system } };
      isUnknown ||= verdict === 'unknown';
    }
    return isUnknown ? undefined : true;
  },
};

const kept = new WeakMap<object, ReturnType<typeof usesOf>>();

/** One flow is asked about once for every step of it. */
function usesOfFlow(...given: Parameters<typeof usesOf>): ReturnType<typeof usesOf> {
  const [flow] = given;
  const known = kept.get(flow) ?? usesOf(...given);
  kept.set(flow, known);
  return known;
}

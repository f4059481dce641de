import type { Flow } from '../../../flow.ts';
import { judgeWrite, type Registry } from '../../../registry/registry.ts';
import { type Use, usesOf } from '../../../registry/uses-of.ts';
import type { CheckContext } from '../../context.ts';
import { connectionOf, type StepProperty } from '../view.ts';

/** The step writes into a system that may have what it writes: the system of record, or a declared copy. */
export const writesMaster: StepProperty = {
  name: 'writes-master',
  says: 'Every field written belongs to the system of record or to a declared copy. Unknown without a registry entry, and where only the shapes of the flow tell what is written. A message to people writes nothing anybody owns.',
  ask(step, { examination }) {
    // A connection nobody declared is named by the structural rule about it.
    if (step.type === 'notify' || connectionOf(step, examination) === undefined) return true;
    const { registry, connections } = examination.context;
    if (registry === undefined) return undefined;
    const uses = writesIn(examination.flow, connections, registry).get(step.id);
    if (uses === undefined) return undefined;
    let isUnknown = false;
    for (const use of uses) {
      const { entity, field, system } = use;
      const verdict = entity === undefined ? 'unknown' : judgeWrite(registry, { system, entity, field });
      if (verdict === 'foreign' && use.isGuess !== true)
        return { detail: field === undefined ? `${entity}` : `${entity}.${field}`, values: { system } };
      isUnknown ||= verdict === 'unknown' || verdict === 'foreign';
    }
    return isUnknown ? undefined : true;
  },
};

type Writes = ReadonlyMap<string, readonly Use[]>;

const kept = new WeakMap<Flow, Writes>();

/** What each step writes; one flow is asked about once for all its steps. */
function writesIn(flow: Flow, connections: CheckContext['connections'], registry: Registry): Writes {
  const known =
    kept.get(flow) ??
    Map.groupBy(usesOf(flow, [...(connections?.values() ?? [])], registry).writes, ({ node }) => node);
  kept.set(flow, known);
  return known;
}

import { findCycles } from '../../graph/cycles.ts';
import type { CheckRule } from '../rule.ts';

/** Graphs are acyclic; repetition is a scope. */
export const cycle: CheckRule = {
  id: 'flow/cycle',
  severity: 'error',
  title: 'Steps form a circle',
  help: 'A step starts when every way into it has settled, so steps in a circle would wait for each other for ever. To repeat something, put it into Retry (for failures) or For each (for lists).',
  *check({ bodies, byId }) {
    for (const body of bodies) {
      for (const ids of findCycles(body.graph)) {
        const [first] = ids;
        if (first === undefined) continue;
        const names = [...ids, first].map((id) => byId.get(id)?.label ?? `"${id}"`);
        const shown = names.length > 5 ? [...names.slice(0, 2), '…', ...names.slice(-2)] : names;
        const message = `These steps form a circle: ${shown.join(' → ')}. Remove one of the ways, or repeat steps inside Retry or For each.`;
        yield { node: first, message, related: [...ids] };
      }
    }
  },
};

import { findCycles } from '../../graph/cycles.ts';
import type { CheckRule } from '../rule.ts';

/** Graphs are acyclic; repetition is a scope. */
export const cycle: CheckRule = {
  id: 'flow/cycle',
  severity: 'error',
  title: 'The edges form a cycle',
  help: 'A node starts when every edge into it has settled, so nodes on a cycle would wait for each other for ever. To repeat something, put it into a scope: `retry` for failures, `each` for lists.',
  *check({ bodies, byId }) {
    for (const body of bodies) {
      for (const ids of findCycles(body.graph)) {
        const [first] = ids;
        if (first === undefined) continue;
        const way = [...ids, first].map((id) => byId.get(id)?.label ?? id).join(' → ');
        const message = `These edges form a cycle: ${way}. Remove one of them; to repeat steps, put them into a retry or each scope.`;
        yield { node: first, message, related: [...ids] };
      }
    }
  },
};

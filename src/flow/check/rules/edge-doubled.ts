import type { CheckRule } from '../rule.ts';

/** One port names one target once. */
export const edgeDoubled: CheckRule = {
  id: 'flow/edge-doubled',
  severity: 'warning',
  title: 'An edge is written twice',
  help: 'A second edge from the same port to the same node means nothing: the data is delivered once. Remove it.',
  *check({ nodes }) {
    for (const node of nodes) {
      for (const { port, targets } of node.node.next?.ports ?? []) {
        for (const to of new Set(targets.filter((target, index) => targets.indexOf(target) !== index))) {
          const message = `Port "${port}" of ${node.label} names "${to}" more than once. Remove the repetition.`;
          yield { node: node.id, edge: { from: node.id, port, to }, path: `${node.path}.next.${port}`, message };
        }
      }
    }
  },
};

import type { CheckRule } from '../rule.ts';

/** A merge brings at least two ways together. */
export const mergeSingleInput: CheckRule = {
  id: 'flow/merge-single-input',
  severity: 'warning',
  title: 'A merge has a single input',
  help: 'There is nothing to bring together; the merge only wraps the data in an object by node id. Connect the other ways or remove the merge.',
  *check({ bodies }) {
    for (const body of bodies) {
      for (const [index, node] of body.nodes.entries()) {
        if (node.type !== 'merge' || body.graph.incoming[index]?.length !== 1) continue;
        const message = `${node.label} merges a single input. Connect the other ways, or remove it.`;
        yield { node: node.id, path: node.path, message };
      }
    }
  },
};

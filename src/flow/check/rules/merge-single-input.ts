import type { CheckRule } from '../rule.ts';

/** A merge brings at least two ways together. */
export const mergeSingleInput: CheckRule = {
  id: 'flow/merge-single-input',
  severity: 'warning',
  title: 'A Merge has a single way in',
  help: 'There is nothing to bring together; the Merge only wraps the data in an object by step id. Connect the other ways, or remove the Merge.',
  *check({ bodies }) {
    for (const body of bodies) {
      for (const [index, node] of body.nodes.entries()) {
        if (node.type !== 'merge' || body.graph.incoming[index]?.length !== 1) continue;
        const message = `${node.label} brings only one way together. Connect the other ways, or remove it.`;
        yield { node: node.id, path: node.path, message };
      }
    }
  },
};

import type { CheckRule } from '../rule.ts';

/** Every node has a type and major version this build knows. */
export const unknownNodeType: CheckRule = {
  id: 'flow/unknown-node-type',
  severity: 'error',
  title: 'The node type is unknown',
  help: 'A node type is written with its major version, such as `map@1`. A runtime refuses flows whose node types it lacks, so correct the name, or run the flow on a build that has the type.',
  *check({ nodes, context }) {
    for (const node of nodes) {
      if (node.manifest !== undefined) continue;
      const majors = context.catalogue.all.filter(({ type }) => type === node.type).map(({ major }) => major);
      const advice =
        majors.length > 0
          ? `Known here: ${majors.map((major) => `${node.type}@${major}`).join(', ')}.`
          : 'Pick a type from the node library.';
      const message = `${node.label} has the type "${node.node.type}", which this build does not know. ${advice}`;
      yield { node: node.id, path: `${node.path}.type`, message };
    }
  },
};

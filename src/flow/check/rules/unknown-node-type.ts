import type { CheckRule } from '../rule.ts';
import { listNames } from './list-names.ts';

/** Every node has a type and major version this build knows. */
export const unknownNodeType: CheckRule = {
  id: 'flow/unknown-node-type',
  severity: 'error',
  title: 'The type of step is unknown',
  help: 'A type of step is written with its major version, such as `map@1`. A runtime refuses flows with types it lacks, so correct the name, or run the flow on a build that has the type.',
  *check({ nodes, context }) {
    for (const node of nodes) {
      if (node.manifest !== undefined) continue;
      const majors = context.catalogue.all.filter(({ type }) => type === node.type).map(({ major }) => major);
      const names = majors.map((major) => `${node.type}@${major}`);
      const advice = majors.length > 0 ? `Use ${listNames(names, 'or')} instead.` : 'Choose a type from the palette.';
      const message = `${node.label} has the type "${node.node.type}", which this build does not know. ${advice}`;
      yield { node: node.id, path: `${node.path}.type`, message };
    }
  },
};

import type { CheckRule } from '../rule.ts';

/** A name in `was` stays reserved: keys and claims of the past belong to it. */
export const earlierIdTaken: CheckRule = {
  id: 'flow/earlier-id-taken',
  severity: 'error',
  title: 'An earlier id is used again',
  help: 'Effect keys, duplicate claims and waivers follow a renamed node through `was`. If another node takes the old id, it inherits a past that is not its own, and writes could be taken for repeats. Choose a new id.',
  *check({ nodes, byId }) {
    const owners = new Map<string, string>();
    for (const node of nodes) {
      for (const earlier of node.node.was ?? []) {
        const other = byId.get(earlier)?.label ?? owners.get(earlier);
        if (other !== undefined) {
          const message = `${node.label} was once called "${earlier}", and ${other} uses that name as well. Give the newer one a name that was never used.`;
          yield { node: node.id, path: `${node.path}.was`, message, related: [earlier] };
        }
        owners.set(earlier, node.label);
      }
    }
  },
};

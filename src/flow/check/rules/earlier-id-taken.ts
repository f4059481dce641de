import type { CheckRule } from '../rule.ts';

/** A name in `was` stays reserved: keys and claims of the past belong to it. */
export const earlierIdTaken: CheckRule = {
  id: 'flow/earlier-id-taken',
  severity: 'error',
  title: 'An earlier id is used again',
  help: 'Repeat protection, dropped repeats and waivers follow a renamed step through `was`. If another step takes the old id, it inherits a past that is not its own, and writes could be taken for repeats. Choose a new id.',
  *check({ nodes, byId }) {
    const owners = new Map<string, string>();
    for (const node of nodes) {
      for (const earlier of node.node.was ?? []) {
        const other = byId.get(earlier)?.label ?? owners.get(earlier);
        if (other !== undefined) {
          const message = `${node.label} once had the id "${earlier}", and ${other} uses it as well. Give the newer one an id that was never used.`;
          yield { node: node.id, path: `${node.path}.was`, message, related: [earlier] };
        }
        owners.set(earlier, node.label);
      }
    }
  },
};

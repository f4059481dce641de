import type { CheckRule } from '../rule.ts';

/** Scopes have a body with nodes in it; nothing else has one, and only a saga has undo nodes. */
export const bodyMisplaced: CheckRule = {
  id: 'flow/body-misplaced',
  severity: 'error',
  title: 'Steps inside are missing or not wanted',
  help: 'For each, Retry, If something fails and All or undo work on the steps inside them and need at least one. Other steps hold none. Undo steps belong to All or undo.',
  *check({ nodes }) {
    for (const node of nodes) {
      if (node.manifest === undefined) continue;
      const isScope = node.manifest.kind === 'scope';
      const say = (message: string, key: string) => ({ node: node.id, path: `${node.path}.${key}`, message });
      if (isScope && (node.node.body ?? []).length === 0) {
        yield say(`${node.label} has no step inside. Put the steps it works on inside, or remove it.`, 'body');
      }
      if (!isScope && node.node.body !== undefined) {
        yield say(`${node.label} has steps inside, but "${node.manifest.title}" takes none. Move them out.`, 'body');
      }
      if (node.type !== 'saga' && node.node.compensations !== undefined) {
        yield say(`${node.label} has undo steps, but only All or undo uses them. Move them there.`, 'compensations');
      }
    }
  },
};

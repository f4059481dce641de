import type { FlowProperty } from '../view.ts';

/** Somebody tried what happens when a step fails, for every step that can. */
export const failuresTested: FlowProperty = {
  name: 'failures-tested',
  says: 'Some flow test lets each step fail that reaches another system, undo steps left out. Unknown tests prove nothing either way.',
  *ask({ examination: { flow, context, nodes } }) {
    if (context.tested === undefined) return;
    const tested = context.tested.get(flow.id) ?? new Set<string>();
    for (const node of nodes) {
      const isAsked = node.manifest?.kind === 'effect' && node.manifest.connection !== undefined && !node.isUndo;
      if (isAsked && !tested.has(`${node.id} error`)) yield { node };
    }
  },
};

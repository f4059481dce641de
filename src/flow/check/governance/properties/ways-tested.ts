import type { ExaminedNode } from '../../examination.ts';
import type { FlowProperty } from '../view.ts';

/** Every outcome of a decision, and every failure that is drawn, is taken by some flow test. */
export const waysTested: FlowProperty = {
  name: 'ways-tested',
  says: 'The flow tests take each outcome of each branch, check and approval, and each drawn failure.',
  *ask({ examination: { flow, context, nodes } }) {
    if (context.tested === undefined) return;
    const tested = context.tested.get(flow.id) ?? new Set<string>();
    for (const node of nodes) {
      const missing = waysOf(node).filter((port) => !tested.has(`${node.id} ${port}`));
      if (missing.length > 0) yield { node, detail: missing.map((port) => `"${port}"`).join(', ') };
    }
  },
};

/** Outcomes somebody decided to tell apart: all of a step with several, and its failure where it is drawn. */
function waysOf({ node, ports, manifest }: ExaminedNode): readonly string[] {
  const isDecision = manifest?.kind !== 'trigger' && (ports?.length ?? 0) > 1;
  const drawn = (node.next?.ports ?? []).filter(({ targets }) => targets.length > 0).map(({ port }) => port);
  return drawn.filter((port) => isDecision || port === 'error');
}

import { findReachable } from '../../graph/reach.ts';
import type { ExaminedBody, ExaminedNode } from '../examination.ts';
import type { CheckRule } from '../rule.ts';

/** Every node outside of scopes stands behind a trigger. */
export const unreachableNode: CheckRule = {
  id: 'flow/unreachable-node',
  severity: 'error',
  title: 'A step is never reached',
  help: 'No way leads from a trigger to the step, so it never starts, and neither does what stands only behind it. Connect it or remove it. (Inside For each, Retry and the like, steps that nothing leads to start at once.)',
  *check({ root }) {
    const { graph } = root;
    const mayStart = (node: ExaminedNode) => node.manifest === undefined || node.manifest.kind === 'trigger';
    // A trigger starts runs whatever leads into it; that is another rule's business.
    const triggers = root.nodes.flatMap(({ manifest }, index) => (manifest?.kind === 'trigger' ? [index] : []));
    const starts = [...new Set([...triggers, ...graph.starts.filter((index) => isAt(root, index, mayStart))])];
    // Without any trigger every node would be reported; the rule `flow/no-trigger` says it once.
    if (starts.length === 0) return;
    const reached = findReachable(graph, starts);
    for (const index of graph.starts) {
      const node = root.nodes[index];
      if (node === undefined || mayStart(node)) continue;
      const behind = findReachable(graph, [index]);
      const lost = graph.ids.filter((_, other) => other !== index && behind[other] === 1 && reached[other] === 0);
      const message = `No way leads from a trigger to ${node.label}, so it never runs${sayLost(lost.length)}. Connect it, or remove it.`;
      yield { node: node.id, path: node.path, message, ...(lost.length > 0 ? { related: lost } : {}) };
    }
  },
};

function isAt(body: ExaminedBody, index: number, holds: (node: ExaminedNode) => boolean): boolean {
  const node = body.nodes[index];
  return node !== undefined && holds(node);
}

function sayLost(count: number): string {
  if (count === 0) return '';
  return count === 1 ? ', nor does one step behind it' : `, nor do ${count} steps behind it`;
}

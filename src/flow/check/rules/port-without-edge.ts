import type { ExaminedNode } from '../examination.ts';
import type { CheckRule } from '../rule.ts';

/** Where a node decides, every way out leads somewhere. */
export const portWithoutEdge: CheckRule = {
  id: 'flow/port-without-edge',
  severity: 'warning',
  title: 'An outcome leads nowhere',
  help: 'When this outcome comes up, the run ends there and counts as succeeded. If that is meant, end it with a node that says so, such as milestone or set aside; otherwise connect the port. A node none of whose success ports is connected is an end on purpose, unless it is there to decide.',
  *check({ nodes }) {
    for (const node of nodes) {
      const open = openPortsOf(node);
      for (const port of open) {
        const message = `Port "${port}" of ${node.label} leads nowhere: a run that takes it ends there without a word. Connect it.`;
        yield { node: node.id, path: `${node.path}.next`, message };
      }
    }
  },
};

function openPortsOf(node: ExaminedNode): readonly string[] {
  if (node.ports === undefined || node.ports.length < 2 || node.isUndo) return [];
  const wired = new Set(
    (node.node.next?.ports ?? []).filter(({ targets }) => targets.length > 0).map(({ port }) => port),
  );
  // A wait without a limit never fires `timeout`.
  const open = node.ports.filter((port) => !wired.has(port) && !(node.type === 'wait' && port === 'timeout'));
  const isSink = open.length === node.ports.length;
  return isSink && node.manifest?.group !== 'decide' && node.type !== 'validate' ? [] : open;
}

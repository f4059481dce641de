import type { ExaminedNode } from '../examination.ts';
import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';
import { setAsideBehind } from './set-aside-behind.ts';
import { openPortsOf } from './ways.ts';

/** Where a node decides, every way out leads somewhere. */
export const portWithoutEdge: CheckRule = {
  id: 'flow/port-without-edge',
  severity: 'warning',
  title: 'An outcome leads nowhere',
  help: 'When this outcome comes up, the run ends there and counts as succeeded. If that is meant, end it with a step that says so, such as Milestone or Set aside; otherwise connect the outcome. A step none of whose outcomes is connected is an end on purpose, unless it is there to decide.',
  *check({ nodes, flow }) {
    for (const node of nodes) {
      for (const port of openPortsOf(node)) {
        const message = `Outcome "${port}" of ${node.label} leads nowhere, so a run that takes it ends without a word. Connect it.`;
        const edits = isMainWay(node, port) ? [] : setAsideBehind(node, port, flow.owner);
        const fix = offerFix('Set aside what goes nowhere', edits);
        yield { node: node.id, path: `${node.path}.next.${port}`, message, ...fix };
      }
    }
  },
};

/** What went well is not set aside; the cases of a branch are all alike. */
function isMainWay(node: ExaminedNode, port: string): boolean {
  return node.type !== 'branch' && node.ports?.[0] === port;
}

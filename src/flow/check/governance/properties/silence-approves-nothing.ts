import type { Edit } from '../../../edit/edit.ts';
import type { ExaminedNode } from '../../examination.ts';
import type { FindingFix } from '../../finding.ts';
import { stepsBehind } from '../steps-behind.ts';
import type { FlowProperty, View } from '../view.ts';
import { financialWrite } from './financial-write.ts';

/** Neither a refusal nor silence lets anything happen that people were to approve. */
export const silenceApprovesNothing: FlowProperty = {
  name: 'silence-approves-nothing',
  says: 'What leaves an approval by "expired" or "rejected" reaches no write to orders, invoices, payments, deliveries or stock, unless people approve it after all.',
  *ask(view) {
    for (const node of view.examination.nodes) {
      if (node.type !== 'approval') continue;
      for (const { port, targets } of node.node.next?.ports ?? []) {
        if (port !== 'expired' && port !== 'rejected') continue;
        const follow = (one: ExaminedNode, out: string) => one.type !== 'approval' || out !== 'approved';
        const behind = [...stepsBehind(node, view.examination, { ports: [port], follow })];
        const write = behind.find((one) => !one.isUndo && financialWrite.ask(one, view) === true);
        if (write === undefined) continue;
        const fix = offerSetAside(node, port, targets, view);
        const [to = ''] = targets;
        const edge = { from: node.id, port, to };
        const path = `${node.path}.next.${port}`;
        yield { node, edge, path, related: [write.id], detail: `"${port}"`, ...(fix === undefined ? {} : { fix }) };
      }
    }
  },
};

function offerSetAside(
  { id }: ExaminedNode,
  port: string,
  targets: readonly string[],
  { examination: { flow } }: View,
): FindingFix | undefined {
  const { owner } = flow;
  if (owner === undefined || !/^[a-z][a-z0-9-]{0,63}$/.test(owner)) return undefined;
  const cuts: Edit[] = targets.map((to) => ({ edit: 'disconnect', arguments: { from: id, port, to } }));
  const end: Edit = {
    edit: 'add-node',
    arguments: {
      type: 'dead-letter@1',
      name: 'Set aside, nobody agreed',
      config: { owner },
      after: { node: id, port },
    },
  };
  return { title: 'Set it aside instead', edits: [...cuts, end] };
}

import { freeId, takenIds } from '../../../edit/step-id.ts';
import type { ExaminedNode } from '../../examination.ts';
import type { FindingFix } from '../../finding.ts';
import type { StepProperty, View } from '../view.ts';

const group = /^[a-z][a-z0-9-]{0,63}$/;

/** Somewhere in the flow data is held against an agreed shape; where exactly is another question. */
export const flowChecksShape: StepProperty = {
  name: 'flow-checks-shape',
  says: 'Some step of the flow is a Check shape. True of every step or of none.',
  ask(step, view) {
    if (view.examination.nodes.some(({ type }) => type === 'validate')) return true;
    if (step.type !== 'webhook') return false;
    const fix = checkBehind(step, view);
    return fix === undefined ? {} : { fix };
  },
};

/** A check right behind the webhook, where it says what it agreed with its sender and only one way on does work. */
function checkBehind({ id, node, body }: ExaminedNode, { examination }: View): FindingFix | undefined {
  const { flow } = examination;
  const { contract } = node.config;
  const ways = (node.next?.ports ?? []).flatMap(({ port, targets }) => targets.map((to) => ({ port, to })));
  // A milestone that only counts needs no check.
  const working = ways.filter(({ to }) => {
    const index = body?.graph.indexOf.get(to) ?? -1;
    const isLast = (body?.graph.outgoing[index] ?? []).length === 0;
    return !(isLast && body?.nodes[index]?.type === 'milestone');
  });
  const [only] = working;
  if (typeof contract !== 'string' || only === undefined || working.length > 1) return undefined;
  if (flow.owner === undefined || !group.test(flow.owner)) return undefined;
  const check = freeId('Check shape', takenIds(flow));
  const place = { from: id, port: only.port, to: only.to };
  const hint = 'The event does not have its agreed shape. Ask the sender, mend it, and replay it.';
  const aside = { type: 'dead-letter@1', name: 'Set aside, wrong shape', config: { owner: flow.owner, hint } };
  return {
    title: 'Check its shape first',
    edits: [
      {
        edit: 'add-node',
        arguments: { type: 'validate@1', id: check, name: 'Shape is right?', config: { contract }, onEdge: place },
      },
      { edit: 'add-node', arguments: { ...aside, after: { node: check, port: 'invalid' } } },
    ],
  };
}

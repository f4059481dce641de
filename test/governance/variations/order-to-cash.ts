import type { Flow, FlowNode } from '#flow/flow.ts';
import type { Json } from '#flow/json.ts';
import { atEach, led, typeOf, type Variation, withConfig, without } from '../mutant.ts';

/** Sound ways to write an order flow differently. */
export const variations: readonly Variation[] = [
  {
    says: 'the comparison stands the other way round',
    vary: (flow) =>
      atEach(flow, comparesLimit, (node) =>
        recased(
          recased(node, 'totalMinor > $vars.approvalLimitMinor', '$vars.approvalLimitMinor < totalMinor'),
          'totalMinor <= $vars.approvalLimitMinor',
          '$vars.approvalLimitMinor >= totalMinor',
        ),
      ),
  },
  {
    says: 'exactly the limit is approved as well',
    vary: (flow) =>
      atEach(
        flow,
        (node) => comparesLimit(node) && text(node).includes('totalMinor > '),
        (node) => recased(node, ' > ', ' >= '),
      ),
  },
  { says: 'more people approve', vary: (flow) => atEach(flow, isApproval, (node) => withConfig(node, { quorum: 3 })) },
  {
    says: 'an approval waits as long as it takes',
    vary: (flow) => atEach(flow, isApproval, (node) => withConfig(node, { due: undefined })),
  },
  {
    says: 'the steps stand in another order in the file',
    *vary(flow) {
      yield { ...flow, nodes: [...flow.nodes].reverse() };
    },
  },
  {
    says: 'a write asks before it is repeated',
    vary: (flow) =>
      atEach(
        flow,
        ({ config, compensate }) => compensate !== undefined && config.operation !== undefined,
        (node) => ({
          ...without(node, 'retry', 'key'),
          once: 'ask',
        }),
      ),
  },
  {
    says: 'the business key is computed',
    *vary(flow) {
      yield { ...flow, correlation: `$uppercase(${flow.correlation ?? 'number'})` };
    },
  },
  {
    says: 'what is refused fails instead of being set aside',
    vary: (flow) =>
      atEach(
        flow,
        ({ id }) => id === 'not_approved',
        (node) => ({
          ...node,
          type: 'fail@1',
          config: { code: 'order/not-approved', message: 'Nobody agreed.' },
        }),
      ),
  },
  {
    says: 'the totals are read as often as it takes, in a Retry of their own',
    vary: (flow) =>
      atEach(
        flow,
        ({ id }) => id === 'read_totals',
        ({ next, ...node }) => ({
          id: 'patiently',
          type: 'retry@1',
          name: 'Patiently',
          config: { attempts: 2 },
          body: [node],
          next: {
            short: false,
            ports: [...(next?.ports ?? []), { port: 'exhausted', targets: ['totals_refused'], list: false }],
          },
        }),
      ).map((varied) => renamed(varied, 'read_totals', 'patiently')),
  },
  {
    says: 'a difference ends in a failure, which undoes everything',
    vary: (flow) =>
      atEach(
        flow,
        ({ id }) => id === 'same_totals',
        (node) => ({
          ...node,
          next: {
            short: false,
            ports: [
              { port: 'same', targets: ['confirm_order'], list: false },
              { port: 'different', targets: ['totals_refused'], list: false },
            ],
          },
        }),
      ).map((varied) => withoutStep(varied, 'accept_difference')),
  },
  {
    says: 'the limit is a number',
    *vary(flow) {
      const parameters = { stages: ['confirmed'], limit: 1_000_000 };
      if (flow.id !== 'shop-orders-to-cash') return;
      for (const varied of atEach(flow, comparesLimit, (node) => recased(node, '$vars.approvalLimitMinor', '1000000')))
        yield { ...varied, follows: [{ template: 'order-to-cash@1', parameters }] };
    },
  },
  {
    says: 'what is stuck is set aside',
    vary: (flow) =>
      flow.id === 'phone-orders' ? atEach(flow, isOf('saga'), (node) => led(node, 'stuck', 'taken_back')) : [],
  },
  {
    says: 'further milestones are marked, which are no stages',
    vary: (flow) =>
      atEach(
        flow,
        (node) => isOf('dead-letter')(node) && node.id === 'incomplete',
        (node) => ({
          ...node,
          type: 'milestone@1',
          config: { milestone: 'incomplete', businessKey: 'number' },
          next: { short: true, ports: [{ port: 'done', targets: ['taken_back'], list: false }] },
        }),
      ),
  },
  {
    says: 'mail is switched off by another key',
    vary: (flow) =>
      atEach(
        flow,
        ({ config }) => config.context !== undefined,
        (node) => withConfig(node, { context: { tracking_disable: true } }),
      ),
  },
];

function text({ config }: FlowNode): string {
  return JSON.stringify(config.cases ?? '');
}

function comparesLimit(node: FlowNode): boolean {
  return text(node).includes('approvalLimitMinor');
}

function recased(node: FlowNode, old: string, wanted: string): FlowNode {
  const cases: Json = JSON.parse(text(node).replace(old, wanted));
  return withConfig(node, { cases });
}

function isOf(type: string): (node: FlowNode) => boolean {
  return (node) => typeOf(node) === type;
}

function isApproval(node: FlowNode): boolean {
  return typeOf(node) === 'approval';
}

/** Every way to a step leads to another one instead. */
function renamed(flow: Flow, from: string, to: string): Flow {
  const change = (nodes: readonly FlowNode[]): readonly FlowNode[] =>
    nodes.map((node) => ({
      ...node,
      ...(node.body === undefined ? {} : { body: change(node.body) }),
      ...(node.next === undefined
        ? {}
        : {
            next: {
              ...node.next,
              ports: node.next.ports.map((edges) => ({
                ...edges,
                targets: edges.targets.map((target) => (target === from ? to : target)),
              })),
            },
          }),
    }));
  return { ...flow, nodes: change(flow.nodes) };
}

function withoutStep(flow: Flow, id: string): Flow {
  const [left = flow] = atEach(
    flow,
    (node) => node.id === id,
    () => undefined,
  );
  return left;
}

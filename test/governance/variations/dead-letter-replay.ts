import type { FlowNode } from '#flow/flow.ts';
import { atEach, typeOf, type Variation, withConfig } from '../mutant.ts';

/** Sound ways to write a replay flow differently. */
export const variations: readonly Variation[] = [
  {
    says: 'each sort of event has its own rate',
    vary: (flow) => atEach(flow, isOf('throttle'), (node) => withConfig(node, { rate: '100/h', key: '$string($)' })),
  },
  {
    says: 'the trigger leaves the rate to Slow down',
    vary: (flow) => atEach(flow, isOf('dead-letter-trigger'), (node) => withConfig(node, { rate: undefined })),
  },
  {
    says: 'it takes every flow of the group',
    vary: (flow) =>
      atEach(flow, isOf('dead-letter-trigger'), (node) => withConfig(node, { flows: undefined, codes: undefined })),
  },
  {
    says: 'each is replayed once',
    vary: (flow) => atEach(flow, isOf('dead-letter-trigger'), (node) => withConfig(node, { maxReplays: 1 })),
  },
  {
    says: 'reports have the other format',
    vary: (flow) =>
      atEach(flow, isOf('report'), (node) =>
        withConfig(node, { format: node.config.format === 'csv' ? 'html' : 'csv' }),
      ),
  },
  {
    says: 'two people agree',
    vary: (flow) => atEach(flow, isOf('approval'), (node) => withConfig(node, { quorum: 2 })),
  },
  {
    says: 'the mended event is named by its step',
    vary: (flow) =>
      atEach(
        flow,
        ({ config }) => config.event === '$',
        (node) => withConfig(node, { event: '$steps.mend_order' }),
      ),
  },
  {
    says: 'the steps stand in another order in the file',
    *vary(flow) {
      yield { ...flow, nodes: [...flow.nodes].reverse() };
    },
  },
  {
    says: 'what is left goes to another group',
    vary: (flow) => atEach(flow, isOf('dead-letter'), (node) => withConfig(node, { owner: 'erp-team' })),
  },
  {
    says: 'a customer is mended under a key from the event',
    vary: (flow) =>
      atEach(
        flow,
        ({ id }) => id === 'tell_replayed',
        (node) => ({
          ...node,
          next: { short: true, ports: [{ port: 'out', targets: ['mend_customer'], list: false }] },
        }),
      ).map((varied) => ({
        ...varied,
        nodes: [
          ...varied.nodes,
          {
            id: 'mend_customer',
            type: 'odoo@1',
            config: {
              connection: 'odoo-main',
              operation: 'customer.upsert',
              values: '$steps.order_set_aside.event.customer',
            },
            key: '$steps.order_set_aside.event.number',
            timeout: '60s',
            retry: { attempts: 4, first: '2s' },
          } satisfies FlowNode,
        ],
      })),
  },
];

function isOf(type: string): (node: FlowNode) => boolean {
  return (node) => typeOf(node) === type;
}

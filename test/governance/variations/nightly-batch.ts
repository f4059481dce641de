import type { Flow, FlowNode } from '#flow/flow.ts';
import { atEach, led, typeOf, type Variation, withConfig, without } from '../mutant.ts';

/** Legitimate ways to write a nightly batch differently. */
export const variations: readonly Variation[] = [
  {
    says: 'a new night waits for the last one',
    vary: (flow) => atEach(flow, isSchedule, (node) => withConfig(node, { overlap: 'queue' })),
  },
  {
    says: 'it looks every quarter of an hour, and its window keeps it to the night',
    vary: (flow) => atEach(flow, isSchedule, (node) => withConfig(node, { cron: '*/15 * * * *' })),
  },
  {
    says: 'one of its times lies in the night',
    vary: (flow) => atEach(flow, isSchedule, (node) => withConfig(node, { cron: '0 3,12 * * *' })),
  },
  {
    says: 'what happens to a second night is left to the default, which leaves it out',
    vary: (flow) => atEach(flow, isSchedule, (node) => withConfig(node, { overlap: undefined })),
  },
  {
    says: 'a person may start it again by hand',
    vary: (flow) => {
      const clock = flow.nodes.find(isSchedule);
      const after = clock?.next?.ports[0]?.targets ?? [];
      const byHand = led({ id: 'by_hand', type: 'manual@1', config: {} }, 'out', ...after);
      return [{ ...flow, nodes: [byHand, ...flow.nodes] }];
    },
  },
  {
    says: 'records that fail are set aside',
    vary: (flow) => atEach(flow, isLoop, (node) => withConfig(node, { onItemError: 'dead-letter' })),
  },
  {
    says: 'half of the records may fail',
    vary: (flow) => atEach(flow, isLoop, (node) => withConfig(node, { errorThreshold: '50%' })),
  },
  {
    says: 'progress is saved after every record',
    vary: (flow) => atEach(flow, isLoop, (node) => withConfig(node, { checkpointEvery: 1 })),
  },
  {
    says: 'failures are reported by another flow',
    vary: (flow) => [{ ...flow, onFailure: 'night-failures', nodes: flow.nodes.map(undrawn) }],
  },
  {
    says: 'skipped records are counted as well',
    vary: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'reconcile',
        (node) =>
          withConfig(node, {
            totals: [
              { name: 'pages', left: 'pages', right: 'pages' },
              { name: 'read', left: 'read', right: '(written + skipped) + rejected' },
            ],
          }),
      ),
  },
  {
    says: 'totals are added up with a function',
    vary: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'reconcile',
        (node) =>
          withConfig(node, {
            totals: [{ name: 'read', left: '$sum([written, skipped])', right: 'read', tolerance: 0 }],
          }),
      ),
  },
  {
    says: 'the key of a write names the batch of the night',
    vary: (flow) =>
      atEach(flow, hasKey, (node) => ({ ...node, key: `${node.key} & "/" & $steps.${clockOf(flow)}.batch.until` })),
  },
  {
    says: 'the list inside says what happens when a line fails',
    vary: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'each' && node.config.errorThreshold === undefined,
        (node) => withConfig(node, { onItemError: 'stop' }),
      ),
  },
  {
    says: 'a write stands in a Retry',
    vary: (flow) =>
      atEach(
        flow,
        (node) => hasKey(node) && node.next === undefined,
        (node) => ({
          // The scope takes the id of the write, so that whatever led there still does.
          id: node.id,
          type: 'retry@1',
          config: { attempts: 3, first: '1s' },
          body: [{ ...without(node, 'retry'), id: `${node.id}_once` }],
        }),
      ),
  },
];

function isSchedule(node: FlowNode): boolean {
  return typeOf(node) === 'schedule';
}

function isLoop(node: FlowNode): boolean {
  return typeOf(node) === 'each' && node.config.errorThreshold !== undefined;
}

function hasKey(node: FlowNode): boolean {
  return node.key !== undefined;
}

function clockOf(flow: Flow): string {
  return flow.nodes.find(isSchedule)?.id ?? '';
}

/** Failures of single steps are left to the flow that takes them; those of a whole batch stay drawn. */
function undrawn(node: FlowNode): FlowNode {
  return typeOf(node) === 'reconcile' ? led(node, 'error') : node;
}

import type { Flow, FlowNode } from '#flow/flow.ts';
import { atEach, led, type Mutation, typeOf, withConfig, without } from '../mutant.ts';

/** How sound flows of the pattern can be spoiled. */
export const mutations: readonly Mutation[] = [
  {
    does: 'lets a person start it instead of the clock',
    rule: 'BA-01',
    spoil: (flow) => atEach(flow, isSchedule, (node) => ({ ...node, type: 'manual@1', config: {} })),
  },
  {
    does: 'starts at any time of the day',
    rule: 'BA-01',
    spoil: (flow) => atEach(flow, isSchedule, (node) => withConfig(node, { window: undefined })),
  },
  {
    does: 'leaves the cut-off open',
    rule: 'BA-01',
    spoil: (flow) => atEach(flow, isSchedule, (node) => withConfig(node, { cutoff: undefined })),
  },
  {
    does: 'leaves the time zone open',
    rule: 'BA-01',
    spoil: (flow) => atEach(flow, isSchedule, (node) => withConfig(node, { zone: undefined })),
  },
  {
    does: 'runs two nights at once',
    rule: 'BA-01',
    spoil: (flow) => atEach(flow, isSchedule, (node) => withConfig(node, { overlap: 'allow' })),
  },
  {
    does: 'starts at noon, outside of its window',
    rule: 'BA-01',
    spoil: (flow) => atEach(flow, isSchedule, (node) => withConfig(node, { cron: '0 12 * * *' })),
  },
  {
    does: 'takes a list that came in',
    rule: 'BA-02',
    spoil: (flow) => atEach(flow, isSourceLoop, (node) => withConfig(node, { source: undefined, items: 'records' })),
  },
  {
    does: 'reads one page only',
    rule: 'BA-02',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => node.config.paging !== undefined,
        (node) => withConfig(node, { paging: undefined }),
      ),
  },
  {
    does: 'saves its progress at the end',
    rule: 'BA-02',
    spoil: (flow) => atEach(flow, isLoop, (node) => withConfig(node, { checkpointEvery: undefined })),
  },
  {
    does: 'works through nothing',
    rule: 'BA-02',
    spoil: (flow) =>
      atEach(flow, isLoop, (node) => ({ ...without(node, 'body'), type: 'map@1', config: { expression: '$' } })),
  },
  {
    does: 'stops with the first failure',
    rule: 'BA-03',
    spoil: (flow) =>
      atEach(flow, isLoop, (node) => withConfig(node, { onItemError: 'stop', errorThreshold: undefined })),
  },
  {
    does: 'does not say what happens when a record fails',
    rule: 'BA-03',
    spoil: (flow) =>
      atEach(flow, isLoop, (node) => withConfig(node, { onItemError: undefined, errorThreshold: undefined })),
  },
  {
    does: 'counts nothing',
    rule: 'BA-04',
    spoil: (flow) =>
      atEach(flow, isReconcile, (node) => ({
        ...without(node, 'config'),
        type: 'merge@1',
        config: {},
        next: onlyFirst(node),
      })),
  },
  {
    does: 'adds nothing up',
    rule: 'BA-04',
    spoil: (flow) => atEach(flow, isReconcile, (node) => withConfig(node, { totals: undefined })),
  },
  {
    does: 'compares a count with itself',
    rule: 'BA-04',
    spoil: (flow) =>
      atEach(flow, isReconcile, (node) =>
        withConfig(node, { totals: [{ name: 'read', left: 'done', right: 'done' }] }),
      ),
  },
  {
    does: 'adds up what is no data',
    rule: 'BA-04',
    spoil: (flow) =>
      atEach(flow, isReconcile, (node) => withConfig(node, { totals: [{ name: 'read', left: '2', right: '1 + 1' }] })),
  },
  {
    does: 'makes no report',
    rule: 'BA-05',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'report',
        (node) => ({ ...node, type: 'map@1', config: { expression: '$' }, ...renamed(node) }),
      ),
  },
  {
    does: 'leaves a failure without a report',
    rule: 'BA-05',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => flow.nodes.includes(node) && (node.next?.ports ?? []).some(({ port }) => port === 'error'),
        (node) => led(node, 'error', 'set_aside'),
      ),
  },
  {
    does: 'goes on however many fail',
    rule: 'BA-06',
    spoil: (flow) => atEach(flow, isLoop, (node) => withConfig(node, { errorThreshold: undefined })),
  },
  {
    does: 'lets nearly all fail',
    rule: 'BA-06',
    spoil: (flow) => atEach(flow, isLoop, (node) => withConfig(node, { errorThreshold: '80%' })),
  },
  {
    does: 'takes the key from a write',
    rule: 'BA-07',
    spoil: (flow) => atEach(flow, hasKey, (node) => without(node, 'key')),
  },
  ...['$now()', '$millis()', '$run.startedAt', '$run.id', '$index', '$random()'].map(
    (part): Mutation => ({
      does: `puts ${part} into the key`,
      rule: 'BA-07',
      spoil: (flow) => atEach(flow, hasKey, (node) => ({ ...node, key: `${node.key} & "/" & $string(${part})` })),
    }),
  ),
  {
    does: 'leaves the period out of the key',
    rule: 'BA-07',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => node.key?.includes('period') === true,
        (node) => ({ ...node, key: 'customer' }),
      ),
  },
  {
    does: 'writes faster than half of the limit',
    rule: 'BA-08',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => node.config.connection === 'billing',
        (node) => withConfig(node, { connection: 'billing-fast' }),
      ),
  },
  {
    does: 'does not slow down',
    rule: 'BA-08',
    spoil: (flow) => atEach(flow, isThrottle, (node) => withConfig(node, { rate: '6/s' })),
  },
  {
    does: 'slows every customer down by itself',
    rule: 'BA-08',
    spoil: (flow) => atEach(flow, isThrottle, (node) => withConfig(node, { key: 'customer' })),
  },
  {
    does: 'answers a caller',
    rule: 'BA-09',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'milestone',
        (node) => ({ ...node, type: 'respond@1', config: {} }),
      ),
  },
  {
    does: 'answers a caller behind the failure',
    rule: 'BA-09',
    spoil: (flow) => [{ ...flow, nodes: [...flow.nodes, { id: 'answer', type: 'respond@1', config: {} }] }],
  },
];

function isSchedule(node: FlowNode): boolean {
  return typeOf(node) === 'schedule';
}

/** The list of the pattern, which says how many may fail; lists inside it do not. */
function isLoop(node: FlowNode): boolean {
  return typeOf(node) === 'each' && node.config.errorThreshold !== undefined;
}

function isSourceLoop(node: FlowNode): boolean {
  return isLoop(node) && node.config.source !== undefined;
}

function isReconcile(node: FlowNode): boolean {
  return typeOf(node) === 'reconcile';
}

function isThrottle(node: FlowNode): boolean {
  return typeOf(node) === 'throttle';
}

function hasKey(node: FlowNode): boolean {
  return node.key !== undefined;
}

function onlyFirst(node: FlowNode): NonNullable<FlowNode['next']> {
  const [first] = node.next?.ports ?? [];
  return { short: false, ports: first === undefined ? [] : [{ ...first, port: 'done' }] };
}

function renamed(node: FlowNode): Pick<Flow['nodes'][number], 'next'> {
  const ports = (node.next?.ports ?? []).map((edges) => ({
    ...edges,
    port: edges.port === 'out' ? 'done' : edges.port,
  }));
  return node.next === undefined ? {} : { next: { short: false, ports } };
}

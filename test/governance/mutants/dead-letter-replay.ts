import type { FlowNode } from '#flow/flow.ts';
import type { Json } from '#flow/json.ts';
import { atEach, led, type Mutation, typeOf, withConfig } from '../mutant.ts';

const calls = { path: '/shop/replays', auth: { scheme: 'standard-webhooks', secrets: ['shop-webhook'] } };

/** Ways to spoil a sound replay flow. */
export const mutations: readonly Mutation[] = [
  {
    does: 'lets anybody start it from outside',
    rule: 'DL-01',
    spoil: (flow) => atEach(flow, isStart, (node) => ({ ...node, type: 'webhook@1', config: calls })),
  },
  {
    does: 'starts by the clock',
    rule: 'DL-01',
    spoil: (flow) =>
      atEach(flow, isStart, (node) => ({
        ...node,
        type: 'schedule@1',
        config: { cron: '0 * * * *', zone: 'Europe/Vienna' },
      })),
  },
  {
    does: 'does not replay',
    rule: 'DL-02',
    spoil: (flow) => atEach(flow, isOf('replay'), (node) => marked(node)),
  },
  {
    does: 'writes under a key of the run, or of nothing',
    rule: 'DL-02',
    *spoil(flow) {
      for (const key of [{}, { key: '$run.id' }, { key: '$string($millis())' }]) {
        yield* atEach(flow, isOf('throttle'), (node) => ({
          ...node,
          ...key,
          type: 'odoo@1',
          config: { connection: 'odoo-main', operation: 'customer.upsert', values: 'customer' },
          timeout: '60s',
          into: 'mended',
        }));
      }
    },
  },
  {
    does: 'does not slow down',
    rule: 'DL-03',
    spoil: (flow) => atEach(flow, isOf('throttle'), (node) => marked(node)),
  },
  {
    does: 'goes past Slow down',
    rule: 'DL-03',
    *spoil(flow) {
      yield* atEach(
        flow,
        ({ id }) => id === 'above_limit',
        (node) => led(node, 'small', 'try_again'),
      );
      yield* atEach(
        flow,
        ({ id }) => id === 'somebody_looks',
        (node) => led(node, 'approved', 'replay_mended'),
      );
    },
  },
  {
    does: 'mends while it replays',
    rule: 'DL-04',
    *spoil(flow) {
      for (const event of ['event ~> |customer|{ "name": "x" }|', '{ "a": 1 }', 'event']) {
        const isBare = (node: FlowNode) => typeOf(node) === 'replay' && node.config.event === undefined;
        yield* atEach(flow, isBare, (node) => withConfig(node, { event }));
      }
    },
  },
  {
    does: 'does not check what was mended',
    rule: 'DL-04',
    *spoil(flow) {
      yield* atEach(flow, isOf('validate'), (node) => ({
        ...marked(node),
        next: { short: false, ports: [{ port: 'done', targets: ['somebody_looks'], list: false }] },
      }));
      yield* atEach(flow, isOf('validate'), (node) => led(node, 'invalid', 'somebody_looks'));
    },
  },
  {
    does: 'mends again after the check',
    rule: 'DL-04',
    spoil: (flow) =>
      atEach(
        flow,
        ({ id }) => id === 'slow_down' && flow.id === 'mend-names',
        (node) => ({
          ...node,
          type: 'map@1',
          config: { expression: '$ ~> |customer|{ "email": $lowercase(email) }|' },
        }),
      ),
  },
  {
    does: 'replays without end',
    rule: 'DL-05',
    *spoil(flow) {
      yield* atEach(flow, isOf('dead-letter-trigger'), (node) => withConfig(node, { maxReplays: undefined }));
      yield* atEach(flow, isOf('dead-letter-trigger'), (node) => withConfig(node, { maxReplays: 50 }));
    },
  },
  {
    does: 'takes what it set aside itself',
    rule: 'DL-06',
    spoil: (flow) => atEach(flow, isOf('dead-letter-trigger'), (node) => withConfig(node, { flows: [flow.id] })),
  },
  {
    does: 'puts back what it took, uncounted',
    rule: 'DL-06',
    *spoil(flow) {
      if (flow.id !== 'mend-names') return;
      yield* atEach(flow, isOf('dead-letter-trigger'), (node) => withConfig(node, { maxReplays: undefined }));
    },
  },
  {
    does: 'asks nobody',
    rule: 'DL-07',
    *spoil(flow) {
      yield* atEach(flow, isOf('branch'), (node) => {
        const cases: Json = JSON.parse(JSON.stringify(node.config.cases).replace(/\$vars\.approvalLimitMinor|50/, '7'));
        return withConfig(node, { cases });
      });
      yield* atEach(flow, isOf('approval'), (node) => led(node, 'rejected', ...targetsOf(node, 'approved')));
      yield* atEach(flow, isOf('approval'), (node) => led(node, 'expired', ...targetsOf(node, 'approved')));
    },
  },
  {
    does: 'reports nothing of some outcome',
    rule: 'DL-08',
    *spoil(flow) {
      yield* atEach(flow, isOf('report'), (node) => marked(node));
      yield* atEach(flow, isOf('notify'), (node) => marked(node));
      const isDrawn = (node: FlowNode) => typeOf(node) === 'replay' && targetsOf(node, 'error').length > 0;
      yield* atEach(flow, isDrawn, (node) => led(node, 'error'));
    },
  },
];

function isOf(type: string): (node: FlowNode) => boolean {
  return (node) => typeOf(node) === type;
}

function isStart(node: FlowNode): boolean {
  return ['dead-letter-trigger', 'manual'].includes(typeOf(node));
}

function targetsOf({ next }: FlowNode, wanted: string): readonly string[] {
  return (next?.ports ?? []).find(({ port }) => port === wanted)?.targets ?? [];
}

/** A milestone in the place of a step, with the first way on. */
function marked(node: FlowNode): FlowNode {
  const targets = node.next?.ports[0]?.targets ?? [];
  const config = { milestone: 'passed', businessKey: '$run.id' };
  const left: FlowNode = { id: node.id, type: 'milestone@1', config };
  return targets.length === 0
    ? left
    : { ...left, next: { short: false, ports: [{ port: 'done', targets, list: false }] } };
}

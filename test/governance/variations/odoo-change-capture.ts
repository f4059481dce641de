import type { Flow, FlowNode } from '#flow/flow.ts';
import { atEach, led, typeOf, type Variation, withConfig } from '../mutant.ts';

const isTrigger = (node: FlowNode) => typeOf(node) === 'odoo-trigger';
const isHttp = (node: FlowNode) => typeOf(node) === 'http';

/** A branch behind the trigger that reads the record as Odoo gave it. */
function* decidedBefore(flow: Flow): Generator<Flow> {
  const trigger = flow.nodes.find(isTrigger);
  const target = trigger?.next?.ports[0]?.targets[0];
  if (trigger === undefined || target === undefined) return;
  const cases = [{ port: 'known', when: '$exists(record.write_date) or id > 0' }];
  const branch: FlowNode = {
    id: 'known_record',
    type: 'branch@1',
    name: 'Known?',
    config: { cases, otherwise: 'strange' },
  };
  const mark: FlowNode = {
    id: 'not_ours',
    type: 'milestone@1',
    name: 'Not ours',
    config: { milestone: 'not-ours', businessKey: '$run.key' },
  };
  const nodes = flow.nodes.map((node) => (node === trigger ? led(node, 'out', branch.id) : node));
  yield { ...flow, nodes: [...nodes, led(led(branch, 'known', target), 'strange', mark.id), mark] };
}

/** Ways to write flows that follow `odoo-change-capture` otherwise. */
export const variations: readonly Variation[] = [
  {
    says: 'looks back as long as it does without a setting',
    vary: function* (flow) {
      if (!JSON.stringify(flow.follows ?? null).includes('longJobs'))
        yield* atEach(flow, isTrigger, (node) => withConfig(node, { overlap: undefined }));
    },
  },
  {
    says: 'looks back for an hour, every minute',
    vary: (flow) => atEach(flow, isTrigger, (node) => withConfig(node, { overlap: '1h', every: '1m' })),
  },
  {
    says: 'hears of new records only, and one after the other',
    vary: (flow) => atEach(flow, isTrigger, (node) => withConfig(node, { events: ['created'], oneByOne: true })),
  },
  {
    says: 'asks for a field of the studio',
    vary: (flow) =>
      atEach(flow, isTrigger, (node) =>
        withConfig(node, {
          fields: [...(Array.isArray(node.config.fields) ? node.config.fields : []), 'x_studio_mark'],
        }),
      ),
  },
  {
    says: 'deletions are reconciled',
    vary: function* (flow) {
      const text = JSON.stringify(flow.follows ?? null).replace('"deletions":"ignore"', '"deletions":"reconcile"');
      yield { ...flow, follows: JSON.parse(text) };
    },
  },
  {
    says: 'another system calls as well, with a signature',
    vary: function* (flow) {
      const map = flow.nodes.find((node) => typeOf(node) === 'map');
      if (map === undefined) return;
      const door: FlowNode = {
        id: 'asked_for',
        type: 'webhook@1',
        name: 'Asked for by the shop',
        config: {
          path: '/shop/again',
          auth: { scheme: 'standard-webhooks', secrets: ['shop'] },
          dedupe: { key: 'id' },
        },
      };
      yield { ...flow, nodes: [...flow.nodes, led(door, 'out', map.id)] };
    },
  },
  {
    says: 'Odoo is decided upon before it is translated',
    vary: decidedBefore,
  },
  {
    says: 'failures are set aside on purpose',
    vary: (flow) =>
      atEach(
        {
          ...flow,
          nodes: [...flow.nodes, { id: 'kept', type: 'dead-letter@1', name: 'Kept', config: { owner: 'logistics' } }],
        },
        (node) => isHttp(node) && (node.next?.ports ?? []).every(({ port }) => port !== 'error'),
        (node) => led(node, 'error', 'kept'),
      ),
  },
  {
    says: 'the answer of the other system is read as that system has it',
    vary: function* (flow) {
      for (const { id } of flow.nodes.filter(isHttp)) {
        const businessKey = `$string($steps.${id}.body.partner_id)`;
        const config = { milestone: 'told-them', businessKey };
        const mark: FlowNode = { id: 'told_them', type: 'milestone@1', name: 'Told them', config };
        const toMark = (node: FlowNode) => {
          const targets = (node.next?.ports ?? []).find(({ port }) => port === 'done')?.targets ?? [];
          return led(node, 'done', ...targets, mark.id);
        };
        yield* atEach({ ...flow, nodes: [...flow.nodes, mark] }, (node) => node.id === id, toMark);
      }
    },
  },
];

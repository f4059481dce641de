import { allNodes, type Flow, type FlowNode } from '#flow/flow.ts';
import type { JsonObject } from '#flow/json.ts';
import { readFollows } from '#flow/template/follows.ts';
import { atEach, led, type Mutation, typeOf, withConfig } from '../mutant.ts';

const isTrigger = (node: FlowNode) => typeOf(node) === 'odoo-trigger';
const isHttp = (node: FlowNode) => typeOf(node) === 'http';
const isMap = (node: FlowNode) => typeOf(node) === 'map';
const reads = (node: FlowNode) => typeOf(node) === 'odoo';
const firstTarget = (node: FlowNode) => node.next?.ports[0]?.targets[0] ?? '';
const fields = (node: FlowNode) => (Array.isArray(node.config.fields) ? node.config.fields : []);
const says = (flow: Flow, text: string) => JSON.stringify(flow.follows ?? null).includes(text);

/** A webhook in the place of the trigger, or beside it. */
function door(target: string, config: Readonly<Record<string, string>>, name: string): FlowNode {
  const { path = '/customers', scheme = 'none' } = config;
  const secrets = scheme === 'none' ? {} : { secrets: ['erp'] };
  const node: FlowNode = { id: 'door', type: 'webhook@1', name, config: { path, auth: { scheme, ...secrets } } };
  return led(node, 'out', target);
}

const trigger = ({ nodes }: Flow) => nodes.find(isTrigger);

function* addDoor(flow: Flow, config: Readonly<Record<string, string>>, name = 'Called'): Generator<Flow> {
  const first = trigger(flow);
  if (first !== undefined) yield { ...flow, nodes: [door(firstTarget(first), config, name), ...flow.nodes] };
}

function* startOtherwise(flow: Flow, start: (target: string) => FlowNode): Generator<Flow> {
  const first = trigger(flow);
  if (first === undefined) return;
  yield { ...flow, nodes: [start(firstTarget(first)), ...flow.nodes.filter((node) => !isTrigger(node))] };
}

/** Parameters of the pattern, changed; undefined takes one out. */
function* chosen(flow: Flow, change: Readonly<Record<string, string | undefined>>): Generator<Flow> {
  const [known] = readFollows(flow.follows);
  const kept = Object.entries({ ...known?.parameters, ...change }).filter(([, value]) => value !== undefined);
  // What is undefined was taken out just now.
  const parameters = Object.fromEntries(kept) as JsonObject;
  yield { ...flow, follows: [{ template: 'odoo-change-capture@1', parameters }] };
}

/** Ways to spoil flows that follow `odoo-change-capture`. */
export const mutations: readonly Mutation[] = [
  {
    does: 'waits to be called',
    rule: 'OD-01',
    spoil: (flow) => startOtherwise(flow, (target) => door(target, { scheme: 'standard-webhooks' }, 'Called')),
  },
  {
    does: 'starts by the clock',
    rule: 'OD-01',
    spoil: (flow) =>
      startOtherwise(flow, (target) =>
        led({ id: 'clock', type: 'schedule@1', config: { cron: '0 * * * *', zone: 'Europe/Vienna' } }, 'out', target),
      ),
  },
  {
    does: 'starts by hand',
    rule: 'OD-01',
    spoil: (flow) => startOtherwise(flow, (target) => led({ id: 'hand', type: 'manual@1', config: {} }, 'out', target)),
  },
  {
    does: 'looks back for a minute',
    rule: 'OD-02',
    spoil: (flow) => atEach(flow, isTrigger, (node) => withConfig(node, { overlap: '1m' })),
  },
  {
    does: 'looks back for just less than three minutes',
    rule: 'OD-02',
    spoil: (flow) => atEach(flow, isTrigger, (node) => withConfig(node, { overlap: '179s' })),
  },
  {
    does: 'looks back for five minutes although long jobs write',
    rule: 'OD-02',
    spoil: function* (flow) {
      if (says(flow, '"longJobs":true')) {
        yield* atEach(flow, isTrigger, (node) => withConfig(node, { overlap: '5m' }));
        yield* atEach(flow, isTrigger, (node) => withConfig(node, { overlap: undefined }));
      }
    },
  },
  { does: 'takes calls on a path of Odoo', rule: 'OD-03', spoil: (flow) => addDoor(flow, { path: '/erp/rules' }) },
  {
    does: 'takes calls on a path that says Odoo',
    rule: 'OD-03',
    spoil: (flow) => addDoor(flow, { path: '/hooks/odoo-customers', scheme: 'bearer' }),
  },
  {
    does: 'takes calls that are named after Odoo',
    rule: 'OD-03',
    spoil: (flow) => addDoor(flow, {}, 'Odoo automation'),
  },
  {
    does: 'makes no agreed shape',
    rule: 'OD-04',
    spoil: (flow) => atEach(flow, isMap, (node) => withConfig(node, { output: undefined })),
  },
  {
    does: 'hands on what Odoo gave',
    rule: 'OD-04',
    spoil: (flow) =>
      atEach(flow, isTrigger, (node) => {
        const receiver = [...allNodes(flow.nodes)].find(isHttp);
        return led(node, 'out', receiver?.id ?? '');
      }),
  },
  {
    does: 'reads the record of Odoo in what is sent',
    rule: 'OD-04',
    spoil: (flow) =>
      atEach(flow, isHttp, (node) => withConfig(node, { body: '{ "name": $trigger.body.record.name }' })),
  },
  {
    does: 'reads a link of Odoo in what is sent',
    rule: 'OD-04',
    spoil: (flow) => atEach(flow, isHttp, (node) => withConfig(node, { body: '{ "who": partner_id[1] }' })),
  },
  {
    does: 'makes a shape with names of Odoo',
    rule: 'OD-04',
    spoil: (flow) => atEach(flow, isMap, (node) => withConfig(node, { output: 'odoo-customer-copy@1' })),
  },
  {
    does: 'calls a bare search',
    rule: 'OD-07',
    spoil: (flow) =>
      atEach(flow, reads, (node) => ({
        ...node,
        config: {
          connection: 'odoo-main',
          model: 'res.partner',
          method: 'search_read',
          args: '{ "domain": [], "fields": ["name"] }',
        },
      })),
  },
  {
    does: 'calls a bare read',
    rule: 'OD-07',
    spoil: (flow) =>
      atEach(flow, reads, (node) => ({
        ...node,
        config: { connection: 'odoo-main', model: 'res.partner', method: 'read', ids: '[1]', args: '{}' },
      })),
  },
  {
    does: 'asks for bank accounts without watching them',
    rule: 'OD-08',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => node.config.model === 'res.partner',
        (node) => withConfig(node, { fields: [...fields(node), 'bank_ids'] }),
      ),
  },
  {
    does: 'watches stock no longer',
    rule: 'OD-08',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => node.config.model === 'stock.quant',
        () => undefined,
      ),
  },
  {
    does: 'lets changes of lines count',
    rule: 'OD-08',
    spoil: function* (flow) {
      if (says(flow, '"childChanges":"irrelevant"')) yield* chosen(flow, { childChanges: 'watch' });
    },
  },
  {
    does: 'says nothing about what is deleted',
    rule: 'OD-09',
    spoil: (flow) => chosen(flow, { deletions: undefined }),
  },
  {
    does: 'says something unheard of about what is deleted',
    rule: 'OD-09',
    spoil: (flow) => chosen(flow, { deletions: 'perhaps' }),
  },
];

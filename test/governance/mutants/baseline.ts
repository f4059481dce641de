import type { Flow, FlowNode } from '#flow/flow.ts';
import { isJsonObject } from '#flow/json.ts';
import { atEach, led, type Mutation, typeOf, withConfig, without } from '../mutant.ts';

const isCall = (node: FlowNode) => ['odoo', 'http', 'saas', 'notify'].includes(typeOf(node));
const isRequest = (node: FlowNode) => typeOf(node) === 'http';
const reads = /\.(find|get|read|search|status|available|count)$/;
const methods: ReadonlySet<unknown> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Steps that certainly write, told by what they say themselves. */
function writes(node: FlowNode): boolean {
  const { operation, method } = node.config;
  if (typeOf(node) === 'odoo') return typeof operation === 'string' && !reads.test(operation);
  return isRequest(node) && methods.has(method);
}

function headerWithout(flow: Flow, ...keys: readonly (keyof Flow)[]): Flow {
  const left = Object.fromEntries(Object.entries(flow).filter(([key]) => !keys.some((one) => one === key)));
  // Only keys that may be absent are ever named.
  return left as unknown as Flow;
}

/** Ids of everything inside a step of a type. */
function inside(nodes: readonly FlowNode[], type: string, isIn = false): readonly string[] {
  return nodes.flatMap((node) => [
    ...(isIn ? [node.id] : []),
    ...inside([...(node.body ?? []), ...(node.compensations ?? [])], type, isIn || typeOf(node) === type),
  ]);
}

function* add(flow: Flow, ...nodes: readonly FlowNode[]): Generator<Flow> {
  yield { ...flow, nodes: [...flow.nodes, ...nodes] };
}

/** One more way out of the first trigger, to steps of one's own. */
function* branchOff(flow: Flow, ...nodes: readonly FlowNode[]): Generator<Flow> {
  const [first] = nodes;
  const start = flow.nodes.find((node) => ['webhook', 'manual', 'schedule', 'odoo-trigger'].includes(typeOf(node)));
  if (start === undefined || first === undefined) return;
  const targets = start.next?.ports.find(({ port }) => port === 'out')?.targets ?? [];
  const led_ = led(start, 'out', ...targets, first.id);
  yield { ...flow, nodes: [...flow.nodes.map((node) => (node === start ? led_ : node)), ...nodes] };
}

function map(id: string, next?: string): FlowNode {
  const node: FlowNode = { id, type: 'map@1', name: id, config: { expression: '$' } };
  return next === undefined ? node : led(node, 'done', next);
}

function request(id: string, parts: Partial<FlowNode> = {}): FlowNode {
  const config = { connection: 'carrier', method: 'PUT', path: '/mutants/1', ...parts.config };
  return { id, type: 'http@1', name: id, timeout: '10s', retry: { attempts: 2 }, ...parts, config };
}

function* onlyNote(flow: Flow): Generator<Flow> {
  const note: FlowNode = {
    id: 'only_noted',
    type: 'milestone@1',
    name: 'Only noted',
    config: { milestone: 'refused', businessKey: '$run.id' },
  };
  for (const node of flow.nodes.filter(isCall)) {
    const nodes = flow.nodes.map((one) => (one === node ? led(one, 'error', note.id) : one));
    yield { ...flow, nodes: [...nodes, note] };
  }
}

/** Every outcome of a step that decides, left without a way. */
function* leaveOpen(flow: Flow, type: string, port: string): Generator<Flow> {
  const leads = (node: FlowNode) => (node.next?.ports ?? []).filter(({ targets }) => targets.length > 0);
  yield* atEach(
    flow,
    (node) => typeOf(node) === type && leads(node).length > 1 && leads(node).some((one) => one.port === port),
    (node) => led(node, port),
  );
}

const record = (flow: Flow) => (isJsonObject(flow.decision) ? flow.decision : {});
const withoutVersion = (text: unknown) => String(text).replace(/@\d+$/, '');
const named = (node: FlowNode, key: string) => typeof node.config[key] === 'string';
const long = Array.from({ length: 31 }, (_, index) => `const a${index} = ${index};`).join('\n');

/** Ways to spoil any sound flow. */
export const mutations: readonly Mutation[] = [
  { does: 'takes the owner away', rule: 'G-01', spoil: (flow) => [headerWithout(flow, 'owner')] },
  { does: 'takes the state away', rule: 'G-01', spoil: (flow) => [headerWithout(flow, 'lifecycle')] },
  { does: 'takes the classification away', rule: 'G-01', spoil: (flow) => [headerWithout(flow, 'classification')] },
  {
    does: 'puts a key into a header',
    rule: 'G-02',
    spoil: (flow) =>
      atEach(flow, isRequest, (node) => withConfig(node, { headers: { 'X-Api-Key': 'mutant-key-2027' } })),
  },
  {
    does: 'writes a password into the description',
    rule: 'G-02',
    spoil: (flow) => [{ ...flow, description: 'See https://shop:mutant27@shop.example.com.' }],
  },
  {
    does: 'writes a token into the notes',
    rule: 'G-02',
    spoil: (flow) =>
      atEach(
        flow,
        () => true,
        (node) => ({ ...node, notes: 'Sign in with Basic bXV0YW50OjIwMjc=' }),
      ),
  },
  {
    does: 'takes a time limit away',
    rule: 'G-03',
    spoil: (flow) =>
      flow.defaults?.timeout === undefined ? atEach(flow, isCall, (node) => without(node, 'timeout')) : [],
  },
  {
    does: 'takes the retries of a write away',
    rule: 'G-04',
    spoil: (flow) => {
      const retried = new Set(inside(flow.nodes, 'retry'));
      const fits = (node: FlowNode) => writes(node) && node.once === undefined && !retried.has(node.id);
      return flow.defaults?.retry === undefined ? atEach(flow, fits, (node) => without(node, 'retry')) : [];
    },
  },
  {
    does: 'writes to a system that remembers nothing, and asks nobody',
    rule: 'G-04',
    spoil: (flow) =>
      atEach(flow, isRequest, (node) => withConfig(without(node, 'once'), { connection: 'carrier', method: 'POST' })),
  },
  { does: 'lets a failure only be noted', rule: 'G-05', spoil: onlyNote },
  {
    does: 'takes away whoever is told of failures',
    rule: 'G-05',
    spoil: (flow) => branchOff(headerWithout(flow, 'owner', 'onFailure'), map('may_fail')),
  },
  {
    does: 'uses a connection nobody declared',
    rule: 'G-06',
    spoil: (flow) => atEach(flow, isCall, (node) => withConfig(node, { connection: 'nobody-knows' })),
  },
  { does: 'adds a step nothing leads to', rule: 'G-07', spoil: (flow) => add(flow, map('lost')) },
  { does: 'leaves a refused approval open', rule: 'G-07', spoil: (flow) => leaveOpen(flow, 'approval', 'rejected') },
  { does: 'leaves a refused check open', rule: 'G-07', spoil: (flow) => leaveOpen(flow, 'validate', 'invalid') },
  {
    does: 'builds nothing of what was agreed',
    rule: 'G-08',
    spoil: (flow) =>
      branchOff(flow, {
        ...map('agreed'),
        config: { output: 'order@1', expression: '{ "reference": 1, "currency": "EUR" }' },
      }),
  },
  {
    does: 'hands an operation something else',
    rule: 'G-08',
    spoil: (flow) =>
      branchOff(flow, {
        id: 'ordered',
        type: 'odoo@1',
        name: 'ordered',
        config: { connection: 'odoo-main', operation: 'order.create', values: '{ "partner": 5 > 3 }' },
        timeout: '10s',
        retry: { attempts: 2 },
      }),
  },
  {
    does: 'writes what another system owns',
    rule: 'G-09',
    spoil: (flow) =>
      branchOff(flow, {
        id: 'parcel',
        type: 'odoo@1',
        name: 'parcel',
        config: {
          connection: 'odoo-main',
          model: 'x_parcel',
          method: 'write',
          ids: '[1]',
          args: '{ "vals": { "x_number": 1 } }',
        },
        once: 'ask',
        timeout: '10s',
      }),
  },
  {
    does: 'sends the whole order to the carrier',
    rule: 'G-10',
    spoil: (flow) =>
      flow.nodes.some(({ config }) => config.contract === 'shop-order@1' && config.path !== undefined)
        ? branchOff(flow, request('sends_all'))
        : [],
  },
  {
    does: 'sends a mail address to the carrier under another name',
    rule: 'G-10',
    spoil: (flow) =>
      flow.nodes.some(({ config }) => config.contract === 'shop-order@1' && config.path !== undefined)
        ? branchOff(flow, request('sends_mail', { config: { body: '{ "to": $lowercase(customer.email) }' } }))
        : [],
  },
  {
    does: 'grows beyond what a reader holds together',
    rule: 'G-14',
    spoil: (flow) =>
      branchOff(
        flow,
        ...Array.from({ length: 41 }, (_, index) => map(`part_${index}`, index < 40 ? `part_${index + 1}` : undefined)),
      ),
  },
  {
    does: 'tries what is tried again, again',
    rule: 'G-15',
    spoil: (flow) =>
      branchOff(flow, {
        id: 'again',
        type: 'retry@1',
        name: 'again',
        config: { attempts: 7 },
        body: [request('calls', { retry: { attempts: 3 } })],
      }),
  },
  {
    does: 'names a shape without its version',
    rule: 'G-17',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => named(node, 'contract'),
        (node) => withConfig(node, { contract: withoutVersion(node.config.contract) }),
      ),
  },
  {
    does: 'names the shape of a result without its version',
    rule: 'G-17',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'map' && named(node, 'output'),
        (node) => withConfig(node, { output: withoutVersion(node.config.output) }),
      ),
  },
  {
    does: 'follows a pattern without its version',
    rule: 'G-17',
    spoil: (flow) => [{ ...flow, follows: ['baseline'] }],
  },
  { does: 'takes the decision away', rule: 'G-18', spoil: (flow) => [headerWithout(flow, 'decision')] },
  {
    does: 'leaves a question of the decision open',
    rule: 'G-18',
    spoil: (flow) => {
      const { staleness: _, ...left } = record(flow);
      return [{ ...flow, decision: left }];
    },
  },
  {
    does: 'decides against its own answers',
    rule: 'G-18',
    spoil: (flow) => {
      const { reason: _, ...left } = record(flow);
      return [{ ...flow, decision: { ...left, mode: left.mode === 'batch' ? 'event' : 'batch' } }];
    },
  },
  {
    does: 'adds a long script',
    rule: 'G-19',
    spoil: (flow) => branchOff(flow, { id: 'script', type: 'script@1', name: 'script', config: { code: long } }),
  },
  {
    does: 'lets a machine change it',
    rule: 'G-20',
    spoil: (flow) => [{ ...flow, decision: { ...record(flow), assisted: [{ by: 'a machine' }] } }],
  },
  {
    does: 'writes a state among the values of an operation',
    rule: 'G-21',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => writes(node) && typeOf(node) === 'odoo',
        (node) => withConfig(node, { values: '{ "state": "sale" }' }),
      ),
  },
  {
    does: 'writes a state of payment',
    rule: 'G-21',
    spoil: (flow) =>
      branchOff(flow, {
        id: 'paid',
        type: 'odoo@1',
        name: 'paid',
        config: {
          connection: 'odoo-main',
          model: 'account.move',
          method: 'write',
          ids: '[1]',
          args: '{ "vals": { "payment_state": "paid" } }',
        },
        once: 'ask',
        timeout: '10s',
      }),
  },
];

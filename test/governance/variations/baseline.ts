import type { Flow, FlowNode } from '#flow/flow.ts';
import { isJsonObject, type JsonObject } from '#flow/json.ts';
import { atEach, led, typeOf, type Variation, withConfig, without } from '../mutant.ts';

/** Flows that follow nothing else: other patterns may want more. */
const isOwn = (flow: Flow) => flow.follows === undefined;
const isCall = (node: FlowNode) => ['odoo', 'http', 'saas', 'notify'].includes(typeOf(node));
const record = (flow: Flow) => (isJsonObject(flow.decision) ? flow.decision : {});

function stripped(nodes: readonly FlowNode[], key: 'timeout' | 'retry'): readonly FlowNode[] {
  return nodes.map((node) => ({
    ...(isCall(node) ? without(node, key) : node),
    ...(node.body === undefined ? {} : { body: stripped(node.body, key) }),
    ...(node.compensations === undefined ? {} : { compensations: stripped(node.compensations, key) }),
  }));
}

function* withDefault(flow: Flow, key: 'timeout' | 'retry', value: JsonObject[string]): Generator<Flow> {
  if (isOwn(flow)) yield { ...flow, defaults: { [key]: value, ...flow.defaults }, nodes: stripped(flow.nodes, key) };
}

/** A way to another system where the first one fails. */
function* fallBack(flow: Flow): Generator<Flow> {
  const order = flow.nodes.find((node) => node.config.operation === 'order.create');
  const done = order?.next?.ports.find(({ port }) => port === 'done')?.targets[0];
  if (!isOwn(flow) || order === undefined || done === undefined) return;
  const config = {
    connection: 'crm',
    method: 'PUT',
    path: '/orders/{{ reference }}',
    body: '{ "reference": reference }',
  };
  const second: FlowNode = {
    id: 'second_way',
    type: 'http@1',
    name: 'Leave it to sales',
    config,
    key: 'reference',
    timeout: '10s',
    retry: { attempts: 3 },
  };
  const nodes = flow.nodes.filter(({ id }) => id !== 'set_aside');
  yield {
    ...flow,
    decision: { ...record(flow), control: 'orchestrated' },
    nodes: [...nodes.map((node) => (node === order ? led(node, 'error', second.id) : node)), led(second, 'done', done)],
  };
}

/** Nothing is drawn for the failure: the event is set aside for the owner of the flow. */
function* leaveToOwner(flow: Flow): Generator<Flow> {
  if (!isOwn(flow) || !flow.nodes.some(({ id }) => id === 'set_aside')) return;
  const left = flow.nodes.filter(({ id }) => id !== 'set_aside');
  yield { ...flow, nodes: left.map((node) => (node.config.operation === 'order.create' ? led(node, 'error') : node)) };
}

const harmless =
  'See 0f8fad5b-d9cb-469f-a165-70867728950e, sha256-n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg= and the token of 2027.';

/** Other ways to write any sound flow. */
export const variations: readonly Variation[] = [
  { says: 'one time limit for all', vary: (flow) => withDefault(flow, 'timeout', '45s') },
  { says: 'one way to try again for all', vary: (flow) => withDefault(flow, 'retry', { attempts: 5, first: '2s' }) },
  { says: 'a flow that is started on failure', vary: (flow) => [{ ...flow, onFailure: 'alarm' }] },
  {
    says: 'a flow that is started on failure, and the last word of its owner',
    vary: (flow) => (isOwn(flow) ? [{ ...flow, onFailure: 'alarm', owner: 'night-shift' }] : []),
  },
  {
    says: 'ids, checksums and words about tokens in the notes',
    vary: (flow) =>
      atEach(
        flow,
        (node) => node.notes === undefined,
        (node) => ({ ...node, notes: harmless }),
      ),
  },
  {
    says: 'an old and a new secret',
    vary: (flow) =>
      atEach(
        flow,
        (node) =>
          typeOf(node) === 'webhook' && isJsonObject(node.config.auth) && node.config.auth.secrets !== undefined,
        (node) =>
          withConfig(node, {
            auth: {
              ...(isJsonObject(node.config.auth) ? node.config.auth : {}),
              secrets: ['shop-2027', 'shop-2026-old'],
            },
          }),
      ),
  },
  { says: 'steps in another order in the file', vary: (flow) => [{ ...flow, nodes: [...flow.nodes].reverse() }] },
  {
    says: 'a reason beside the decision',
    vary: (flow) => [{ ...flow, decision: { ...record(flow), reason: 'Agreed with the owners of both systems.' } }],
  },
  {
    says: 'a machine proposed it, and a person said yes',
    vary: (flow) => [
      { ...flow, decision: { ...record(flow), assisted: [{ by: 'a machine', approvedBy: 'mila.novak' }] } },
    ],
  },
  {
    says: 'a person is asked where it is unclear',
    vary: (flow) =>
      isOwn(flow)
        ? atEach(
            flow,
            (node) => typeOf(node) === 'odoo' || typeOf(node) === 'http',
            (node) => ({ ...without(node, 'retry'), once: 'ask' }),
          )
        : [],
  },
  { says: 'another system where the first one fails', vary: fallBack },
  { says: 'a failure nobody draws', vary: leaveToOwner },
];

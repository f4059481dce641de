import type { Flow, FlowNode } from '#flow/flow.ts';
import { atEach, led, typeOf, type Variation, withConfig, without } from '../mutant.ts';

/** Legitimate ways to answer while somebody waits differently. */
export const variations: readonly Variation[] = [
  {
    says: 'the caller is answered sooner than it must be',
    vary: (flow) => atEach(flow, isWebhook, (node) => withConfig(node, { answerWithin: '4900ms' })),
  },
  {
    says: 'the webhook drops repeats',
    vary: (flow) => atEach(flow, isWebhook, (node) => withConfig(node, { dedupe: { key: '$run.id', for: '1h' } })),
  },
  {
    says: 'it can be tried out by hand as well',
    vary: (flow) => byHand(flow),
  },
  {
    says: 'look-ups are tried once, and the flow says how long a try may take',
    vary: (flow) => [
      {
        ...flow,
        defaults: { timeout: '900ms' },
        nodes: flow.nodes.map((node) => (isLookup(node) ? without(node, 'timeout', 'retry') : node)),
      },
    ],
  },
  {
    says: 'many tries are given up in time',
    vary: (flow) =>
      atEach(
        flow,
        (node) => isLookup(node) && node.retry !== undefined,
        (node) => ({ ...node, timeout: '1s', retry: { attempts: 9, first: '100ms', giveUpAfter: '1500ms' } }),
      ),
  },
  {
    says: 'the question is kept for somebody after it was answered',
    vary: (flow) => keptBehind(flow),
  },
  {
    says: 'people are told behind the answer, however long that takes',
    vary: (flow) => toldBehind(flow),
  },
  {
    says: 'people are told side by side with the answer',
    vary: (flow) => toldBeside(flow),
  },
  {
    says: 'people are told before the answer, if that works',
    vary: (flow) => toldBefore(flow),
  },
  {
    says: 'a list is computed before the answer',
    vary: (flow) => computed(flow),
  },
  {
    says: 'the failure of an answer leads to a plainer one',
    vary: (flow) => plainer(flow),
  },
  {
    says: 'a look-up is optional instead of its failure being drawn',
    vary: (flow) => optional(flow),
  },
  {
    says: 'something is looked up behind the answer, whatever becomes of it',
    vary: (flow) => lookedUpBehind(flow),
  },
  {
    says: 'old answers would be wrong',
    vary: (flow) => [{ ...flow, follows: [{ template: 'real-time-validation@1', parameters: { cached: 'fresh' } }] }],
  },
];

function isWebhook(node: FlowNode): boolean {
  return typeOf(node) === 'webhook';
}

function isAnswer(node: FlowNode): boolean {
  return typeOf(node) === 'respond';
}

function isLookup(node: FlowNode): boolean {
  return ['odoo', 'saas', 'http'].includes(typeOf(node));
}

function targetsOf(node: FlowNode, port: string): readonly string[] {
  return node.next?.ports.find((edges) => edges.port === port)?.targets ?? [];
}

function isLast(node: FlowNode): boolean {
  return isAnswer(node) && node.next === undefined;
}

function* byHand(flow: Flow): Generator<Flow> {
  const webhook = flow.nodes.find(isWebhook);
  if (webhook === undefined) return;
  const hand = led({ id: 'by_hand', type: 'manual@1', config: {} }, 'out', ...targetsOf(webhook, 'out'));
  yield { ...flow, nodes: [...flow.nodes, hand] };
}

function* behind(flow: Flow, ...added: readonly FlowNode[]): Generator<Flow> {
  const [first] = added;
  const answer = flow.nodes.find(isLast);
  if (answer === undefined || first === undefined) return;
  const nodes = flow.nodes.map((node) => (node === answer ? led(node, 'done', first.id) : node));
  yield { ...flow, nodes: [...nodes, ...added] };
}

function keptBehind(flow: Flow): Iterable<Flow> {
  return behind(flow, { id: 'kept', type: 'dead-letter@1', config: { owner: 'sales-operations' } });
}

/** A message that is tried for minutes. */
const message: FlowNode = {
  id: 'tell_people',
  type: 'notify@1',
  config: { connection: 'payments', path: '/messages', text: 'Somebody asked.' },
  timeout: '30s',
  retry: { attempts: 5, first: '10s' },
};

/** Another connection makes it more than one system. */
function orchestrated(flow: Flow): Flow {
  const decision = { ...Object(flow.decision), control: 'orchestrated', orchestrator: 'penstock' };
  return { ...flow, decision };
}

function toldBehind(flow: Flow): Iterable<Flow> {
  return behind(orchestrated(flow), message);
}

function lookedUpBehind(flow: Flow): Iterable<Flow> {
  const config = { connection: 'payments', path: '/terms' };
  return behind(orchestrated(flow), { id: 'warm_up', type: 'http@1', config, timeout: '30s' });
}

function* toldBeside(flow: Flow): Generator<Flow> {
  const webhook = flow.nodes.find(isWebhook);
  if (webhook === undefined) return;
  const out = [...targetsOf(webhook, 'out'), message.id];
  const nodes = flow.nodes.map((node) => (node === webhook ? led(node, 'out', ...out) : node));
  yield orchestrated({ ...flow, nodes: [...nodes, message] });
}

function* toldBefore(flow: Flow): Generator<Flow> {
  const webhook = flow.nodes.find(isWebhook);
  const [target, more] = webhook === undefined ? [] : targetsOf(webhook, 'out');
  if (webhook === undefined || target === undefined || more !== undefined) return;
  const quick: FlowNode = { ...message, importance: 'optional', timeout: '100ms', retry: { attempts: 1 } };
  const nodes = flow.nodes.map((node) => (node === webhook ? led(node, 'out', quick.id) : node));
  yield orchestrated({ ...flow, nodes: [...nodes, led(quick, 'done', target)] });
}

function* computed(flow: Flow): Generator<Flow> {
  const webhook = flow.nodes.find(isWebhook);
  const branch = flow.nodes.find((node) => typeOf(node) === 'branch');
  const port = branch?.next?.ports.find(({ targets }) => targets.length === 1);
  if (webhook === undefined || branch === undefined || port === undefined) return;
  const line: FlowNode = { id: 'line_total', type: 'map@1', config: { expression: '{ "total": price * quantity }' } };
  const list: FlowNode = { id: 'lines', type: 'each@1', config: { items: 'lines', key: 'sku' }, body: [line] };
  const nodes = flow.nodes.map((node) => (node === branch ? led(node, port.port, list.id) : node));
  // A list makes the flow a process in the eyes of the decision record.
  yield orchestrated({ ...flow, nodes: [...nodes, led(list, 'done', ...port.targets)] });
}

function* plainer(flow: Flow): Generator<Flow> {
  const answer = flow.nodes.find((node) => isLast(node) && node.config.body !== undefined);
  if (answer === undefined) return;
  const plain: FlowNode = { id: 'plain_answer', type: 'respond@1', config: { status: 500, body: '{}' } };
  const nodes = flow.nodes.map((node) => (node === answer ? led(node, 'error', plain.id) : node));
  yield { ...flow, nodes: [...nodes, plain] };
}

/** The answer that was drawn for the failure goes with the way to it, unless others lead there. */
function* optional(flow: Flow): Generator<Flow> {
  const lookup = flow.nodes.find((node) => isLookup(node) && targetsOf(node, 'error').length > 0);
  const [gone] = lookup === undefined ? [] : targetsOf(lookup, 'error');
  if (lookup === undefined || gone === undefined) return;
  const standing = { ...led(lookup, 'error'), importance: 'optional' as const, fallback: { body: {} } };
  const nodes = flow.nodes.flatMap((node) => {
    if (node.id === gone) return [];
    return [node === lookup ? standing : node];
  });
  yield { ...flow, nodes };
}

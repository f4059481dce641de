import type { Flow, FlowNode } from '#flow/flow.ts';
import { atEach, led, type Mutation, typeOf, withConfig, without } from '../mutant.ts';

/** How sound flows of the pattern can be spoiled. */
export const mutations: readonly Mutation[] = [
  {
    does: 'lets the caller go at once',
    rule: 'RT-01',
    spoil: (flow) => atEach(flow, isWebhook, (node) => withConfig(node, { answer: 'accepted' })),
  },
  {
    does: 'leaves the answer to its default',
    rule: 'RT-01',
    spoil: (flow) => atEach(flow, isWebhook, (node) => withConfig(node, { answer: undefined })),
  },
  {
    does: 'leaves the waiting time to its default',
    rule: 'RT-01',
    spoil: (flow) => atEach(flow, isWebhook, (node) => withConfig(node, { answerWithin: undefined })),
  },
  {
    does: 'lets the caller wait a little longer',
    rule: 'RT-01',
    spoil: (flow) => atEach(flow, isWebhook, (node) => withConfig(node, { answerWithin: '5001ms' })),
  },
  {
    does: 'starts by hand only',
    rule: 'RT-01',
    spoil: (flow) => atEach(flow, isWebhook, (node) => ({ ...node, type: 'manual@1', config: {} })),
  },
  {
    does: 'tries so often that it takes too long',
    rule: 'RT-02',
    spoil: (flow) =>
      atEach(flow, isLookup, (node) => ({ ...node, retry: { attempts: 9, first: '1s', giveUpAfter: '5s' } })),
  },
  {
    does: 'takes too long for one try',
    rule: 'RT-02',
    spoil: (flow) => atEach(flow, isLookup, (node) => ({ ...node, timeout: '5s' })),
  },
  {
    does: 'takes as long as the engine allows',
    rule: 'RT-02',
    spoil: (flow) => atEach(flow, isLookup, (node) => without(node, 'timeout')),
  },
  {
    does: 'tries the steps around it too often',
    rule: 'RT-02',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'retry',
        (node) => withConfig(node, { attempts: 5 }),
      ),
  },
  {
    does: 'pauses too long between two tries',
    rule: 'RT-02',
    spoil: (flow) =>
      atEach(flow, isLookup, (node) => ({
        ...node,
        timeout: '1s',
        retry: { attempts: 2, first: '5s', giveUpAfter: '4500ms' },
      })),
  },
  {
    does: 'never gives up while its system asks for patience',
    rule: 'RT-02',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => isLookup(node) && node.retry !== undefined,
        (node) => ({ ...node, retry: { attempts: 2, first: '100ms' } }),
      ),
  },
  {
    does: 'answers sooner than the slowest way',
    rule: 'RT-02',
    spoil: (flow) => atEach(flow, isWebhook, (node) => withConfig(node, { answerWithin: '1s' })),
  },
  {
    does: 'forgets what to answer when a look-up fails',
    rule: 'RT-03',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => isLookup(node) && node.importance === undefined && failingPorts(node).length > 0,
        (node) => failingPorts(node).reduce((left, port) => led(left, port), node),
      ),
  },
  {
    does: 'makes an optional look-up required',
    rule: 'RT-03',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => isLookup(node) && node.importance === 'optional',
        (node) => without(node, 'importance'),
      ),
  },
  {
    does: 'draws no way for tries that are used up',
    rule: 'RT-03',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'retry',
        (node) => led(node, 'exhausted'),
      ),
  },
  {
    does: 'catches only one kind of failure',
    rule: 'RT-03',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'try',
        (node) => withConfig(node, { catch: [{ kind: 'transient', port: 'away' }] }),
      ),
  },
  {
    does: 'tells people before the answer, and fails with that',
    rule: 'RT-03',
    spoil: (flow) => toldBefore(flow, {}),
  },
  {
    does: 'takes an answer out',
    rule: 'RT-04',
    spoil: (flow) =>
      atEach(flow, isAnswer, (node) => ({
        ...without(node, 'next'),
        type: 'milestone@1',
        config: { milestone: 'silent', businessKey: '$run.id' },
      })),
  },
  {
    does: 'sets aside instead of answering',
    rule: 'RT-04',
    spoil: (flow) =>
      atEach(flow, isAnswer, (node) => ({
        ...without(node, 'next'),
        type: 'dead-letter@1',
        config: { owner: 'sales-operations' },
      })),
  },
  {
    does: 'leaves an outcome open',
    rule: 'RT-04',
    spoil: (flow) => openOutcome(flow),
  },
  {
    does: 'answers twice, one behind the other',
    rule: 'RT-04',
    spoil: (flow) => answeredAgain(flow),
  },
  {
    does: 'answers at once and again later',
    rule: 'RT-04',
    spoil: (flow) => answeredBeside(flow),
  },
  {
    does: 'writes where it looked',
    rule: 'RT-05',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'http',
        (node) => withConfig(node, { method: 'POST' }),
      ),
  },
  {
    does: 'reserves what it was asked about',
    rule: 'RT-05',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'odoo',
        (node) => withConfig(node, { operation: 'stock.reserve' }),
      ),
  },
  {
    does: 'creates what it did not find',
    rule: 'RT-05',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'saas',
        (node) => withConfig(node, { operation: 'createCustomer', parameters: undefined, body: '{}' }),
      ),
  },
  ...(
    [
      ['waits for a while', 'wait@1', { for: '1s' }],
      ['slows callers down', 'throttle@1', { rate: '5/s' }],
      ['asks a person', 'approval@1', {}],
    ] as const
  ).map(([does, type, config]) => ({
    does,
    rule: 'RT-06',
    spoil: (flow: Flow) => first(flow, { id: 'held_up', type, config }),
  })),
  {
    does: 'keeps callers in order',
    rule: 'RT-06',
    spoil: (flow) => atEach(flow, isWebhook, (node) => withConfig(node, { sequence: { key: 'customer' } })),
  },
  {
    does: 'looks up one item after the other',
    rule: 'RT-06',
    spoil: (flow) =>
      atEach(flow, isLookup, (node) => {
        const inner = { ...without(node, 'next'), id: `${node.id}_each` };
        const list = { id: node.id, type: 'each@1', config: { items: 'skus', key: '$' }, body: [inner] };
        return node.next === undefined ? list : { ...list, next: node.next };
      }),
  },
  {
    does: 'reads a list from another system',
    rule: 'RT-06',
    spoil: (flow) =>
      first(flow, {
        id: 'held_up',
        type: 'each@1',
        config: { source: { connection: 'crm', path: '/items', items: 'items', next: 'next' }, key: 'id' },
        body: [{ id: 'line_name', type: 'map@1', config: { expression: '{ "name": name }' } }],
      }),
  },
  {
    does: 'asks a person whether its message arrived',
    rule: 'RT-06',
    spoil: (flow) => toldBefore(flow, { once: 'ask', importance: 'optional' }),
  },
  {
    does: 'does not say who keeps answers',
    rule: 'RT-07',
    spoil: (flow) => [{ ...flow, follows: ['real-time-validation@1'] }],
  },
  {
    does: 'says that nobody keeps answers',
    rule: 'RT-07',
    spoil: (flow) => [{ ...flow, follows: [{ template: 'real-time-validation@1', parameters: { cached: 'none' } }] }],
  },
  {
    does: 'records answers that speak for events',
    rule: 'RT-08',
    spoil: (flow) => [decided(flow, { staleness: '15m' })],
  },
  {
    does: 'records answers that speak for batches, with a reason',
    rule: 'RT-08',
    spoil: (flow) => [decided(flow, { staleness: '24h', reason: 'It has always been so.' })],
  },
  {
    does: 'decides for events',
    rule: 'RT-08',
    spoil: (flow) => [decided(flow, { mode: 'event', reason: 'It will be one.' })],
  },
  {
    does: 'loses its decision',
    rule: 'RT-08',
    spoil: (flow) => {
      const { decision: _gone, ...rest } = flow;
      return [rest];
    },
  },
  {
    does: 'is marked as a batch',
    rule: 'RT-08',
    spoil: (flow) => [{ ...flow, classification: { ...flow.classification, mode: 'batch' } }],
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

function failingPorts(node: FlowNode): readonly string[] {
  return (node.next?.ports ?? []).map(({ port }) => port).filter((port) => port === 'error');
}

function targetsOf(node: FlowNode, port: string): readonly string[] {
  return node.next?.ports.find((edges) => edges.port === port)?.targets ?? [];
}

function decided(flow: Flow, changes: Readonly<Record<string, string>>): Flow {
  return { ...flow, decision: { ...Object(flow.decision), ...changes } };
}

/** Puts a step right behind the webhook. */
function* first(flow: Flow, added: FlowNode): Generator<Flow> {
  const webhook = flow.nodes.find(isWebhook);
  if (webhook === undefined) return;
  const port = ['wait', 'throttle'].includes(typeOf(added)) ? 'out' : 'done';
  const behind = led(added, typeOf(added) === 'approval' ? 'approved' : port, ...targetsOf(webhook, 'out'));
  const nodes = flow.nodes.map((node) => (node === webhook ? led(node, 'out', added.id) : node));
  yield { ...flow, nodes: [...nodes, behind] };
}

function toldBefore(flow: Flow, beside: Partial<FlowNode>): Iterable<Flow> {
  const config = { connection: 'crm', path: '/messages', text: 'Somebody asked.' };
  return first(flow, { id: 'tell_people', type: 'notify@1', config, timeout: '100ms', ...beside });
}

function* openOutcome(flow: Flow): Generator<Flow> {
  for (const node of flow.nodes) {
    const ports = node.next?.ports ?? [];
    if (!['branch', 'validate', 'dedupe', 'try'].includes(typeOf(node)) || ports.length < 2) continue;
    for (const { port } of ports) {
      yield { ...flow, nodes: flow.nodes.map((one) => (one === node ? led(one, port) : one)) };
    }
  }
}

function* answeredAgain(flow: Flow): Generator<Flow> {
  for (const answer of flow.nodes.filter((node) => isAnswer(node) && node.next === undefined)) {
    const again: FlowNode = { id: 'answer_again', type: 'respond@1', config: {} };
    const nodes = flow.nodes.map((node) => (node === answer ? led(node, 'done', again.id) : node));
    yield { ...flow, nodes: [...nodes, again] };
  }
}

function* answeredBeside(flow: Flow): Generator<Flow> {
  const webhook = flow.nodes.find(isWebhook);
  if (webhook === undefined) return;
  const early: FlowNode = { id: 'answer_early', type: 'respond@1', config: { status: 202 } };
  const out = [...targetsOf(webhook, 'out'), early.id];
  yield { ...flow, nodes: [...flow.nodes.map((node) => (node === webhook ? led(node, 'out', ...out) : node)), early] };
}

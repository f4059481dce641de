import type { Flow, FlowNode } from '#flow/flow.ts';
import { atEach, led, type Mutation, typeOf, withConfig, without } from '../mutant.ts';

const calls = new Set(['odoo', 'saas', 'http']);

/** How sound flows of the pattern can be spoiled. */
export const mutations: readonly Mutation[] = [
  {
    does: 'calls a second time',
    rule: 'AP-01',
    spoil: (flow) => doubled(flow),
  },
  {
    does: 'takes the call out',
    rule: 'AP-01',
    spoil: (flow) => atEach(flow, isCall, () => undefined),
  },
  {
    does: 'sends a plain request to an address with a named operation',
    rule: 'AP-02',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'saas',
        (node) => asRequest(node, 'billing-web', '/customers'),
      ),
  },
  {
    does: 'sends a plain request to a system without a document',
    rule: 'AP-02',
    spoil: (flow) => atEach(flow, isCall, (node) => asRequest(node, 'customs', '/declarations')),
  },
  {
    does: 'gives up after the first failure',
    rule: 'AP-03',
    spoil: (flow) => atEach(flow, isCall, (node) => without(node, 'retry')),
  },
  {
    does: 'takes the key from a write',
    rule: 'AP-03',
    spoil: (flow) => atEach(flow, hasKey, (node) => without(node, 'key')),
  },
  {
    does: 'writes where nobody remembers keys',
    rule: 'AP-03',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => hasKey(node) && typeOf(node) === 'saas',
        (node) => withConfig(node, { connection: 'billing-unkeyed' }),
      ),
  },
  {
    does: 'adds steps until nobody sees one call',
    rule: 'AP-04',
    spoil: (flow) => [widened(flow)],
  },
  {
    does: 'drops the shape of the request',
    rule: 'AP-05',
    spoil: (flow) => [unchecked(flow)],
  },
  {
    does: 'goes on with what does not fit',
    rule: 'AP-05',
    spoil: (flow) =>
      atEach(
        // Where the webhook checks as well, the second check is one too many.
        flow.nodes.some(({ config }) => config.contract !== undefined && config.path !== undefined)
          ? { ...flow, nodes: [] }
          : flow,
        (node) => typeOf(node) === 'validate',
        (node) => led(node, 'invalid', ...targetsOf(node, 'valid')),
      ),
  },
  {
    does: 'gives the answer without an agreed shape',
    rule: 'AP-05',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'map',
        (node) => withConfig(node, { output: undefined }),
      ),
  },
  {
    does: 'gives the answer as it came',
    rule: 'AP-05',
    spoil: (flow) => pastTheMapping(flow),
  },
  {
    does: 'asks more often than the vendor allows',
    rule: 'AP-06',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'saas',
        (node) => withConfig(node, { connection: 'billing-fast' }),
      ),
  },
  {
    does: 'asks a system whose limit nobody knows',
    rule: 'AP-06',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'saas',
        (node) => withConfig(node, { connection: 'rating' }),
      ),
  },
  {
    does: 'decides by a field of the answer',
    rule: 'AP-07',
    spoil: (flow) => deciding(flow, (call) => `$steps.${call}.body.total > 100`),
  },
  {
    does: 'decides by a field of the answer, kept aside',
    rule: 'AP-07',
    spoil: (flow) => deciding(flow, (call) => `($answer := $steps.${call}; $answer.total > 100)`),
  },
  {
    does: 'decides by how many there are',
    rule: 'AP-07',
    spoil: (flow) => deciding(flow, (call) => `$count($steps.${call}.body.items[price > 10]) > 1`),
  },
];

function isCall(node: FlowNode): boolean {
  return calls.has(typeOf(node));
}

function hasKey(node: FlowNode): boolean {
  return isCall(node) && node.key !== undefined;
}

function targetsOf(node: FlowNode, port: string): readonly string[] {
  return node.next?.ports.find((edges) => edges.port === port)?.targets ?? [];
}

function asRequest(node: FlowNode, connection: string, path: string): FlowNode {
  return { ...node, type: 'http@1', config: { connection, method: 'POST', path } };
}

/** Only calls of the flow itself: a second one inside a scope would begin beside the first. */
function* doubled(flow: Flow): Generator<Flow> {
  for (const call of flow.nodes.filter(isCall)) {
    const second = { ...call, id: `${call.id}_again` };
    const nodes = flow.nodes.map((node) => (node.id === call.id ? led(node, 'done', second.id) : node));
    yield { ...flow, nodes: [...nodes, second] };
  }
}

function widened(flow: Flow): Flow {
  const [trigger, ...others] = flow.nodes;
  if (trigger === undefined) return flow;
  const ids = Array.from({ length: 8 }, (_, place) => `noted_${place + 1}`);
  const after = targetsOf(trigger, 'out');
  const notes: FlowNode[] = ids.map((id, place) => {
    const next = ids[place + 1];
    const node: FlowNode = { id, type: 'milestone@1', config: { milestone: 'noted', businessKey: '$run.id' } };
    return led(node, 'done', ...(next === undefined ? after : [next]));
  });
  return { ...flow, nodes: [led(trigger, 'out', 'noted_1'), ...notes, ...others] };
}

/** Neither trigger nor step says what a request looks like. */
function unchecked(flow: Flow): Flow {
  const check = flow.nodes.find((node) => typeOf(node) === 'validate');
  const nodes = flow.nodes
    .filter((node) => node !== check)
    .map((node) => {
      const config = withConfig(node, { contract: undefined, form: undefined });
      const [target] = targetsOf(node, 'out');
      return check !== undefined && target === check.id ? led(config, 'out', ...targetsOf(check, 'valid')) : config;
    });
  return { ...flow, nodes };
}

function* pastTheMapping(flow: Flow): Generator<Flow> {
  const mapping = flow.nodes.find((node) => typeOf(node) === 'map');
  if (mapping === undefined) return;
  const nodes = flow.nodes.flatMap((node) => {
    if (node.id === mapping.id) return [];
    const ports = (node.next?.ports ?? []).map((edges) => ({
      ...edges,
      targets: edges.targets.flatMap((id) => (id === mapping.id ? targetsOf(mapping, 'done') : [id])),
    }));
    return [{ ...node, next: { short: false, ports } }];
  });
  yield { ...flow, nodes };
}

function* deciding(flow: Flow, say: (call: string) => string): Generator<Flow> {
  const call = flow.nodes.find(isCall);
  const after = call === undefined ? [] : targetsOf(call, 'done');
  if (call === undefined || after.length === 0) return;
  const config = { cases: [{ port: 'large', when: say(call.id) }], otherwise: 'small' };
  const decision = led(led({ id: 'large_enough', type: 'branch@1', config }, 'large', ...after), 'small', ...after);
  const nodes = flow.nodes.map((node) => (node.id === call.id ? led(node, 'done', decision.id) : node));
  yield { ...flow, nodes: [...nodes, decision] };
}

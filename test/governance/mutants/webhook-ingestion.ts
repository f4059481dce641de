import type { Flow, FlowNode } from '#flow/flow.ts';
import { isJsonObject } from '#flow/json.ts';
import { atEach, led, type Mutation, typeOf, withConfig, without } from '../mutant.ts';

const isWebhook = (node: FlowNode) => typeOf(node) === 'webhook';
const auth = (node: FlowNode) => (isJsonObject(node.config.auth) ? node.config.auth : {});
const signsTime = (node: FlowNode) => auth(node).scheme === 'standard-webhooks';
const dedupe = (node: FlowNode) => node.config.dedupe;
const limits = (node: FlowNode) => (isJsonObject(node.config.limits) ? node.config.limits : {});
const calls = (node: FlowNode) => ['odoo', 'http'].includes(typeOf(node));
const writes = (node: FlowNode) => typeOf(node) === 'http' || node.config.operation === 'order.create';
const firstTarget = (node: FlowNode, port: string) =>
  (node.next?.ports ?? []).find((edges) => edges.port === port)?.targets[0] ?? '';

/** The first step that reaches another system, in the author's order. */
function firstCall({ nodes }: Flow): string {
  const holds = (node: FlowNode): boolean => calls(node) || (node.body ?? []).some(holds);
  return nodes.find(holds)?.id ?? '';
}

function* addSecond(flow: Flow): Generator<Flow> {
  const first = flow.nodes.find(isWebhook);
  if (first === undefined) return;
  const second = withConfig({ ...first, id: 'second_door' }, { path: '/second/door' });
  yield { ...flow, nodes: [second, ...flow.nodes] };
}

/** A start by hand that leads straight to the work. */
function* addManual(flow: Flow): Generator<Flow> {
  const start: FlowNode = { id: 'by_hand', type: 'manual@1', name: 'By hand', config: {} };
  yield { ...flow, nodes: [led(start, 'out', firstCall(flow)), ...flow.nodes] };
}

/** One more way from the webhook, past everything, to the first call. */
function* leadPast(flow: Flow): Generator<Flow> {
  yield* atEach(flow, isWebhook, (node) => led(node, 'out', firstTarget(node, 'out'), firstCall(flow)));
}

function* ordered(flow: Flow): Generator<Flow> {
  const isOrdered = JSON.stringify(flow.follows ?? null).includes('"ordered":true');
  if (isOrdered) yield flow;
}

/** Ways to spoil flows that follow `webhook-ingestion`. */
export const mutations: readonly Mutation[] = [
  {
    does: 'lets anybody in',
    rule: 'WH-01',
    spoil: (flow) => atEach(flow, isWebhook, (node) => withConfig(node, { auth: { scheme: 'none' } })),
  },
  {
    does: 'takes signatures that are an hour old',
    rule: 'WH-01',
    spoil: (flow) => atEach(flow, signsTime, (node) => withConfig(node, { auth: { ...auth(node), tolerance: '1h' } })),
  },
  {
    does: 'takes signatures that are six minutes old',
    rule: 'WH-01',
    spoil: (flow) => atEach(flow, signsTime, (node) => withConfig(node, { auth: { ...auth(node), tolerance: '6m' } })),
  },
  {
    does: 'forgets unsigned times after a week',
    rule: 'WH-01',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => isWebhook(node) && !signsTime(node) && dedupe(node) !== undefined,
        (node) => withConfig(node, { dedupe: { key: 'id', for: '7d' } }),
      ),
  },
  {
    does: 'lets the step that drops repeats forget after a day',
    rule: 'WH-01',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'dedupe',
        (node) => withConfig(node, { for: '1d' }),
      ),
  },
  { does: 'opens a second door', rule: 'WH-01', spoil: addSecond },
  {
    does: 'takes the webhook out',
    rule: 'WH-01',
    spoil: (flow) => atEach(flow, isWebhook, () => undefined),
  },
  {
    does: 'lets the sender wait',
    rule: 'WH-02',
    spoil: (flow) => atEach(flow, isWebhook, (node) => withConfig(node, { answer: 'processed' })),
  },
  {
    does: 'lets the sender wait for ten seconds',
    rule: 'WH-02',
    spoil: (flow) => atEach(flow, isWebhook, (node) => withConfig(node, { answer: 'processed', answerWithin: '10s' })),
  },
  {
    does: 'no longer drops repeats',
    rule: 'WH-03',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => dedupe(node) !== undefined,
        (node) => withConfig(node, { dedupe: undefined }),
      ),
  },
  {
    does: 'lets duplicates go on',
    rule: 'WH-03',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'dedupe',
        (node) => led(node, 'duplicate', firstTarget(node, 'unique')),
      ),
  },
  {
    does: 'knows repeats by the moment of the call',
    rule: 'WH-03',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => dedupe(node) !== undefined,
        (node) => withConfig(node, { dedupe: { key: '$trigger.receivedAt' } }),
      ),
  },
  {
    does: 'knows repeats by the clock',
    rule: 'WH-03',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'dedupe',
        (node) => withConfig(node, { key: '$now()' }),
      ),
  },
  { does: 'leads around what drops repeats', rule: 'WH-03', spoil: addManual },
  {
    does: 'takes the check out',
    rule: 'WH-04',
    spoil: (flow) =>
      atEach(
        { ...flow, nodes: flow.nodes.map((node) => skipCheck(node, flow)) },
        (node) => typeOf(node) === 'validate',
        () => undefined,
      ),
  },
  {
    does: 'lets what does not fit go on',
    rule: 'WH-04',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'validate',
        (node) => led(node, 'invalid', firstTarget(node, 'valid')),
      ),
  },
  { does: 'leads around the check', rule: 'WH-04', spoil: leadPast },
  {
    does: 'lets a failed write end as a milestone',
    rule: 'WH-05',
    spoil: (flow) => {
      const mark: FlowNode = {
        id: 'gone',
        type: 'milestone@1',
        name: 'Gone',
        config: { milestone: 'gone', businessKey: '$run.key' },
      };
      return atEach({ ...flow, nodes: [...flow.nodes, mark] }, writes, (node) => led(node, 'error', 'gone'));
    },
  },
  {
    does: 'goes on after a failed write as if it had been made',
    rule: 'WH-05',
    spoil: (flow) => atEach(flow, writes, (node) => led(node, 'error', firstTarget(node, 'done'))),
  },
  {
    does: 'forgets who looks after it',
    rule: 'WH-05',
    spoil: function* (flow) {
      const { owner: _owner, ...rest } = flow;
      yield rest;
    },
  },
  {
    does: 'lets what does not fit end as counted',
    rule: 'WH-05',
    spoil: (flow) => {
      const mark: FlowNode = {
        id: 'gone',
        type: 'milestone@1',
        name: 'Gone',
        config: { milestone: 'gone', businessKey: '$run.key' },
      };
      return atEach(
        { ...flow, nodes: [...flow.nodes, mark] },
        (node) => typeOf(node) === 'validate',
        (node) => led(node, 'invalid', 'gone'),
      );
    },
  },
  {
    does: 'no longer keeps the order',
    rule: 'WH-06',
    spoil: function* (flow) {
      for (const one of ordered(flow)) {
        yield* atEach(one, isWebhook, (node) => withConfig(node, { sequence: undefined }));
      }
    },
  },
  {
    does: 'keeps the order of arrival only',
    rule: 'WH-06',
    spoil: function* (flow) {
      for (const one of ordered(flow)) {
        yield* atEach(one, isWebhook, (node) => withConfig(node, { sequence: { key: 'shipmentId' } }));
      }
    },
  },
  {
    does: 'takes calls of any size',
    rule: 'WH-08',
    spoil: (flow) =>
      atEach(flow, isWebhook, (node) => withConfig(node, { limits: { rate: limits(node).rate ?? '1/s' } })),
  },
  {
    does: 'takes any number of calls',
    rule: 'WH-08',
    spoil: (flow) =>
      atEach(flow, isWebhook, (node) => withConfig(node, { limits: { body: limits(node).body ?? '1MB' } })),
  },
  {
    does: 'counts something else',
    rule: 'WH-08',
    spoil: (flow) =>
      atEach(
        flow,
        (node) => node.config.milestone === 'received',
        (node) => withConfig(node, { milestone: 'seen' }),
      ),
  },
];

/** Leads whatever led to a check to what stands behind it. */
function skipCheck(node: FlowNode, { nodes }: Flow): FlowNode {
  if (node.next === undefined) return without(node);
  const ports = node.next.ports.map((edges) => ({
    ...edges,
    targets: edges.targets.map((id) => {
      const target = nodes.find((one) => one.id === id);
      return target !== undefined && typeOf(target) === 'validate' ? firstTarget(target, 'valid') : id;
    }),
  }));
  return { ...node, next: { short: false, ports } };
}

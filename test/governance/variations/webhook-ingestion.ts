import type { Flow, FlowNode } from '#flow/flow.ts';
import type { JsonObject } from '#flow/json.ts';
import { isJsonObject } from '#flow/json.ts';
import { atEach, led, typeOf, type Variation, withConfig } from '../mutant.ts';

const isWebhook = (node: FlowNode) => typeOf(node) === 'webhook';
const ownKey = (node: FlowNode) => (isJsonObject(node.config.dedupe) ? String(node.config.dedupe.key) : '$string(1)');
const hasOwn = (node: FlowNode) => isWebhook(node) && node.config.dedupe !== undefined;
const targets = (node: FlowNode) => node.next?.ports[0]?.targets ?? [];

function* withScheme(flow: Flow, auth: JsonObject, more: JsonObject = {}): Generator<Flow> {
  yield* atEach(flow, hasOwn, (node) => withConfig(node, { auth, ...more }));
}

/** The setting becomes a step right behind the webhook. */
function* dropInAStep(flow: Flow): Generator<Flow> {
  const first = flow.nodes.find(hasOwn);
  if (first === undefined) return;
  const step: FlowNode = {
    id: 'came_before',
    type: 'dedupe@1',
    name: 'Came before?',
    config: { key: ownKey(first), for: '45d' },
    next: { short: false, ports: [{ port: 'unique', targets: targets(first), list: targets(first).length > 1 }] },
  };
  const end: FlowNode = {
    id: 'once_more',
    type: 'milestone@1',
    name: 'Once more',
    config: { milestone: 'once-more', businessKey: '$run.key' },
  };
  const nodes = flow.nodes.map((node) =>
    node === first ? led(withConfig(node, { dedupe: undefined }), 'out', step.id) : node,
  );
  yield { ...flow, nodes: [...nodes, led(step, 'duplicate', end.id), end] };
}

/** A way out for people who give an event by hand, through a step that drops repeats. */
function* alsoByHand(flow: Flow): Generator<Flow> {
  const check = flow.nodes.find((node) => typeOf(node) === 'validate');
  if (check === undefined) return;
  const nodes: FlowNode[] = [
    led({ id: 'by_hand', type: 'manual@1', name: 'By hand', config: {} }, 'out', 'given_before'),
    led(
      led(
        { id: 'given_before', type: 'dedupe@1', name: 'Given before?', config: { key: '$string($)' } },
        'unique',
        check.id,
      ),
      'duplicate',
      'given_twice',
    ),
    {
      id: 'given_twice',
      type: 'milestone@1',
      name: 'Given twice',
      config: { milestone: 'given-twice', businessKey: '$run.key' },
    },
  ];
  yield { ...flow, nodes: [...flow.nodes, ...nodes] };
}

const drawsError = (node: FlowNode) =>
  ['odoo', 'http'].includes(typeOf(node)) && (node.next?.ports ?? []).some(({ port }) => port === 'error');

/** Ends nothing leads to any more are gone with what led to them. */
function withoutUnreached(flow: Flow): Flow {
  const reached = new Set(flow.nodes.flatMap(({ next }) => (next?.ports ?? []).flatMap((edges) => edges.targets)));
  return { ...flow, nodes: flow.nodes.filter((node) => typeOf(node) !== 'dead-letter' || reached.has(node.id)) };
}

/** Ways to write flows that follow `webhook-ingestion` otherwise. */
export const variations: readonly Variation[] = [
  {
    says: 'a sender that signs the body only, known by its delivery',
    vary: (flow) => withScheme(flow, { scheme: 'hmac', secrets: ['one'], header: 'X-Signature', encoding: 'base64' }),
  },
  {
    says: 'a sender that signs a time of its own',
    vary: (flow) =>
      withScheme(
        flow,
        {
          scheme: 'hmac',
          secrets: ['one', 'two'],
          header: 'X-Slack-Signature',
          prefix: 'v0=',
          signed: 'v0:timestamp:body',
          timestampHeader: 'X-Slack-Request-Timestamp',
          tolerance: '60s',
        },
        { verify: { sender: 'slack' } },
      ),
  },
  { says: 'Stripe', vary: (flow) => withScheme(flow, { scheme: 'stripe', secrets: ['stripe'] }) },
  { says: 'Shopify', vary: (flow) => withScheme(flow, { scheme: 'shopify', secrets: ['shopify'] }) },
  { says: 'a stored token', vary: (flow) => withScheme(flow, { scheme: 'bearer', secrets: ['token'] }) },
  {
    says: 'Microsoft Graph, which shows a client state',
    vary: (flow) => withScheme(flow, { scheme: 'none' }, { verify: { sender: 'graph', token: 'graph-state' } }),
  },
  {
    says: 'deliveries are remembered for longer',
    vary: (flow) => atEach(flow, hasOwn, (node) => withConfig(node, { dedupe: { key: ownKey(node), for: '90d' } })),
  },
  {
    says: 'signed times have no repeats remembered for long',
    vary: (flow) =>
      atEach(
        flow,
        (node) => hasOwn(node) && isJsonObject(node.config.auth) && node.config.auth.scheme === 'standard-webhooks',
        (node) => withConfig(node, { dedupe: { key: ownKey(node), for: '3d' } }),
      ),
  },
  { says: 'a step drops repeats instead of the webhook', vary: dropInAStep },
  { says: 'people may give an event by hand', vary: alsoByHand },
  {
    says: 'the answer is written out',
    vary: (flow) => atEach(flow, isWebhook, (node) => withConfig(node, { answer: 'accepted' })),
  },
  {
    says: 'the sender insists on an answer of its own',
    vary: (flow) => atEach(flow, isWebhook, (node) => withConfig(node, { reply: { status: 200, body: 'ok' } })),
  },
  {
    says: 'failures are left to the default',
    vary: function* (flow) {
      for (const one of atEach(flow, drawsError, (node) => led(node, 'error'))) yield withoutUnreached(one);
    },
  },
  {
    says: 'a failure is called by its name',
    vary: function* (flow) {
      const ends = flow.nodes.filter((node) => typeOf(node) === 'dead-letter').map(({ id }) => id);
      for (const id of ends) {
        yield* atEach(
          flow,
          (node) => node.id === id,
          (node) => ({ ...node, type: 'fail@1', config: { code: 'event/lost', message: 'It cannot be worked on.' } }),
        );
      }
    },
  },
  {
    says: 'calls are tried again around the step',
    vary: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'http' && drawsError(node),
        (node) => ({
          id: node.id,
          type: 'retry@1',
          name: 'Try again',
          config: { attempts: 3 },
          body: [led(led({ ...node, id: `${node.id}_itself`, retry: { attempts: 2 } }, 'done'), 'error')],
          next: {
            short: false,
            ports: (node.next?.ports ?? []).map((edges) =>
              edges.port === 'error' ? { ...edges, port: 'exhausted' } : edges,
            ),
          },
        }),
      ),
  },
];

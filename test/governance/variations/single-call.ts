import type { Flow, FlowNode } from '#flow/flow.ts';
import { atEach, led, typeOf, type Variation, withConfig, without } from '../mutant.ts';

const calls = new Set(['odoo', 'saas']);

/** Legitimate ways to write a single call differently. */
export const variations: readonly Variation[] = [
  {
    says: 'the call has a Retry around it instead of its own retries',
    vary: (flow) => retried(flow),
  },
  {
    says: 'a person is asked before a write is repeated',
    vary: (flow) =>
      atEach(
        flow,
        (node) => isCall(node) && node.key !== undefined,
        (node) => ({ ...without(node, 'retry'), once: 'ask' }),
      ),
  },
  {
    says: 'the webhook drops repeats, so the write needs no key of its own',
    vary: (flow) => (flow.nodes.some((node) => typeOf(node) === 'webhook') ? [dropping(flow)] : []),
  },
  {
    says: 'the answer is joined to the request',
    vary: (flow) => joined(flow),
  },
  {
    says: 'an answer of 404 is told apart by its status',
    vary: (flow) => telling(flow, (call) => `$steps.${call}.status = 404`),
  },
  {
    says: 'nothing found is told apart by a field that is not there',
    vary: (flow) => telling(flow, (call) => `$not($exists($steps.${call}.body.id))`),
  },
  {
    says: 'nothing found is told apart by an empty list',
    vary: (flow) => telling(flow, (call) => `$count($steps.${call}.body.data) = 0`),
  },
  {
    says: 'nothing found is told apart by a list without a first entry',
    vary: (flow) => telling(flow, (call) => `$not($exists($steps.${call}.body.data[0]))`),
  },
  {
    says: 'a branch looks at what was asked',
    vary: (flow) => telling(flow, () => '$run.environment = "test"'),
  },
  {
    says: 'people are told when the call fails',
    vary: (flow) => notifying(flow),
  },
  {
    says: 'nothing goes back but that it is done',
    vary: (flow) =>
      atEach(
        flow,
        (node) => typeOf(node) === 'respond' && Number(node.config.status ?? 200) < 400,
        (node) => withConfig(node, { status: 204 }),
      ),
  },
  {
    says: 'time limit and retries are those of the flow',
    vary: (flow) => [
      {
        ...flow,
        defaults: { timeout: '5s', retry: { attempts: 2, first: '1s' } },
        nodes: flow.nodes.map((node) => (isCall(node) ? without(node, 'timeout', 'retry') : node)),
      },
    ],
  },
];

function isCall(node: FlowNode): boolean {
  return calls.has(typeOf(node));
}

/** The scope takes the id of the call, so that whatever led there still does. */
function* retried(flow: Flow): Generator<Flow> {
  const refusal = flow.nodes.find((node) => typeOf(node) === 'respond' && Number(node.config.status ?? 200) >= 400);
  const call = flow.nodes.find(isCall);
  const failed = call?.next?.ports.find(({ port }) => port === 'error')?.targets ?? [];
  const exhausted = failed.length > 0 || refusal === undefined ? failed : [refusal.id];
  if (call === undefined || exhausted.length === 0) return;
  const inner = { ...without(call, 'retry', 'next'), id: `${call.id}_once` };
  const config = { attempts: 3, first: '1s' };
  const next = call.next === undefined ? {} : { next: call.next };
  const scope = led({ id: call.id, type: 'retry@1', config, body: [inner], ...next }, 'error');
  const nodes = flow.nodes.map((node) => (node === call ? led(scope, 'exhausted', ...exhausted) : node));
  yield { ...flow, nodes };
}

function dropping(flow: Flow): Flow {
  const dedupe = { key: '$run.id', for: '30d' };
  const nodes = flow.nodes.map((node) => {
    if (typeOf(node) === 'webhook') return withConfig(node, { dedupe });
    return isCall(node) ? without(node, 'key') : node;
  });
  return { ...flow, nodes };
}

function* telling(flow: Flow, say: (call: string) => string): Generator<Flow> {
  const call = flow.nodes.find(isCall);
  const after = call?.next?.ports.find(({ port }) => port === 'done')?.targets ?? [];
  const refusal = flow.nodes.find((node) => typeOf(node) === 'respond' && Number(node.config.status ?? 200) >= 400);
  if (call === undefined || refusal === undefined || after.length === 0) return;
  const config = { cases: [{ port: 'gone', when: say(call.id) }], otherwise: 'there' };
  const decision = led(led({ id: 'is_there', type: 'branch@1', config }, 'gone', refusal.id), 'there', ...after);
  yield {
    ...flow,
    nodes: [...flow.nodes.map((node) => (node === call ? led(node, 'done', decision.id) : node)), decision],
  };
}

function* notifying(flow: Flow): Generator<Flow> {
  const call = flow.nodes.find(isCall);
  const failed = call?.next?.ports.find(({ port }) => port === 'error')?.targets ?? [];
  if (call === undefined || failed.length === 0) return;
  const config = { connection: 'customs', path: '/messages', text: 'The call failed.' };
  const retry = { attempts: 3, first: '1s' };
  const note: FlowNode = { id: 'tell_people', type: 'notify@1', config, timeout: '5s', once: 'ask', retry };
  const nodes = flow.nodes.map((node) => (node === call ? led(node, 'error', note.id) : node));
  yield { ...flow, nodes: [...nodes, led(without(note, 'retry'), 'done', ...failed)] };
}

function* joined(flow: Flow): Generator<Flow> {
  const call = flow.nodes.find((node) => typeOf(node) === 'saas' && node.into === undefined);
  if (call === undefined) return;
  const read = (text: unknown) =>
    String(text)
      .replaceAll('body.', 'known.body.')
      .replace(/^status/, 'known.status');
  const nodes = flow.nodes.map((node) => {
    if (node === call) return { ...node, into: 'known' };
    if (typeOf(node) === 'map') return withConfig(node, { expression: read(node.config.expression) });
    const { cases } = node.config;
    if (typeOf(node) !== 'branch' || !Array.isArray(cases)) return node;
    return withConfig(node, { cases: [{ port: 'taken', when: read('status = 409') }] });
  });
  yield { ...flow, nodes };
}

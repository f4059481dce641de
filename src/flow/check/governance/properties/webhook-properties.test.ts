import { describe, expect, test } from 'vitest';
import type { FlowNode } from '../../../flow.ts';
import type { JsonObject } from '../../../json.ts';
import type { CheckContext } from '../../context.ts';
import { flow, map, node, setAside } from '../../fixtures/build-flow.ts';
import { stepOf, viewOf } from '../../fixtures/view-of.ts';
import { askFlowProperty } from '../flow-properties.ts';
import { answerOf } from '../step-properties.ts';

const github = { scheme: 'github', secrets: ['one'] };
const signed = { scheme: 'standard-webhooks', secrets: ['one'] };

function webhook(config: JsonObject, next: string | Record<string, string | string[]> = 'work'): FlowNode {
  return node('hook', 'webhook@1', { config: { path: '/in', auth: github, ...config }, next });
}

/** What a property says of the webhook of a flow: true, or why not. */
function ask(name: string, nodes: readonly FlowNode[], context: Partial<CheckContext> = {}) {
  const view = viewOf(flow(nodes, { id: 'in-flow', owner: 'sales' }), context);
  return answerOf(name, stepOf(view, 'hook'), view);
}

function editsOf(answer: ReturnType<typeof ask>) {
  return answer === true ? [] : (answer.fix?.edits ?? []);
}

describe('proves-sender', () => {
  test('every scheme but none proves, and so does the client state of Microsoft Graph', () => {
    expect(ask('proves-sender', [webhook({})])).toBe(true);
    expect(ask('proves-sender', [webhook({ auth: { scheme: 'basic', secrets: ['one'] } })])).toBe(true);
    const graph = { auth: { scheme: 'none' }, verify: { sender: 'graph', token: 'state' } };
    expect(ask('proves-sender', [webhook(graph)])).toBe(true);
    const open = ask('proves-sender', [webhook({ auth: { scheme: 'none' } })]);
    expect(editsOf(open)[0]?.arguments.value).toEqual({ scheme: 'standard-webhooks', secrets: ['in-flow-webhook'] });
  });
});

describe('remembers-deliveries', () => {
  const step = (config: JsonObject) => node('seen', 'dedupe@1', { config: { key: 'id', ...config } });

  test.each([
    ['a signed time needs no memory', [webhook({ auth: signed, dedupe: { key: 'id', for: '1h' } })], true],
    ['absent means 30 days', [webhook({ dedupe: { key: 'id' } })], true],
    ['30 days in hours', [webhook({ dedupe: { key: 'id', for: '720h' } })], true],
    ['29 days', [webhook({ dedupe: { key: 'id', for: '29d' } })], false],
    ['a step that remembers', [webhook({}), step({ for: '60d' })], true],
    ['a step that forgets', [webhook({}), step({ for: '5d' })], false],
    ['nothing remembers anything', [webhook({})], false],
  ] as const)('%s', (_, nodes, expected) => {
    const answer = ask('remembers-deliveries', nodes);

    expect(answer === true).toBe(expected);
  });
});

describe('answers-at-once', () => {
  test('letting the sender go takes the answers out as well', () => {
    const respond = node('answer', 'respond@1', { next: 'end' });

    const answer = ask('answers-at-once', [webhook({ answer: 'processed' }, 'answer'), respond, map('end')]);

    expect(editsOf(answer).map(({ edit }) => edit)).toEqual(['set-config', 'set-config', 'remove-node']);
    expect(ask('answers-at-once', [webhook({ answer: 'accepted' })])).toBe(true);
    expect(ask('answers-at-once', [webhook({})])).toBe(true);
  });
});

describe('repeats-known-by-sender', () => {
  test.each([
    ['id', true],
    ["$trigger.headers.'x-github-delivery'", true],
    ['$string($)', true],
    ['order.id & "/" & $string(version)', true],
    ['$trigger.receivedAt', false],
    ['id & $now()', false],
    ['$string($millis())', false],
    ['$run.id', false],
    ["$trigger.headers.'x-request-id'", false],
    ['"orders"', false],
  ])('%s', (key, expected) => {
    const answer = ask('repeats-known-by-sender', [webhook({ dedupe: { key } })]);

    expect(answer === true).toBe(expected);
  });
});

describe('flow-drops-repeats', () => {
  test('the scheme tells where the id of a delivery stands; otherwise nothing is offered', () => {
    const keyFor = (auth: JsonObject) => editsOf(ask('flow-drops-repeats', [webhook({ auth })]))[0]?.arguments.value;

    expect(keyFor(github)).toEqual({ key: "$trigger.headers.'x-github-delivery'" });
    expect(keyFor(signed)).toEqual({ key: "$trigger.headers.'webhook-id'" });
    expect(keyFor({ scheme: 'hmac', header: 'X', secrets: ['one'] })).toBeUndefined();
    expect(ask('flow-drops-repeats', [webhook({}), node('seen', 'dedupe@1', { config: { key: 'id' } })])).toBe(true);
  });

  test('an agreed shape that demands an event id tells as well', () => {
    const contracts = new Map([['event@1', { required: ['eventId'] }]]);
    const hook = webhook({ auth: { scheme: 'bearer', secrets: ['one'] }, contract: 'event@1' });

    expect(editsOf(ask('flow-drops-repeats', [hook], { contracts }))[0]?.arguments.value).toEqual({ key: 'eventId' });
  });
});

describe('flow-checks-shape', () => {
  test('a check is offered on the one way that does work', () => {
    const mark = node('count', 'milestone@1', { config: { milestone: 'received', businessKey: 'id' } });
    const hook = (next: Record<string, string[]>, config: JsonObject = {}) => webhook(config, next);
    const known = { contract: 'event@1' };

    const offered = ask('flow-checks-shape', [hook({ out: ['count', 'work'] }, known), mark, map('work')]);
    const unclear = ask('flow-checks-shape', [hook({ out: ['work', 'other'] }, known), map('work'), map('other')]);

    expect(editsOf(offered)[0]?.arguments.onEdge).toEqual({ from: 'hook', port: 'out', to: 'work' });
    expect(editsOf(offered)).toHaveLength(2);
    expect(editsOf(unclear)).toEqual([]);
    expect(editsOf(ask('flow-checks-shape', [hook({ out: ['work'] }), map('work')]))).toEqual([]);
  });
});

describe('failures-set-aside', () => {
  const write = (next: Record<string, string>) =>
    node('work', 'http@1', { config: { connection: 'crm', method: 'POST', path: '/a' }, next });
  const read = (next: Record<string, string>, id = 'work') =>
    node(id, 'http@1', { config: { connection: 'crm', path: '/a' }, next });
  const second = node('second', 'http@1', { config: { connection: 'spare', method: 'POST', path: '/a' } });
  const tell = node('tell', 'notify@1', { config: { connection: 'chat', path: '/a', text: 'a' } });
  const caught = (inner: FlowNode, next: Record<string, string>) =>
    node('scope', 'try@1', { config: { catch: [{ kind: 'transient', port: 'away' }] }, body: [inner], next });
  const each = (onItemError: string, ...body: readonly FlowNode[]) =>
    node('list', 'each@1', { config: { items: 'a', key: 'b', onItemError }, body, next: { done: 'end' } });
  const lost = (...nodes: readonly FlowNode[]) =>
    [...askFlowProperty('failures-set-aside', viewOf(flow(nodes, { owner: 'sales' })))].map(
      ({ node: step, detail }) => `${step?.id} ${detail}`,
    );

  test.each<readonly [string, readonly FlowNode[], readonly string[]]>([
    ['nothing drawn is left to the default', [write({ done: 'end' }), map('end')], []],
    ['set aside', [write({ error: 'set_aside' }), setAside()], []],
    ['told and set aside', [read({ error: 'note' }), map('note', 'set_aside'), setAside()], []],
    ['a write that ends in silence', [write({ error: 'note' }), map('note')], ['work "error"']],
    ['a write that is only told of', [write({ error: 'tell' }), tell], ['work "error"']],
    ['a write that goes on as if done', [write({ done: 'end', error: 'end' }), map('end')], ['work "error"']],
    ['a write made elsewhere instead', [write({ done: 'end', error: 'second' }), second, map('end')], []],
    ['a read that goes on without', [read({ done: 'end', error: 'plain' }), map('plain', 'end'), map('end')], []],
    [
      'a read that ends in silence',
      [read({ done: 'end', error: 'plain' }), map('plain'), map('end')],
      ['work "error"'],
    ],
    [
      'a read whose failure shares a silent end with another failure',
      [read({ done: 'more', error: 'plain' }), read({ error: 'plain' }, 'more'), map('plain')],
      ['more "error"', 'work "error"'],
    ],
    [
      'what does not fit, ending as ignored',
      [
        node('check', 'validate@1', { config: { contract: 'a@1' }, next: { valid: 'end', invalid: 'gone' } }),
        map('end'),
        map('gone'),
      ],
      ['check "invalid"'],
    ],
    ['a caught read goes on without', [caught(read({}), { done: 'end', away: 'end' }), map('end')], []],
    [
      'a caught write goes on as if done',
      [caught(write({}), { done: 'end', away: 'end' }), map('end')],
      ['scope "away"'],
    ],
    [
      'a caught write is set aside',
      [caught(write({}), { done: 'end', away: 'set_aside' }), map('end'), setAside()],
      [],
    ],
    [
      'an item that ends in silence',
      [each('stop', write({ error: 'note' }), map('note')), map('end')],
      ['work "error"'],
    ],
    ['noted items nobody looks at', [each('collect', write({})), map('end')], ['list "done"']],
    ['items set aside one by one', [each('dead-letter', write({})), map('end')], []],
  ])('%s', (_, nodes, expected) => {
    expect(lost(...nodes)).toEqual(expected);
  });

  test('without an owner the default is nobody', () => {
    const nodes = [write({ done: 'end' }), map('end')];

    const found = [...askFlowProperty('failures-set-aside', viewOf(flow(nodes)))];

    expect(found.map(({ node: step }) => step?.id)).toEqual(['work']);
  });
});

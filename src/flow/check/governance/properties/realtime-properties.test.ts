import { describe, expect, test } from 'vitest';
import type { Flow, FlowNode } from '../../../flow.ts';
import { branch, flow, map, node, setAside } from '../../fixtures/build-flow.ts';
import { stepOf, viewOf } from '../../fixtures/view-of.ts';
import { askFlowProperty } from '../flow-properties.ts';
import { answerOf, askProperty } from '../step-properties.ts';

type Parts = NonNullable<Parameters<typeof node>[2]>;

const answer = (id = 'answer', next?: Parts['next']) => node(id, 'respond@1', next === undefined ? {} : { next });

function hook(next: NonNullable<Parts['next']> = 'look', answerWithin = '5s'): FlowNode {
  return node('hook', 'webhook@1', { config: { path: '/in', answer: 'processed', answerWithin }, next });
}

function look(parts: Parts = {}, id = 'look'): FlowNode {
  return node(id, 'http@1', { config: { connection: 'crm', path: '/a' }, timeout: '1s', next: 'answer', ...parts });
}

function scope(type: string, config: Parts['config'], body: readonly FlowNode[], next: Parts['next'] = 'answer') {
  return node('around', type, { ...(config === undefined ? {} : { config }), ...(next ? { next } : {}), body });
}

/** Where a property of flows is broken: step, and what there is to say about it. */
function ask(name: string, tried: Flow | readonly FlowNode[]): readonly string[] {
  const made = 'nodes' in tried ? tried : flow(tried);
  return [...askFlowProperty(name, viewOf(made))].map(({ node: step, path, detail = '', values }) =>
    `${step?.id ?? path ?? ''}: ${values?.sum ?? ''} ${detail}`.replaceAll(/ +/g, ' ').trim(),
  );
}

describe('answers-in-time', () => {
  test.each<[says: string, nodes: readonly FlowNode[], found: readonly string[]]>([
    ['one try', [hook(), look(), answer()], []],
    ['a try as long as the caller waits', [hook(), look({ timeout: '5s' }), answer()], ['answer: 5 s "look 5 s"']],
    ['the limit of the webhook', [hook('look', '1s'), look(), answer()], ['answer: 1 s "look 1 s"']],
    [
      'a webhook that lets wait too long',
      [hook('look', '1h'), look({ timeout: '6s' }), answer()],
      ['answer: 6 s "look 6 s"'],
    ],
    [
      'tries and pauses',
      [hook(), look({ retry: { attempts: 3, first: '1s', factor: 3, max: '2s' } }), answer()],
      ['answer: 6 s "look 3 × 1 s + 3 s"'],
    ],
    [
      'tries that are given up',
      [hook(), look({ retry: { attempts: 9, first: '1s', giveUpAfter: '2s' } }), answer()],
      [],
    ],
    [
      'tries that are given up too late',
      [hook(), look({ retry: { attempts: 9, first: '1s', giveUpAfter: '4s' } }), answer()],
      ['answer: 5 s "look up to 5 s"'],
    ],
    [
      'retries around retries',
      [
        hook('around'),
        scope('retry@1', { attempts: 2, first: '500ms' }, [
          node('look', 'http@1', { timeout: '1s', retry: { attempts: 2, first: '500ms' } }),
        ]),
        answer(),
      ],
      ['answer: 5.5 s "around 2 × (look 2 × 1 s + 0.5 s) + 0.5 s"'],
    ],
    [
      'ways side by side count by the slower one',
      [
        hook({ out: ['look', 'other'] }),
        look({ timeout: '4s', next: 'both' }),
        look({ timeout: '3s', next: 'both' }, 'other'),
        node('both', 'merge@1', { next: 'answer' }),
        answer(),
      ],
      [],
    ],
    [
      'one look-up behind the other',
      [hook(), look({ timeout: '3s', next: 'other' }), look({ timeout: '3s' }, 'other'), answer()],
      ['answer: 6 s "look 3 s, other 3 s"'],
    ],
    [
      'what comes behind the answer',
      [hook(), look(), answer('answer', 'other'), look({ timeout: '1h', next: 'end' }, 'other'), map('end')],
      [],
    ],
    ['nothing answers', [hook(), look({ timeout: '1h', next: 'end' }), map('end')], []],
    ['a circle', [hook(), look({ timeout: '1h', next: { done: ['answer', 'look'] } }), answer()], []],
  ])('%s', (_says, nodes, found) => {
    expect(ask('answers-in-time', nodes)).toEqual(found);
  });

  test('a step without a limit takes that of the flow, or of the engine', () => {
    const nodes = [hook(), node('look', 'http@1', { config: {}, next: 'answer' }), answer()];

    expect(ask('answers-in-time', nodes)).toEqual(['answer: 60 s "look 60 s"']);
    expect(ask('answers-in-time', flow(nodes, { defaults: { timeout: '2s' } }))).toEqual([]);
    const retry = { attempts: 3, first: '1s' };
    expect(ask('answers-in-time', flow(nodes, { defaults: { timeout: '2s', retry } }))).toEqual([
      'answer: 9 s "look 3 × 2 s + 3 s"',
    ]);
  });
});

describe('answers-always', () => {
  test.each<[says: string, nodes: readonly FlowNode[], found: readonly string[]]>([
    ['one way', [hook(), look(), answer()], []],
    ['an end without an answer', [hook(), look({ next: 'end' }), map('end')], ['end:']],
    ['one of two cases', [hook('big'), branch('big', { yes: 'answer', no: 'end' }), answer(), map('end')], ['end:']],
    ['a case that leads nowhere', [hook('big'), branch('big', { yes: 'answer' }), answer()], ['big: by "no"']],
    [
      'set aside',
      [hook(), look({ next: { done: 'answer', error: 'set_aside' } }), answer(), setAside()],
      ['set_aside:'],
    ],
    [
      'answered, then set aside',
      [hook(), look({ next: { done: 'answer', error: 'sorry' } }), answer(), answer('sorry', 'set_aside'), setAside()],
      [],
    ],
    ['a failure that is not drawn', [hook(), look({ next: { done: 'answer' } }), answer()], []],
    ['a mark beside the answer', [hook({ out: ['look', 'end'] }), look(), answer(), map('end')], []],
    [
      'neither of two ways side by side, the one that comes closer',
      [hook({ out: ['end', 'big'] }), branch('big', { yes: 'answer', no: 'late' }), answer(), map('late'), map('end')],
      ['late:'],
    ],
    [
      'used-up tries that are not drawn',
      [hook('around'), scope('retry@1', { attempts: 2 }, [map('inner')]), answer()],
      [],
    ],
  ])('%s', (_says, nodes, found) => {
    expect(ask('answers-always', nodes)).toEqual(found);
  });
});

describe('answers-once', () => {
  const sorry = answer('sorry');

  test.each<[says: string, nodes: readonly FlowNode[], found: readonly string[]]>([
    ['one for each case', [hook('big'), branch('big', { yes: 'answer', no: 'sorry' }), answer(), sorry], []],
    ['one behind the other', [hook('answer'), answer('answer', 'sorry'), sorry], ['sorry: "answer"']],
    ['one where the other failed', [hook('answer'), answer('answer', { error: 'sorry' }), sorry], []],
    ['side by side', [hook({ out: ['answer', 'sorry'] }), answer(), sorry], ['sorry: "answer"']],
    [
      'cases that can both come up',
      [hook('big'), branch('big', { yes: ['answer', 'sorry'] }, 'all'), answer(), sorry],
      ['sorry: "answer"'],
    ],
    [
      'a case and its otherwise',
      [hook('big'), branch('big', { yes: 'answer', no: 'sorry' }, 'all'), answer(), sorry],
      [],
    ],
    [
      'a failure side by side with a success',
      [
        hook({ out: ['look', 'other'] }),
        look({ next: { done: 'both', error: 'sorry' } }),
        look({ next: 'both' }, 'other'),
        node('both', 'merge@1', { next: 'answer' }),
        answer(),
        sorry,
      ],
      ['sorry: "answer"'],
    ],
  ])('%s', (_says, nodes, found) => {
    expect(ask('answers-once', nodes)).toEqual(found);
  });
});

describe('failure-has-way', () => {
  const offered = (nodes: readonly FlowNode[]) => {
    const view = viewOf(flow(nodes));
    const found = answerOf('failure-has-way', stepOf(view, 'look'), view);
    return found === true ? 'fine' : (found.fix?.title ?? 'no fix');
  };
  const inner = node('look', 'http@1', { config: { connection: 'crm', path: '/a' }, timeout: '1s' });
  const caught = (...kinds: readonly string[]) => ({ catch: kinds.map((kind) => ({ kind, port: 'away' })) });
  const both = { done: 'answer', away: 'sorry' };

  test.each<[says: string, nodes: readonly FlowNode[], found: string]>([
    ['drawn', [hook(), look({ next: { done: 'answer', error: 'sorry' } }), answer(), answer('sorry')], 'fine'],
    ['optional with a value', [hook(), look({ importance: 'optional', fallback: {} }), answer()], 'fine'],
    ['optional without one', [hook(), look({ importance: 'optional' }), answer()], 'Answer that nothing is known'],
    ['not drawn', [hook(), look(), answer()], 'Answer that nothing is known'],
    ['not drawn, side by side', [hook({ out: ['look', 'end'] }), look(), answer(), map('end')], 'Go on without it'],
    ['behind the answer', [hook('answer'), answer('answer', 'look'), look({ next: 'end' }), map('end')], 'no fix'],
    [
      'caught both ways',
      [hook('around'), scope('try@1', caught('transient', 'timeout'), [inner], both), answer(), answer('sorry')],
      'fine',
    ],
    [
      'caught one way',
      [hook('around'), scope('try@1', caught('timeout'), [inner], both), answer(), answer('sorry')],
      'Answer that nothing is known',
    ],
    [
      'used up',
      [
        hook('around'),
        scope('retry@1', { attempts: 2 }, [inner], { done: 'answer', exhausted: 'sorry' }),
        answer(),
        answer('sorry'),
      ],
      'fine',
    ],
    [
      'used up, not drawn',
      [hook('around'), scope('retry@1', { attempts: 2 }, [inner]), answer()],
      'Answer that nothing is known',
    ],
  ])('%s', (_says, nodes, found) => {
    expect(offered(nodes)).toBe(found);
  });
});

describe('gives-up-in-time', () => {
  const offered = (parts: Parts) => {
    const view = viewOf(flow([hook(), look(parts), answer()]));
    const found = answerOf('gives-up-in-time', stepOf(view, 'look'), view);
    return found === true ? 'fine' : found.fix?.edits[0]?.arguments.value;
  };

  test('the last try is not cut off by the fix', () => {
    const retry = { attempts: 3, first: '100ms' };

    expect(offered({})).toBe('fine');
    expect(offered({ retry: { attempts: 1 } })).toBe('fine');
    expect(offered({ retry: { ...retry, giveUpAfter: '5s' } })).toBe('fine');
    expect(offered({ retry })).toEqual({ ...retry, giveUpAfter: '2300ms' });
    expect(offered({ retry: { ...retry, giveUpAfter: '6s' }, timeout: '1m' })).toEqual({
      ...retry,
      giveUpAfter: '5000ms',
    });
  });
});

describe('before-answer', () => {
  test('what stands inside a scope stands before what follows the scope', () => {
    const nodes = [
      hook('around'),
      scope('retry@1', { attempts: 2 }, [map('inner')]),
      answer('answer', 'end'),
      map('end'),
    ];
    const view = viewOf(flow(nodes));

    expect(
      ['hook', 'inner', 'answer', 'end'].map((id) => askProperty('before-answer', stepOf(view, id), view)),
    ).toEqual([true, true, false, false]);
  });
});

describe('scored-realtime', () => {
  const record = { impact: 'low', staleness: '5s', volume: '1/s', recovery: '1h', mode: 'realtime', control: 'direct' };
  const judge = (decision: Readonly<Record<string, string>> | undefined) =>
    ask('scored-realtime', flow([], decision === undefined ? {} : { decision }));

  test('the answers must speak for it, whatever the reason', () => {
    expect(judge(record)).toEqual([]);
    expect(judge(undefined)).toEqual(['decision: there is no complete record']);
    expect(judge({ ...record, mode: 'event' })).toEqual(['decision.mode: it says "event"']);
    expect(judge({ ...record, staleness: '1h', reason: 'Because.' })).toEqual([
      'decision.mode: its answers speak for "event"',
    ]);
  });
});

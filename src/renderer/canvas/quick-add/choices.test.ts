import { expect, test } from 'vitest';
import type { Flow } from '#flow/flow.ts';
import { catalogue } from '../../document/catalogue.ts';
import { choicesAt, rankChoices } from './choices.ts';

const flow: Flow = {
  penstock: 1,
  id: 'example',
  name: 'Example',
  nodes: [
    { id: 'start', type: 'manual@1', config: {} },
    { id: 'again', type: 'retry@1', config: { attempts: 3 }, body: [{ id: 'inner', type: 'map@1', config: {} }] },
  ],
  comments: new Map(),
};

const types = (choices: readonly { readonly type: string }[]) => choices.map(({ type }) => type);

test('behind an outcome no trigger is offered', () => {
  const choices = choicesAt(flow, catalogue.all, { after: { node: 'start', port: 'out' } });

  expect(choices.some(({ kind }) => kind === 'trigger')).toBe(false);
  expect(types(choices)).toContain('dead-letter');
});

test('into an edge goes only what leads on', () => {
  const choices = choicesAt(flow, catalogue.all, { onEdge: { from: 'start', port: 'out', to: 'again' } });

  expect(choices.some(({ kind }) => kind === 'end' || kind === 'trigger')).toBe(false);
});

test('inside a scope nothing is offered that answers the caller or starts runs', () => {
  const inside = choicesAt(flow, catalogue.all, { after: { node: 'inner', port: 'done' } });
  const empty = choicesAt(flow, catalogue.all, { container: { scope: 'again', list: 'body' } });

  expect(types(inside)).not.toContain('respond');
  expect(types(empty)).toEqual(types(inside));
});

test('on the empty canvas everything is offered', () => {
  expect(choicesAt(flow, catalogue.all, {})).toHaveLength(catalogue.all.length);
});

test('typing finds by title, by other names and by loose letters, best first', () => {
  const best = (typed: string) => rankChoices(catalogue.all, typed)[0]?.type;

  expect(['ret', 'if some', 'cron', 'loop', 'mask', 'mpf', 'undo'].map(best)).toEqual([
    'retry',
    'try',
    'schedule',
    'each',
    'redact',
    'map',
    'saga',
  ]);
});

test('what nothing is called finds nothing', () => {
  expect(rankChoices(catalogue.all, 'zzzz')).toEqual([]);
});

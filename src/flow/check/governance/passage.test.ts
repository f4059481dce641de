import { describe, expect, test } from 'vitest';
import type { PathStep } from '../../graph/collide.ts';
import type { Gate } from '../../template/template.ts';
import { drawGraph } from '../fixtures/draw-graph.ts';
import { stepOf, viewOf } from '../fixtures/view-of.ts';
import { createPassage } from './passage.ts';

const gates: Readonly<Record<string, readonly Gate[]>> = {
  g: [{ type: 'redact' }],
  v: [{ type: 'validate' }],
  'v.valid': [{ type: 'validate', through: ['valid'] }],
  'g or v.valid': [{ type: 'redact' }, { type: 'validate', through: ['valid'] }],
  'a.approved': [{ type: 'approval', through: ['approved'] }],
  'b.$otherwise': [{ type: 'branch', through: ['$otherwise'] }],
  'a.approved or below': [
    { type: 'approval', through: ['approved'] },
    { type: 'branch', through: ['$below:limit'] },
  ],
  none: [{ type: 'fail' }],
};

function passageOf(graph: string, gate: string) {
  const view = viewOf(drawGraph(graph), {}, { limit: 'limit' });
  return { view, passage: createPassage(gates[gate] ?? [], view) };
}

function say(way: readonly PathStep[] | undefined): string {
  if (way === undefined) return 'none';
  return way.map(({ node, port }) => (port === undefined ? node : `${node}.${port}`)).join(' ');
}

describe('a way to a step that passes no gate', () => {
  test.each([
    // one line
    ['s>w1', 'g', 'w1', 's.out w1'],
    ['s>g1 g1>w1', 'g', 'w1', 'none'],
    ['s>m1 m1>g1 g1>m2 m2>w1', 'g', 'w1', 'none'],
    ['s>w1 w1>g1', 'g', 'w1', 's.out w1'],
    ['s>g1 g1>m1', 'g', 'g1', 'none'],
    ['s>m1 m1>w1', 'none', 'w1', 's.out m1.done w1'],
    // branches that part and meet again
    ['s>b1 b1.yes>g1 b1.no>w1 g1>w1', 'g', 'w1', 's.out b1.no w1'],
    ['s>b1 b1.yes>g1 b1.no>g2 g1>w1 g2>w1', 'g', 'w1', 'none'],
    ['s>g1 g1>b1 b1.yes>w1 b1.no>m1 m1>w1', 'g', 'w1', 'none'],
    ['s>b1 b1.yes>m1 b1.no>m2 m1>g1 m2>g1 g1>w1', 'g', 'w1', 'none'],
    ['s>b1 b1.yes>w1 b1.no>m1 m1>w1', 'b.$otherwise', 'w1', 's.out b1.yes w1'],
    ['s>b1 b1.yes>d1 b1.no>w1', 'b.$otherwise', 'w1', 'none'],
    // outcomes that count, and those that do not
    ['s>v1 v1.valid>w1 v1.invalid>d1', 'v.valid', 'w1', 'none'],
    ['s>v1 v1.valid>m1 v1.invalid>w1', 'v.valid', 'w1', 's.out v1.invalid w1'],
    ['s>v1 v1.valid>m1 v1.invalid>w1', 'v', 'w1', 'none'],
    ['s>v1 v1.valid>w1 v1.error>w1', 'v.valid', 'w1', 's.out v1.error w1'],
    ['s>a1 a1.approved>w1 a1.rejected>d1 a1.expired>w1', 'a.approved', 'w1', 's.out a1.expired w1'],
    ['s>b1 b1.yes>v1 b1.no>g1 v1.valid>w1 v1.invalid>d1 g1>w1', 'g or v.valid', 'w1', 'none'],
    ['s>g1 g1.error>w1 g1>m1', 'g', 'w1', 'none'],
    // a limit: above it people decide, below it nobody needs to
    ['s>b1 b1.yes>a1 b1.no>w1 a1.approved>w1 a1.rejected>d1 a1.expired>d1', 'a.approved or below', 'w1', 'none'],
    ['s>b1 b1.yes>w1 b1.no>a1 a1.approved>w1 a1.rejected>d1', 'a.approved or below', 'w1', 's.out b1.yes w1'],
    // several starts
    ['s>g1 s2>w1 g1>w1', 'g', 'w1', 's2.out w1'],
    ['s>g1 s2>g1 g1>w1', 'g', 'w1', 'none'],
    // into scopes, and out of them
    ['s>e1 | e1: w1', 'g', 'w1', 's.out e1 w1'],
    ['s>g1 g1>e1 | e1: w1', 'g', 'w1', 'none'],
    ['s>e1 | e1: g1>w1', 'g', 'w1', 'none'],
    ['s>e1 | e1: g1>m1 m2>w1', 'g', 'w1', 's.out e1 m2.done w1'],
    ['s>e1 | e1: r1 | r1: w1', 'g', 'w1', 's.out e1 r1 w1'],
    ['s>e1 | e1: g1>r1 | r1: w1', 'g', 'w1', 'none'],
    ['s>t1 t1>w1 | t1: g1', 'g', 'w1', 'none'],
    ['s>t1 t1>w1 | t1: m1>g1', 'g', 'w1', 'none'],
    ['s>t1 t1>w1 | t1: m1', 'g', 'w1', 's.out t1.done w1'],
    ['s>t1 t1>w1 | t1: b1.yes>g1 b1.no>m1', 'g', 'w1', 's.out t1.done w1'],
    ['s>t1 t1>w1 t1.error>w2 | t1: g1', 'g', 'w2', 's.out t1.error w2'],
    ['s>t1 t1>w1 t1.busy>w2 | t1: g1', 'g', 'w2', 's.out t1.busy w2'],
    ['s>r1 r1>m1 r1.exhausted>w1 | r1: g1', 'g', 'w1', 's.out r1.exhausted w1'],
    ['s>x1 x1>m1 x1.stuck>w1 | x1: g1>w2', 'g', 'w1', 's.out x1.stuck w1'],
    ['s>t1 t1>w1 | t1: v1.valid>m1 v1.invalid>d1', 'v.valid', 'w1', 'none'],
  ])('%s, past %s, to %s: %s', (graph, gate, target, expected) => {
    const { view, passage } = passageOf(graph, gate);

    expect(say(passage.wayTo(stepOf(view, target)))).toBe(expected);
  });
});

describe('a way on from a step that passes no gate', () => {
  test.each([
    ['s>w1', 'g', 'w1', 'success', 'w1'],
    ['s>w1 w1>g1', 'g', 'w1', 'success', 'none'],
    ['s>w1 w1>m1 m1>g1', 'g', 'w1', 'success', 'none'],
    ['s>w1 w1>b1 b1.yes>g1 b1.no>m1', 'g', 'w1', 'success', 'w1.done b1.no m1'],
    ['s>w1 w1>b1 b1.yes>g1 b1.no>m1 m1>g1', 'g', 'w1', 'success', 'none'],
    // failing ways only count where they are asked for
    ['s>w1 w1>g1 w1.error>m1', 'g', 'w1', 'success', 'none'],
    ['s>w1 w1>g1 w1.error>m1', 'g', 'w1', 'failures', 'w1.error m1'],
    ['s>w1 w1>g1 w1.error>d1', 'g', 'w1', 'success', 'none'],
    ['s>w1 w1>g1 w1.error>d1', 'g', 'w1', 'failures', 'w1.error d1'],
    ['s>w1 w1>g1 w1.error>g2', 'g', 'w1', 'failures', 'none'],
    ['s>w1 w1>g1', 'g', 'w1', 'failures', 'w1'],
    // an outcome that is not drawn ends the run there
    ['s>w1 w1>b1 b1.yes>g1', 'g', 'w1', 'success', 'w1.done b1'],
    // out of scopes
    ['s>e1 e1>g1 | e1: w1', 'g', 'w1', 'success', 'none'],
    ['s>e1 e1>m1 | e1: w1', 'g', 'w1', 'success', 'e1.done m1'],
    ['s>e1 e1>m1 | e1: w1>g1', 'g', 'w1', 'success', 'none'],
    ['s>e1 e1>m1 | e1: r1 | r1: w1', 'g', 'w1', 'success', 'e1.done m1'],
    ['s>w1 w1>t1 t1>m1 | t1: g1', 'g', 'w1', 'success', 'none'],
    ['s>w1 w1>t1 t1>m1 t1.error>m2 | t1: g1', 'g', 'w1', 'success', 'none'],
  ])('%s, past %s, from %s (%s): %s', (graph, gate, from, kind, expected) => {
    const { view, passage } = passageOf(graph, gate);

    expect(say(passage.wayOn(stepOf(view, from), kind === 'failures'))).toBe(expected);
  });
});

describe('a way between two steps that passes no gate', () => {
  test.each([
    ['s>m1 m1>w1', 'g', 'm1', 'w1', 'm1.done w1'],
    ['s>m1 m1>g1 g1>w1', 'g', 'm1', 'w1', 'none'],
    ['s>g1 g1>m1 m1>w1', 'g', 'm1', 'w1', 'm1.done w1'],
    ['s>m1 m1>b1 b1.yes>g1 b1.no>w1 g1>w1', 'g', 'm1', 'w1', 'm1.done b1.no w1'],
    ['s>w1 w1>m1', 'g', 'm1', 'w1', 'none'],
    ['s>b1 b1.yes>m1 b1.no>w1', 'g', 'm1', 'w1', 'none'],
    ['s>m1 m1>v1 v1.valid>w1 v1.invalid>d1', 'v.valid', 'm1', 'w1', 'none'],
    ['s>m1 m1>e1 | e1: w1', 'g', 'm1', 'w1', 'm1.done e1 w1'],
    ['s>m1 m1>e1 | e1: g1>w1', 'g', 'm1', 'w1', 'none'],
    ['s>m1 m1>t1 t1>w1 | t1: g1', 'g', 'm1', 'w1', 'none'],
    ['s>m1 m1>w1', 'g', 'm1', 'm1', 'none'],
  ])('%s, past %s, from %s to %s: %s', (graph, gate, from, to, expected) => {
    const { view, passage } = passageOf(graph, gate);

    expect(say(passage.wayBetween(stepOf(view, from), stepOf(view, to)))).toBe(expected);
  });
});

test('what a gate in a circle decides is still decided', () => {
  const { view, passage } = passageOf('s>m1 m1>m2 m2>m1 m2>w1', 'g');

  expect(say(passage.wayTo(stepOf(view, 'w1')))).toBe('s.out m1.done m2.done w1');
});

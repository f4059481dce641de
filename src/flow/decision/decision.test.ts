import { describe, expect, test } from 'vitest';
import { flow, node, reserve, start } from '../check/fixtures/build-flow.ts';
import type { JsonObject } from '../json.ts';
import type { DecisionRecord } from './decision.ts';
import { factsOf, judgeDecision } from './judge-decision.ts';
import { scoreDecision } from './score-decision.ts';

const quiet = { systems: 1, writes: 1, hasProcess: false };

describe('the answers of a record speak for', () => {
  test.each<[DecisionRecord, string]>([
    [{ staleness: '5s', impact: 'high', volume: '10/s', recovery: '1h' }, 'realtime'],
    [{ staleness: '10s', volume: '1/s', recovery: '30s' }, 'realtime'],
    [{ staleness: '15m', impact: 'medium', volume: '600/h', recovery: '1h' }, 'event'],
    [{ staleness: '3h', volume: '100/s' }, 'event'],
    [{ staleness: '24h', volume: '600/h', recovery: '24h' }, 'batch'],
    [{ staleness: '24h', volume: '100/s', recovery: '30s' }, 'batch'],
    [{ staleness: '4h' }, 'batch'],
    [{ volume: '100/s', recovery: '24h' }, 'batch'],
    [{ volume: '1/s' }, 'event'],
    [{}, 'event'],
  ])('%j: %s', (record, mode) => {
    expect(scoreDecision(record, quiet).mode).toBe(mode);
  });

  test.each([
    [{ systems: 0, writes: 0, hasProcess: false }, 'direct'],
    [{ systems: 1, writes: 1, hasProcess: false }, 'direct'],
    [{ systems: 2, writes: 1, hasProcess: false }, 'orchestrated'],
    [{ systems: 1, writes: 2, hasProcess: false }, 'orchestrated'],
    [{ systems: 1, writes: 0, hasProcess: true }, 'orchestrated'],
  ])('%j: %s', (facts, control) => {
    expect(scoreDecision({}, facts).control).toBe(control);
  });

  test('every point has a reason in words', () => {
    const record = { staleness: '5s', impact: 'high', volume: '10/s', recovery: '30s' } as const;
    const { arguments: said, points } = scoreDecision(record, { systems: 2, writes: 2, hasProcess: true });

    expect(points).toEqual({ realtime: 5, event: 2, batch: 0 });
    expect(said.map(({ because }) => because).every((text) => /^[a-z0-9].*[^.]$/.test(text))).toBe(true);
    expect(said).toHaveLength(7);
  });
});

describe('a record is judged against the flow', () => {
  const record = {
    impact: 'medium',
    staleness: '15m',
    volume: '600/h',
    recovery: '1h',
    mode: 'event',
    control: 'direct',
  } satisfies JsonObject;
  const judge = (decision: JsonObject | undefined, mode: 'event' | 'batch' = 'event') =>
    judgeDecision(
      flow([start('keep'), reserve('keep')], {
        classification: { criticality: 'low', mode },
        ...(decision === undefined ? {} : { decision }),
      }),
    ).map(({ path, reason }) => `${path}: ${reason}`);

  test('one that agrees is fine', () => {
    expect(judge(record)).toEqual([]);
  });

  test('none at all, and one that lacks answers', () => {
    expect(judge(undefined)).toEqual(['decision: there is no decision record']);
    expect(judge({ mode: 'event' })).toEqual([
      'decision: the record lacks impact, staleness, volume, recovery, control',
    ]);
  });

  test('a score that says otherwise wants a reason, and takes any', () => {
    expect(judge({ ...record, staleness: '24h' })).toEqual(['decision.mode: its answers speak for batch']);
    expect(judge({ ...record, control: 'orchestrated' })).toEqual(['decision.control: the flow itself is direct']);
    expect(judge({ ...record, staleness: '24h', reason: 'The CRM takes changes as they come.' })).toEqual([]);
  });

  test('what the flow is classified as must be what was decided', () => {
    expect(judge(record, 'batch')).toEqual(['classification.mode: the flow is classified as batch']);
  });

  test('an answer of the wrong form is named', () => {
    expect(judge({ ...record, staleness: 'soon' })[0]).toContain('decision.staleness');
    expect(judge({ ...record, because: 'why not' })[0]).toContain('decision');
  });

  test('systems, writes and the marks of a process are read from the steps', () => {
    const read = { connection: 'crm', path: '/a' };
    const facts = factsOf(
      flow([
        start('look'),
        node('look', 'http@1', { config: read }),
        node('tell', 'http@1', { config: { ...read, method: 'POST' } }),
        node('free', 'odoo@1', { config: { connection: 'odoo-main', operation: 'stock.available' } }),
        reserve('keep'),
        node('pause', 'wait@1', { config: { for: '1h' } }),
      ]),
    );

    expect(facts).toEqual({ systems: 2, writes: 2, hasProcess: true });
  });
});

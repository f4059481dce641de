import { expect, test } from 'vitest';
import type { Finding } from '#flow/check/finding.ts';
import type { Template, TemplateRule } from '#flow/template/template.ts';
import { countStanding, dayAfter, daysLeft, isWaivable, ruleIndex, standAgainst, whyOf } from './rule-index.ts';

const rule = (id: string, message: string, rationale: string, more: Partial<TemplateRule> = {}): TemplateRule => ({
  id,
  severity: 'error',
  assert: { flow: 'whatever' },
  message,
  rationale,
  since: '1.0.0',
  ...more,
});

const template = (id: string, rules: readonly TemplateRule[]): Template => ({
  id,
  version: '1.0.0',
  name: id,
  summary: '',
  owner: 'architecture',
  status: 'approved',
  useWhen: [],
  notWhen: [],
  parameters: [],
  roles: [],
  rules,
});

const known = [
  { reference: 'baseline@1', value: template('baseline', [rule('G-02', '{step} is open.', 'Open is bad.')]) },
  {
    reference: 'intake@1',
    value: template('intake', [
      rule('WH-01', '{step} lets anybody in.', 'Anybody may be anyone.'),
      rule('WH-01', 'Nothing takes calls.', 'It begins with a call.'),
      rule('WH-02', '{step} waits.', 'Waiting spreads.', { waivable: false }),
    ]),
  },
];

const finding = (id: string, message = '', more: Partial<Finding> = {}): Finding => ({
  rule: id,
  severity: 'error',
  flow: 'orders',
  message,
  ...more,
});

test('of a rule with several parts only the reason of the broken one is told', () => {
  const index = ruleIndex(known);

  expect(whyOf(finding('WH-01', 'Webhook in lets anybody in.'), index)).toEqual(['Anybody may be anyone.']);
  expect(whyOf(finding('WH-01', 'Another sentence.'), index)).toHaveLength(2);
  expect(whyOf(finding('flow/cycle'), index)).toEqual([]);
});

test('only errors and warnings of rules that allow it can be waived', () => {
  const index = ruleIndex(known);

  expect(isWaivable(finding('WH-01'), index)).toBe(true);
  expect(isWaivable(finding('WH-01', '', { severity: 'warning' }), index)).toBe(true);
  expect(isWaivable(finding('WH-01', '', { severity: 'info' }), index)).toBe(false);
  expect(isWaivable(finding('WH-02'), index)).toBe(false);
  expect(isWaivable(finding('G-02'), index)).toBe(false);
  expect(isWaivable(finding('flow/cycle'), index)).toBe(false);
});

test('a flow is counted by patterns, errors and waived findings, and the rules of every flow stand last', () => {
  const waiver = { reason: 'for now', approver: 'ann', expires: '2026-12-31' };
  const following = ['baseline@1', 'intake@1'].map((reference) => ({
    reference,
    name: reference,
    parameters: {},
    roles: [],
    missing: [],
    waived: [],
  }));

  const standing = standAgainst(
    following,
    [finding('WH-01'), finding('G-02'), finding('WH-02', '', { waiver })],
    known,
  );

  expect(standing.map(({ reference }) => reference)).toEqual(['intake@1', 'baseline@1']);
  expect(countStanding(standing)).toEqual({ patterns: 1, errors: 2, waived: 1 });
});

test('a waiver has no day left on its last one', () => {
  expect(daysLeft('2026-11-22', '2026-11-22')).toBe(0);
  expect(daysLeft('2026-12-02', '2026-11-22')).toBe(10);
  expect(dayAfter('2026-11-22', 90)).toBe('2027-02-20');
});

import { expect, test } from 'vitest';
import type { Change } from '../diff/change.ts';
import { isMet, needsOf } from './needs.ts';

const step: Change = {
  kind: 'config',
  risk: 'medium',
  flow: 'orders',
  node: 'map',
  field: 'config.expression',
  sentence: 'The expression of "Map" changed.',
  file: 'flows/orders.flow.yaml',
};

const anna = { person: 'anna', isApprover: true, isArchitect: false };
const ben = { person: 'ben', isApprover: true, isArchitect: true };

test('one person approves a change inside a flow, two where much depends on it', () => {
  const low = needsOf({ flows: [{ name: 'Orders', criticality: 'low' }], changes: [step], approvals: [anna] });
  const high = needsOf({ flows: [{ name: 'Orders', criticality: 'high' }], changes: [step], approvals: [anna] });

  expect(low.map(({ role, count, doneBy }) => [role, count, doneBy])).toEqual([['approver', 1, ['anna']]]);
  expect(high.map(({ role, count }) => [role, count])).toEqual([['approver', 2]]);
  expect([isMet(low), isMet(high)]).toEqual([true, false]);
  expect(high[0]?.why).toContain('"Orders" is of high criticality');
});

test('what all share is approved by an architect as well', () => {
  const reach: Change = { ...step, kind: 'reach', risk: 'high' };
  const settings: Change = { ...step, kind: 'text', flow: null, node: null, file: 'penstock.yaml' };
  const flows = [{ name: 'Orders', criticality: 'low' }];

  const without = needsOf({ flows, changes: [reach, settings], approvals: [anna] });
  const withOne = needsOf({ flows, changes: [reach, settings], approvals: [anna, ben] });

  expect(without.map(({ role, doneBy }) => [role, doneBy])).toEqual([
    ['approver', ['anna']],
    ['architect', []],
  ]);
  expect(without[1]?.why).toBe(
    'An architect approves as well, because it reaches further than before and it changes the settings of the workspace.',
  );
  expect([isMet(without), isMet(withOne)]).toEqual([false, true]);
});

import { expect, test } from 'vitest';
import type { JsonObject } from '../../json.ts';
import { flow, node, start } from '../fixtures/build-flow.ts';
import { stepOf, viewOf } from '../fixtures/view-of.ts';
import { limitPorts } from './limit-ports.ts';

function ask(config: JsonObject, parameters: JsonObject = { limit: 'approvalLimitMinor' }) {
  const view = viewOf(flow([start('b'), node('b', 'branch@1', { config })]), {}, parameters);
  const { above, below } = limitPorts(stepOf(view, 'b'), 'limit', view);
  return `above: ${above.join(' ')}; below: ${below.join(' ')}`;
}

function branch(...whens: readonly string[]): JsonObject {
  return { cases: whens.map((when, index) => ({ port: `case${index}`, when })), otherwise: 'rest' };
}

test.each([
  ['totalMinor > $vars.approvalLimitMinor', 'above: case0; below: rest'],
  ['totalMinor >= $vars.approvalLimitMinor', 'above: case0; below: rest'],
  ['totalMinor < $vars.approvalLimitMinor', 'above: rest; below: case0'],
  ['totalMinor <= $vars.approvalLimitMinor', 'above: rest; below: case0'],
  ['$vars.approvalLimitMinor < totalMinor', 'above: case0; below: rest'],
  ['$vars.approvalLimitMinor >= order.totalMinor', 'above: rest; below: case0'],
  ['$sum(lines.amount) > $vars.approvalLimitMinor', 'above: case0; below: rest'],
  ['totalMinor > $vars.otherLimit', 'above: ; below: '],
  ['totalMinor > $vars.approvalLimitMinor.value', 'above: ; below: '],
  ['totalMinor = $vars.approvalLimitMinor', 'above: ; below: '],
  ['totalMinor > 1000000', 'above: ; below: '],
  ['totalMinor > $vars.approvalLimitMinor and isNew', 'above: ; below: '],
  ['$not(totalMinor > $vars.approvalLimitMinor)', 'above: ; below: '],
  ['totalMinor >', 'above: ; below: '],
])('%s: %s', (when, expected) => {
  expect(ask(branch(when))).toBe(expected);
});

test('a limit that is a number is compared as one', () => {
  const parameters = { limit: 1_000_000 };

  expect(ask(branch('totalMinor > 1000000'), parameters)).toBe('above: case0; below: rest');
  expect(ask(branch('totalMinor > 900000'), parameters)).toBe('above: ; below: ');
});

test('with further cases in between, the rest proves nothing', () => {
  const limit = '$vars.approvalLimitMinor';

  expect(ask(branch('isNew', `totalMinor > ${limit}`))).toBe('above: case1; below: ');
  expect(ask(branch(`totalMinor > ${limit}`, `totalMinor <= ${limit}`))).toBe('above: case0; below: case1');
});

test('what is not decided by one case after the other proves nothing', () => {
  const when = 'totalMinor > $vars.approvalLimitMinor';

  expect(ask({ ...branch(when), mode: 'all' })).toBe('above: ; below: ');
  expect(ask({ cases: [{ port: 'case0', when }] })).toBe('above: ; below: ');
  expect(ask({ cases: 'none', otherwise: 'rest' })).toBe('above: ; below: ');
  expect(ask(branch(when), {})).toBe('above: ; below: ');
});

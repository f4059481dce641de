import { expect, test } from 'vitest';
import { type FlowRow, filterFlows, hasToken, readFilter, stateOf, toggleToken } from './flow-rows.ts';

const row: FlowRow = {
  path: 'flows/order-to-cash.flow.yaml',
  id: 'order-to-cash',
  name: 'Shop order to Odoo',
  version: '1.0.0',
  owner: 'sales-operations',
  domain: 'sales',
  mode: 'event',
  criticality: 'high',
  triggers: ['webhook@1'],
  steps: 10,
  problems: 0,
  live: true,
  refusal: null,
  etag: '0'.repeat(32),
  changedAt: '2026-11-21T17:13:54.120Z',
};
const resting = {
  ...row,
  id: 'nightly',
  name: 'Nightly stock',
  live: false,
  owner: 'logistics',
  triggers: ['schedule@1'],
};
const refused = { ...resting, id: 'refund', name: 'Refund', refusal: 'The flow has 2 errors.' };
const broken = { ...resting, id: 'broken', name: 'Broken', problems: 3, owner: null };
const rows = [row, resting, refused, broken];
const context = { me: { name: 'ana', groups: ['logistics'] }, triggerOf: (type: string) => `Words of ${type}` };

test.each([
  [row, 'live'],
  [{ ...row, refusal: 'The flow has 1 error.' }, 'earlier'],
  [resting, 'resting'],
  [refused, 'refused'],
  [broken, 'unreadable'],
])('the state of %j is %s', (given, state) => {
  expect(stateOf(given)).toBe(state);
});

test('a filter is words and tokens, quoted where they have gaps', () => {
  expect(readFilter('state:live "shop order" Owner:"sales operations" what:ever')).toEqual({
    words: ['shop order', 'what:ever'],
    tokens: [
      { key: 'state', value: 'live' },
      { key: 'owner', value: 'sales operations' },
    ],
  });
});

test.each([
  ['', ['order-to-cash', 'nightly', 'refund', 'broken']],
  ['shop odoo', ['order-to-cash']],
  ['state:live', ['order-to-cash']],
  ['state:refused', ['refund']],
  ['owner:me', ['nightly', 'refund']],
  ['owner:sales', ['order-to-cash']],
  ['trigger:webhook', ['order-to-cash']],
  ['is:broken', ['refund', 'broken']],
  ['owner:me is:broken ref', ['refund']],
])('%j leaves %j', (text, ids) => {
  expect(filterFlows(rows, text, context).map(({ id }) => id)).toEqual(ids);
});

test('a token is put in and taken out again', () => {
  const once = toggleToken('shop', 'state:live');

  expect(once).toBe('shop state:live');
  expect(hasToken(once, 'state:live')).toBe(true);
  expect(toggleToken(once, 'state:live')).toBe('shop');
});

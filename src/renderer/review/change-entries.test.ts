import { expect, test } from 'vitest';
import type { Change } from '#flow/diff/change.ts';
import { arrangeChanges, listEntries } from './change-entries.ts';

function changeOf(given: Partial<Change>): Change {
  const place = { flow: 'orders', node: null, field: null, file: 'flows/orders.flow.yaml' };
  return { kind: 'config', risk: 'low', sentence: 'Something changed.', ...place, ...given };
}

test('changes of one step are one entry with the riskiest first', () => {
  const arranged = arrangeChanges([
    changeOf({ node: 'send', field: 'config.path' }),
    changeOf({ node: 'send', field: 'retry.attempts', kind: 'policy', risk: 'high' }),
    changeOf({ node: 'map', field: 'config.expression', kind: 'expression', risk: 'medium' }),
  ]);

  const entries = listEntries(arranged);
  expect(entries.map(({ key }) => key)).toEqual(['orders:step:send', 'orders:step:map']);
  expect(entries[0]?.changes.map(({ field }) => field)).toEqual(['retry.attempts', 'config.path']);
});

test('what reaches further stands before everything, and moved boxes after', () => {
  const arranged = arrangeChanges([
    changeOf({ kind: 'layout', risk: 'none' }),
    changeOf({ node: 'send', kind: 'step-added', risk: 'medium' }),
    changeOf({ kind: 'reach', risk: 'high', field: 'reach.secret' }),
  ]);

  expect(arranged.first.map(({ sort }) => sort)).toEqual(['reach']);
  expect(arranged.groups.flatMap(({ entries }) => entries.map(({ sort }) => sort))).toEqual(['added']);
  expect(arranged.layout).toHaveLength(1);
});

test('several flows are told one by one, and what all share comes last', () => {
  const arranged = arrangeChanges([
    changeOf({ flow: null, kind: 'contract', risk: 'high', file: 'contracts/order@1.json' }),
    changeOf({ flow: 'orders', node: 'send' }),
    changeOf({ flow: 'returns', node: 'send' }),
  ]);

  expect(arranged.groups.map(({ flow }) => flow)).toEqual(['orders', 'returns', null]);
});

test('a step that only leads elsewhere is told as a way, not as a changed step', () => {
  const [entry] = listEntries(arrangeChanges([changeOf({ node: 'send', kind: 'edge-changed', field: 'next.done' })]));

  expect(entry?.sort).toBe('wired');
});

test('whose signatures count stands with what reaches further, as one entry; other settings of the workspace do not', () => {
  const settings = { flow: null, kind: 'trust', file: 'penstock.yaml' } as const;

  const arranged = arrangeChanges([
    changeOf({ node: 'send', risk: 'high' }),
    changeOf({ ...settings, risk: 'low', field: 'name' }),
    changeOf({ ...settings, risk: 'low', field: 'trustedKeys.Anna.roles' }),
    changeOf({ ...settings, risk: 'high', field: 'trustedKeys.Ben.key' }),
  ]);

  expect(arranged.first.map(({ sort, risk, changes }) => ({ sort, risk, count: changes.length }))).toEqual([
    { sort: 'trust', risk: 'high', count: 2 },
  ]);
  expect(arranged.groups.map(({ flow, entries }) => ({ flow, sorts: entries.map(({ sort }) => sort) }))).toEqual([
    { flow: 'orders', sorts: ['changed'] },
    { flow: null, sorts: ['file'] },
  ]);
});

import { expect, test } from 'vitest';
import type { Change } from '#flow/diff/change.ts';
import { arrangeChanges, listEntries } from './change-entries.ts';
import { readCompared } from './compared.ts';
import { partsOf } from './shown-texts.ts';

const text = (expression: string) => `penstock: 1
id: orders
name: Orders
nodes:
  start:
    type: manual@1
    config: {}
    next: map
  map:
    type: map@1
    config:
      expression: ${expression}
`;

const flows = [
  readCompared({
    id: 'orders',
    file: 'flows/orders.flow.yaml',
    before: { text: text('number'), layout: null },
    after: { text: text('reference'), layout: null },
  }),
];

function partsFor(changes: readonly Change[]) {
  const [entry] = listEntries(arrangeChanges(changes));
  return entry === undefined ? [] : partsOf(entry, { flows, files: [] });
}

const expression: Change = {
  kind: 'expression',
  risk: 'medium',
  flow: 'orders',
  node: 'map',
  field: 'config.expression',
  sentence: 'Mapping changed.',
  before: 'number',
  after: 'reference',
  file: 'flows/orders.flow.yaml',
};

test('a step of which only an expression changed is shown as that expression', () => {
  const [first, second] = partsFor([expression]);

  expect(first?.texts).toMatchObject({ language: 'jsonata', before: 'number', after: 'reference' });
  expect(second?.texts.after).toContain('type: map@1');
});

test('a step of which more changed is shown whole first', () => {
  const [first, second] = partsFor([
    expression,
    { ...expression, kind: 'policy', field: 'timeout', sentence: 'Later.' },
  ]);

  expect(first?.scope).toBe('step');
  expect(second?.field).toBe('config.expression');
});

test('what is about the flow as a whole shows the head of its file, without the steps', () => {
  const [first] = partsFor([{ ...expression, kind: 'header', node: null, field: 'owner', sentence: 'Owner changed.' }]);

  expect(first?.texts.before).toContain('name: Orders');
  expect(first?.texts.before).not.toContain('nodes:');
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { printBlankFlow, proposeId, refuseFlowId, renameInText, retargetTests } from './flow-text.ts';

const example = readFileSync(
  new URL('../../../../examples/order-to-cash/flows/order-to-cash.flow.yaml', import.meta.url),
  'utf8',
);

test.each([
  ['Order: to cash!', 'order-to-cash'],
  ['Übergrößen 2', 'ubergro-en-2'],
  ['3 ways', 'ways'],
  ['日本', 'flow'],
  ['Taken', 'taken-2'],
])('the name %j proposes the id %s', (name, id) => {
  expect(proposeId(name, new Set(['taken']))).toBe(id);
});

test('an id is refused for its form, or because another flow has it', () => {
  expect(refuseFlowId('Order', new Set())).toBe('idForm');
  expect(refuseFlowId('order', new Set(['order']))).toBe('idTaken');
  expect(refuseFlowId('order-2', new Set(['order']))).toBeUndefined();
});

test('a blank flow can be opened', () => {
  const { flow, problems } = openFlow(printBlankFlow({ name: 'Returns', id: 'returns' }), nodeCatalogue);

  expect(problems).toEqual([]);
  expect(flow).toMatchObject({ id: 'returns', name: 'Returns', version: '0.1.0', nodes: [] });
});

test('another name changes one line and keeps every comment', () => {
  const commented = example.replace('\nnodes:', '\n# What follows was agreed in May.\nnodes:');

  const renamed = renameInText(commented, { name: 'Orders' });

  const lines = (text: string) => text.split('\n');
  expect(renamed.ok ? lines(renamed.value).filter((line) => !lines(commented).includes(line)) : renamed).toEqual([
    'name: Orders',
  ]);
});

test('a copy has an id of its own, and its tests follow it', () => {
  const copied = renameInText(example, { name: 'Copy', id: 'copy' });

  expect(copied.ok && copied.value.startsWith('penstock: 1\nid: copy\nname: Copy\n')).toBe(true);
  expect(retargetTests('penstock: 1\nflow: a # note\ntests: []\n', 'copy')).toBe(
    'penstock: 1\nflow: copy\ntests: []\n',
  );
});

test('a text that cannot be read is not renamed', () => {
  expect(renameInText('nodes: [', { name: 'X' }).ok).toBe(false);
});

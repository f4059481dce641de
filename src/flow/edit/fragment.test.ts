import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Flow } from '../flow.ts';
import type { Edit } from './edit.ts';
import { createWorkbench } from './fixtures/workbench.ts';
import { copyFragment, type Fragment, printFragment, readFragment, unresolved } from './fragment.ts';

const { open, print, applied, refusal, difference } = createWorkbench(nodeCatalogue);
const read = (path: string) => open(readFileSync(new URL(path, import.meta.url), 'utf8'));
const order = read('../../../examples/order-to-cash/flows/order-to-cash.flow.yaml');
const saga = read('../text/fixtures/release-1.flow.yaml');

function copy(flow: Flow, ...ids: readonly string[]): Fragment {
  return copyFragment(flow, ids, nodeCatalogue);
}

function paste(fragment: Fragment, rest: object = {}): Edit {
  return { edit: 'paste-fragment', arguments: { fragment, ...rest } };
}

test('a fragment holds steps, the edges between them, and names of what they need', () => {
  const fragment = copy(order, 'order_received', 'order_complete', 'create_order', 'set_aside', 'nobody');

  expect(fragment.nodes.map(({ id }) => id)).toEqual(['order_received', 'order_complete', 'create_order', 'set_aside']);
  expect(fragment.edges).toEqual([
    { from: 'order_received', port: 'out', to: 'order_complete' },
    { from: 'create_order', port: 'error', to: 'set_aside' },
  ]);
  expect(fragment.requires).toEqual({
    connections: ['odoo-main'],
    templates: [],
    contracts: ['shop-order@1'],
    secrets: ['shop-webhook'],
  });
});

test('written and read again it is the same, and any other text is refused', () => {
  const fragment = copy(saga, 'undo_all', 'done');

  expect(readFragment(printFragment(fragment))).toEqual({ ok: true, value: fragment });
  for (const text of [
    'hello',
    '{}',
    '[1]',
    '{"penstock":"fragment/2"}',
    printFragment(fragment).replace('"book"', '"Book"'),
  ]) {
    const done = readFragment(text);
    expect(done.ok ? '' : done.problems[0]?.code).toBe('edit/not-a-fragment');
  }
});

test('two steps of one id are no fragment', () => {
  const fragment = copy(saga, 'undo_all');

  expect(readFragment(printFragment(fragment).replaceAll('"unbook"', '"book"')).ok).toBe(false);
});

test('pasted into another flow the steps are as they were', () => {
  const fragment = copy(order, 'create_order', 'order_done');

  const text = print(applied(saga, paste(fragment)));

  expect(text).toContain('    next:\n      done: order_done\n      exists: order_done\n  order_done:\n');
});

test('ids that are taken change everywhere: steps, edges, undo steps, expressions', () => {
  const fragment = copy(saga, 'start', 'undo_all');

  const changed = difference(saga, paste(fragment)).join('\n');

  expect(changed).toContain('+   start_2:');
  expect(changed).toContain('+     next: undo_all_2');
  expect(changed).toContain('+               $: $steps.start_2.from');
  expect(changed).toContain('+         compensate: unbook_2');
  expect(changed).not.toContain('was:');
});

test('pasted behind a step it follows it', () => {
  const fragment = copy(order, 'create_order', 'order_done');

  const changed = difference(order, paste(fragment, { after: { node: 'order_done' } }));

  expect(changed.slice(0, 2)).toEqual(['+     next: create_order_2', '+   create_order_2:']);
});

test('an undo step that did not come along is forgotten', () => {
  const text = print(applied(order, paste(copy(saga, 'book'))));

  expect(text).toContain('  book:\n');
  expect(text).not.toContain('compensate');
});

test('duplicates stand behind the originals, with the edges between them', () => {
  const changed = difference(order, {
    edit: 'duplicate-nodes',
    arguments: { ids: ['incomplete', 'order_done', 'create_order'] },
  });

  expect(changed.filter((line) => /^\+ {3}\w|next|: order_done/.test(line))).toEqual([
    '+   create_order_2:',
    '+     next:',
    '+       done: order_done_2',
    '+       exists: order_done_2',
    '+   order_done_2:',
    '+   incomplete_2:',
  ]);
});

test('a copied step names the copied undo step, whatever saga they stand in', () => {
  const text = print(applied(saga, { edit: 'duplicate-nodes', arguments: { ids: ['book', 'unbook'] } }));

  expect(text).toContain('        compensate: unbook_2\n');
});

test('triggers are not pasted into scopes, nor connected steps among undo steps', () => {
  const body = { scope: 'undo_all', list: 'body' };
  const undo = { scope: 'undo_all', list: 'compensations' };

  expect(refusal(saga, paste(copy(saga, 'start'), { container: body }))).toBe('edit/not-inside');
  expect(refusal(saga, paste(copy(order, 'create_order', 'order_done'), { container: undo }))).toBe(
    'edit/undo-has-no-edges',
  );
  expect(refusal(saga, paste(copy(order, 'order_done'), { after: { node: 'set_aside' } }))).toBe(
    'edit/nothing-follows',
  );
});

test('what is missing where it is pasted is named; what is not known is not judged', () => {
  const fragment = copy(order, 'order_received', 'create_order');
  const later = { ...fragment, nodes: fragment.nodes.map((node) => ({ ...node, type: 'odoo@9' })) };

  expect(unresolved(fragment, { connections: new Set(), secrets: new Set(['shop-webhook']) })).toEqual([
    { what: 'connections', name: 'odoo-main' },
  ]);
  expect(unresolved(fragment, {})).toEqual([]);
  expect(unresolved(later, { catalogue: nodeCatalogue })).toEqual([{ what: 'types', name: 'odoo@9' }]);
});

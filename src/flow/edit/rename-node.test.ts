import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Flow } from '../flow.ts';
import { parseFlow } from '../text/parse.ts';
import { printFlow } from '../text/print.ts';
import { renameNode } from './rename-node.ts';
import { renameInExpression, renameInText } from './rename-step.ts';

function open(name: string): { readonly text: string; readonly flow: Flow } {
  const text = readFileSync(new URL(`../text/fixtures/${name}.flow.yaml`, import.meta.url), 'utf8');
  const result = parseFlow(text, nodeCatalogue);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return { text, flow: result.value };
}

function renamedText(flow: Flow, from: string, to: string): string {
  const renamed = renameNode(flow, from, to, nodeCatalogue);
  return renamed.ok ? printFlow(renamed.value, nodeCatalogue) : renamed.problems.map((problem) => problem.code).join();
}

describe('renaming a node', () => {
  test('edges follow, and the old id stays in `was`', () => {
    const { text, flow } = open('shop-order');

    const after = renamedText(flow, 'create_order', 'book_order');

    const expected = text
      .replaceAll(': create_order\n', ': book_order\n')
      .replace('  create_order:\n    type: odoo@1\n', '  book_order:\n    type: odoo@1\n')
      .replace(
        '    name: Create and confirm the order\n',
        '    name: Create and confirm the order\n    was: [create_order]\n',
      );
    expect(after).toBe(expected);
  });

  test('`compensate` and ids in bodies follow, and the oldest name stays first', () => {
    const { flow } = open('release-1');

    const undo = renamedText(flow, 'unbook', 'cancel_booking');
    const again = renamedText(flow, 'undo_all', 'all_together');

    expect(undo).toContain('        compensate: cancel_booking\n');
    expect(undo).toContain('      cancel_booking:\n        type: http@1\n        was: [unbook]\n');
    expect(again).toContain('    was: [all_or_nothing, everything, undo_all]\n');
  });

  test('`$steps` in expressions and computed values follows', () => {
    const { flow } = open('release-1');

    const after = renamedText(flow, 'start', 'begin');

    expect(after).toContain('              $: $steps.begin.from\n');
  });

  test('comments stay with the node', () => {
    const { text, flow } = open('commented');

    const after = renamedText(flow, 'choose', 'decide');

    expect(after.split('\n').filter((line) => line.includes('#'))).toEqual(
      text.split('\n').filter((line) => line.includes('#')),
    );
  });

  test.each([
    ['create_order', 'order_done', 'flow/duplicate-id'],
    ['create_order', 'Book', 'flow/node-id'],
    ['create_order', 'yes', 'flow/node-id'],
    ['nobody', 'somebody', 'flow/unknown-node'],
  ])('%s → %s is refused with %s', (from, to, code) => {
    expect(renamedText(open('shop-order').flow, from, to)).toBe(code);
  });

  test('an earlier name is refused, whoever had it', () => {
    const { flow } = open('release-1');

    expect(renamedText(flow, 'start', 'everything')).toBe('flow/id-reserved');
    expect(renamedText(flow, 'undo_all', 'everything')).toBe('flow/id-reserved');
  });
});

describe('references in expressions', () => {
  test.each([
    ['$steps.old.id', '$steps.new_name.id'],
    ['$steps . `old`[0].x & $steps.old', '$steps . `new_name`[0].x & $steps.new_name'],
    ['{ "old": old, "a": [$steps.old.b] }', '{ "old": old, "a": [$steps.new_name.b] }'],
    [
      'items[sku = $steps.old.sku].{ "q": $steps.old.q }',
      'items[sku = $steps.new_name.sku].{ "q": $steps.new_name.q }',
    ],
    ['$map(x, function($v) { $steps.old.(a + $v) })', '$map(x, function($v) { $steps.new_name.(a + $v) })'],
    ['$lookup($steps, "old").x', '$lookup($steps, "new_name").x'],
    ['/* $steps.old */ "$steps.old" & $steps.older', '/* $steps.old */ "$steps.old" & $steps.older'],
    ['$steps.old.(', '$steps.old.('],
  ])('%s → %s', (before, after) => {
    expect(renameInExpression(before, 'old', 'new_name')).toBe(after);
  });

  test('in texts only what stands in braces is renamed', () => {
    const text = '$steps.old is {{ $steps.old.id }}, {{ "}}" & $steps.old }}';

    expect(renameInText(text, 'old', 'new')).toBe('$steps.old is {{ $steps.new.id }}, {{ "}}" & $steps.new }}');
  });
});

import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { parseFlow } from '../text/parse.ts';
import { printFlow } from '../text/print.ts';
import { sayUpgradeChange, sayUpgradeConflict, upgradeFlow } from './upgrade.ts';

const skeleton = `penstock: 1
id: change-me
name: Change this name
version: 0.1.0
owner: change-me
lifecycle: active
nodes:
  received:
    type: webhook@1
    name: Something happened
    config:
      path: /change-me
      auth:
        scheme: standard-webhooks
        secrets: [change-me]
      dedupe:
        key: id
        for: 30d
    next: noted
  noted:
    type: milestone@1
    name: Noted
    config:
      milestone: received
      businessKey: id
`;

function read(text: string) {
  const parsed = parseFlow(text, nodeCatalogue);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function upgrade(author: string, after: string) {
  const upgraded = upgradeFlow(read(author), read(skeleton), read(after));
  return { ...upgraded, text: printFlow(upgraded.flow, nodeCatalogue) };
}

const authored = skeleton
  .replace('id: change-me', 'id: orders')
  .replace('path: /change-me', 'path: /orders')
  .replace('  noted:\n', '  # Shown on the board.\n  noted:\n');

test('what the author never touched follows the template', () => {
  const { text, changes, conflicts } = upgrade(authored, skeleton.replace('for: 30d', 'for: 60d'));

  expect(text).toBe(authored.replace('for: 30d', 'for: 60d'));
  expect(changes.map(sayUpgradeChange)).toEqual([
    'nodes.received.config.dedupe.for: "60d", as in the template (was "30d").',
  ]);
  expect(conflicts).toEqual([]);
});

test('what both changed stays the author’s, and is named', () => {
  const { text, changes, conflicts } = upgrade(authored, skeleton.replace('path: /change-me', 'path: /hooks/in'));

  expect(text).toBe(authored);
  expect(changes).toEqual([]);
  expect(conflicts.map(sayUpgradeConflict)).toEqual([
    'nodes.received.config.path: the template has "/hooks/in", you have "/orders". Yours was kept; decide, and change it by hand.',
  ]);
});

test('a step the template added stands where it stands there, with its edges', () => {
  const added = skeleton
    .replace('    next: noted\n', '    next: shape\n')
    .replace(
      '  noted:\n',
      '  shape:\n    type: map@1\n    config:\n      expression: \'{ "id": id }\'\n    next: noted\n  noted:\n',
    );

  const { text, changes, conflicts } = upgrade(authored, added);

  expect(text.indexOf('  shape:')).toBeLessThan(text.indexOf('  noted:'));
  expect(text).toContain('next: shape');
  expect(text).toContain('# Shown on the board.');
  expect(changes.map(({ path }) => path)).toEqual(['nodes.received.next.out', 'nodes.shape']);
  expect(conflicts).toEqual([]);
});

test('a step the template removed goes where nobody touched it, and stays where somebody did', () => {
  const without = skeleton.slice(0, skeleton.indexOf('  noted:')).replace('    next: noted\n', '');
  const touched = authored.replace('milestone: received', 'milestone: taken');

  const untouched = upgrade(authored, without);
  const kept = upgrade(touched, without);

  expect(untouched.text).not.toContain('milestone@1');
  expect(untouched.text).toContain('# Shown on the board.');
  expect(kept.text).toContain('milestone: taken');
  expect(kept.conflicts.map(({ path }) => path)).toEqual(['nodes.noted']);
});

test('a flow that is its skeleton becomes the new one but for its name', () => {
  const after = skeleton.replace('for: 30d', 'for: 60d').replace('lifecycle: active', 'lifecycle: deprecated');

  expect(upgrade(skeleton, after).text).toBe(after);
});

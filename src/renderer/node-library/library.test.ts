import { expect, test } from 'vitest';
import { nodeManifests } from '#nodes/manifests.ts';
import { libraryGroups, searchLibrary } from './library.ts';

test('every node type stands in the library once, and the leading ones stand first', () => {
  const groups = libraryGroups();

  const types = groups.flatMap((group) => group.manifests.map((manifest) => manifest.type));

  expect([...types].sort()).toEqual(nodeManifests.map((manifest) => manifest.type).sort());
  expect(types.slice(0, 2)).toContain('webhook');
});

test.each([
  ['ret', 'retry'],
  ['switch', 'branch'],
  ['if', 'try'],
  ['map', 'map'],
  ['loop', 'each'],
  ['dlq', 'dead-letter'],
  ['sales order', 'odoo'],
])('%j finds %s first', (text, type) => {
  expect(searchLibrary(text)[0]?.type).toBe(type);
});

test('what fits nothing finds nothing', () => {
  expect(searchLibrary('zzz')).toEqual([]);
});

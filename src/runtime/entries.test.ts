import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { entryUrl } from './entries.ts';

test('entries are TypeScript sources beside the sources, and exist', () => {
  const writer = fileURLToPath(entryUrl('store-writer'));
  const reader = fileURLToPath(entryUrl('store-reader'));

  expect([existsSync(writer), existsSync(reader)]).toEqual([true, true]);
});

test('entries lie flat beside a built file', () => {
  const built = 'file:///opt/penstock/out/runtime-abc.mjs';

  expect(entryUrl('sandbox-child', built).href).toBe('file:///opt/penstock/out/sandbox-child.mjs');
  expect(entryUrl('runtime', built).href).toBe('file:///opt/penstock/out/runtime.mjs');
});

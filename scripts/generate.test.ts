import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generateIndexes, staleIndexes } from './generate.ts';
import { createNode } from './new-node.ts';

const checkout = join(import.meta.dirname, '..');
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'penstock-generate-'));
  for (const type of ['redact', 'try', 'schedule']) {
    cpSync(join(checkout, 'nodes', type), join(root, 'nodes', type), { recursive: true });
  }
  mkdirSync(join(root, 'connections'));
  for (const file of generateIndexes(root)) writeFileSync(file.path, file.text);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test('the indexes of this checkout are up to date', () => {
  const stale = staleIndexes(checkout);

  expect(stale).toEqual([]);
});

test('an index lists folders in order and gives key words a name of their own', () => {
  const text = readFileSync(join(root, 'nodes/manifests.ts'), 'utf8');

  expect(text).toContain("import { manifest as tryNode } from './try/manifest.ts';");
  expect(text).toContain('NodeManifest[] = [redact, schedule, tryNode];');
});

test('work is found by type and major version', () => {
  const text = readFileSync(join(root, 'nodes/evaluators.ts'), 'utf8');

  expect(text).toContain("ReadonlyMap<string, Evaluate> = new Map([['redact@1', redact]]);");
});

test('an edited index is stale', () => {
  writeFileSync(join(root, 'nodes/triggers.ts'), '// edited\n');

  const stale = staleIndexes(root);

  expect(stale).toEqual(['nodes/triggers.ts']);
});

test('a new node is a renamed copy that the indexes know', () => {
  const made = createNode(root, { name: 'price-check', like: 'redact' });

  const manifest = readFileSync(join(root, 'nodes/price-check/manifest.ts'), 'utf8');
  const help = readFileSync(join(root, 'nodes/price-check/README.md'), 'utf8');
  const index = readFileSync(join(root, 'nodes/evaluators.ts'), 'utf8');
  expect(made.ok).toBe(true);
  expect(manifest).toContain("  type: 'price-check',");
  expect(help.startsWith('# Price check\n')).toBe(true);
  expect(help).toContain('type: price-check@1');
  expect(index).toContain("  ['price-check@1', priceCheck],");
});

test.each([
  [{ name: 'Price', like: 'redact' }, 'is no node type'],
  [{ name: 'price', like: 'nothing' }, 'There is no nodes/nothing to copy'],
  [{ name: 'try', like: 'redact' }, 'exists already'],
])('a new node called %o is refused in a sentence', (names, sentence) => {
  const made = createNode(root, names);

  expect(made.ok).toBe(false);
  expect(made.sentence).toContain(sentence);
});

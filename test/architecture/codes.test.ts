import { expect, test } from 'vitest';
import { checkRules } from '#flow/check/rules.ts';
import { listDeclaredCodes, listDeclaringFiles } from '../../scripts/reference/declared-codes.ts';
import { environmentVariables } from '../../scripts/reference/environment-variables.ts';
import { anchorOf } from '../../scripts/reference/markdown.ts';
import { findUsedCodes, usesCodes } from './codes.ts';
import { listSources, readSource } from './syntax.ts';

// The page shows codes and raises none.
const page = /^src\/(?:renderer|ui|fields)\//;
const sources = listSources(['src', 'nodes', 'connections']).filter((path) => usesCodes(path) && !page.test(path));
const used = sources.flatMap((path) => findUsedCodes(path, readSource(path)));
const declared = listDeclaredCodes();
const ruleIds = checkRules.map(({ id }) => id);

test('every code that is used is declared', () => {
  const known = [...declared.map(({ code }) => code), ...ruleIds];

  const unknown = used.filter(({ pattern }) => !known.some((code) => pattern.test(code)));

  expect(used.length).toBeGreaterThan(250);
  expect(unknown.map(({ path, code }) => `${path} uses "${code}". Declare it in the problems.ts of its room.`)).toEqual(
    [],
  );
});

test('every code is declared once, and no finding shares its id with a problem', () => {
  const all = [...declared.map(({ code }) => code), ...ruleIds];

  const twice = all.filter((code, index) => all.indexOf(code) !== index);

  expect(twice).toEqual([]);
});

test('every code that is declared is used', () => {
  const unused = declared.filter(({ code }) => !used.some(({ pattern }) => pattern.test(code)));

  expect(unused.map(({ file, code }) => `${file} declares "${code}", which nothing uses. Remove it.`)).toEqual([]);
});

test('every problems.ts of the product is known to the reference', () => {
  const present = listSources(['src', 'nodes', 'connections']).filter((path) => path.endsWith('/problems.ts'));

  expect(listDeclaringFiles()).toEqual(present);
});

test('every code has a place of its own on its page', () => {
  const anchors = declared.map(({ code }) => anchorOf(code));

  expect(new Set(anchors).size).toBe(anchors.length);
});

test('every environment variable the product reads stands in the reference', () => {
  const spelt = [...listSources(['src']), 'bin/penstock.mjs']
    .filter((path) => !path.endsWith('.test.ts'))
    .flatMap((path) => [...readSource(path).matchAll(/\benv\.([A-Z][A-Z_]+)\b(?! = )/g)].map(([, name]) => name ?? ''));
  const known = environmentVariables.map(({ name }) => name);

  const missing = [...new Set(spelt)].filter((name) => !known.includes(name));

  expect(spelt).toContain('PENSTOCK_TOKEN');
  expect(missing).toEqual([]);
});

test('codes are found in texts, in templates of codes and in failures, and nowhere else', () => {
  const source = `
    const a = permanent('a/one', 'A sentence.'); const b = { code: \`\${area}/two\` };
    const c = timedOut(\`b/three-\${x}\`, 'A sentence.'); const d = 'application/json'; const e = \`\${field}/id\`;`;

  const codes = findUsedCodes('src/api/x.ts', source);

  expect(codes.map(({ code }) => code).sort()).toEqual(['a/one', 'b/three-…', '…/two'].sort());
  expect(codes.filter(({ pattern }) => pattern.test('run/two'))).toHaveLength(1);
});

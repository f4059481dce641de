import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectionManifests } from '#connections/manifests.ts';
import { checkRules } from '#flow/check/rules.ts';
import { nodeManifests } from '#nodes/manifests.ts';
import { generateReference, stalePages, writeReference } from './generate-reference.ts';
import { listDeclaredCodes } from './reference/declared-codes.ts';
import { anchorOf } from './reference/markdown.ts';

const checkout = join(import.meta.dirname, '..');
const goldenPath = join(checkout, 'test/golden/sentences.json');
const isWriting = process.env.PENSTOCK_GOLDEN === 'write';

type Sentence = { readonly title: string; readonly help: string };

/** Every title and help the product declares under a code, by code. */
function listSentences(): Readonly<Record<string, Sentence>> {
  const all = [...listDeclaredCodes(), ...checkRules.map(({ id, title, help }) => ({ code: id, title, help }))];
  const sorted = all.sort((one, other) => (one.code < other.code ? -1 : 1));
  return Object.fromEntries(sorted.map(({ code, title, help }) => [code, { title, help }]));
}

test('the reference of this checkout is up to date', () => {
  const stale = stalePages(checkout);

  expect(stale.map((path) => `${path} is out of date. Run "npm run generate" and commit the result.`)).toEqual([]);
});

test('an edited page is stale, and writing mends it', () => {
  const root = mkdtempSync(join(tmpdir(), 'penstock-reference-'));
  writeReference(root);
  writeFileSync(join(root, 'docs/reference/rules.md'), 'edited\n');

  const stale = stalePages(root);
  const written = writeReference(root);

  expect(stale).toEqual(['docs/reference/rules.md']);
  expect(written).toEqual(stale);
  expect(stalePages(root)).toEqual([]);
  rmSync(root, { recursive: true });
});

test('everything that has a name has a place in the reference', () => {
  const text = generateReference()
    .map((page) => page.text)
    .join('\n');

  const names = [
    ...listDeclaredCodes().map(({ code }) => code),
    ...checkRules.map(({ id }) => id),
    ...nodeManifests.map(({ type, major }) => `${type}@${major}`),
  ];

  expect(names.filter((name) => !text.includes(`<a id="${anchorOf(name)}"></a>`))).toEqual([]);
});

test('no page links to a place that is not there', () => {
  const pages = new Map(generateReference().map(({ path, text }) => [path, text]));
  const dead: string[] = [];
  for (const [path, text] of pages) {
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const full = file === '' ? path : join('docs/reference', file);
      const there =
        pages.get(full) ?? (existsSync(join(checkout, full)) ? readFileSync(join(checkout, full), 'utf8') : '');
      if (there === '' || (anchor !== undefined && !there.includes(`<a id="${anchor}"></a>`))) {
        dead.push(`${path} → ${target}`);
      }
    }
  }

  expect(dead).toEqual([]);
});

test('the sentences of every code are those that were reviewed', () => {
  if (isWriting) {
    mkdirSync(join(checkout, 'test/golden'), { recursive: true });
    writeFileSync(goldenPath, `${JSON.stringify(listSentences(), null, 2)}\n`);
  }

  expect(listSentences()).toEqual(JSON.parse(readFileSync(goldenPath, 'utf8')));
});

/** Words the house avoids in what people read, and what stands in their place. */
const avoided: readonly (readonly [word: RegExp, instead: string])[] = [
  [/\bplease\b/i, 'say what to do'],
  [/\b(sorry|oops|unfortunately|successfully)\b/i, 'leave it out'],
  [/\b(workflow|scenario)\b/i, 'flow'],
  [/\bcredentials?\b(?!s?,? or)(?!, or)/i, 'secret'],
  [/\bexceptions?\b/i, 'failure'],
  [/\bblacklist|whitelist\b/i, 'allowed, refused'],
  [/\bsimply\b/i, 'leave it out'],
  [/[!]$/, 'a period'],
  [/ {2}/, 'one blank'],
  [/…\.|\.\.\.$/, 'a whole sentence'],
];

/** What is wrong with a text of help, in sentences. */
function faultsOf(help: string): readonly string[] {
  // Code marks hold other people's words.
  const prose = help.replaceAll(/`[^`]*`/g, 'x');
  const faults = avoided.flatMap(([word, instead]) => {
    const found = word.exec(prose);
    return found === null ? [] : [`says "${found[0]}"; write: ${instead}`];
  });
  if (!/\.\)?$/.test(help)) faults.push('does not end with a period');
  if (!/^[`$"A-Z«_]/.test(help)) faults.push('does not begin as a sentence');
  if (help.trim() !== help || help.includes('\n')) faults.push('has blanks around it or line breaks in it');
  if (help.split(/\s+/).length < 3) faults.push('is no whole sentence');
  return faults;
}

test('texts of help are whole sentences in the words of the house', () => {
  const faults = Object.entries(listSentences()).flatMap(([code, { help }]) =>
    faultsOf(help).map((fault) => `${code} ${fault}: ${help}`),
  );

  expect(faults).toEqual([]);
});

test('titles are one line, with a capital, and never say what to do for politeness', () => {
  const faults = Object.entries(listSentences()).filter(
    ([, { title }]) => !/^[`$A-Z]/.test(title) || /\n|\bplease\b|!$/i.test(title) || title.length > 100,
  );

  expect(faults).toEqual([]);
});

test('a planted text of help is refused', () => {
  expect(faultsOf('please try again')).toHaveLength(3);
  expect(faultsOf('Correct the field the sentence names.')).toEqual([]);
});

test('the fields of every node type and connection kind have titles, and help is whole sentences', () => {
  const page = generateReference().find(({ path }) => path.endsWith('node-types.md'))?.text ?? '';
  const rows = page.split('\n').filter((line) => line.startsWith('| `') && line.split(' | ').length === 3);

  const untitled = rows.filter((row) => /\|\s*\|$/.test(row));

  expect(rows.length).toBeGreaterThan(60);
  expect(untitled).toEqual([]);
  expect(connectionManifests.map(({ summary }) => summary).filter((summary) => !summary.endsWith('.'))).toEqual([]);
  expect(nodeManifests.map(({ summary }) => summary).filter((summary) => !summary.endsWith('.'))).toEqual([]);
});

import { expect, test } from 'vitest';
import {
  findAll,
  isName,
  lineOf,
  listSources,
  parseSource,
  readSource,
  type SyntaxNode,
} from '#test/architecture/syntax.ts';
import { everyText } from './every-text.ts';
import type { Texts } from './pseudo.ts';

const keys = new Map(listKeys(everyText, ''));

const sources = listSources(['src'])
  .filter((path) => /^src\/(renderer|fields|ui)\//.test(path) && !path.endsWith('.test.ts') && !path.includes('/text/'))
  .map((path) => {
    const source = readSource(path);
    return { path, source, tree: parseSource(path, source) };
  });

/** Functions whose first argument is a key, what stands before it in the tables, and where they are called so. */
const translators: readonly { readonly name: string; readonly prefix: string; readonly files: RegExp }[] = [
  { name: 't', prefix: '', files: /./ },
  { name: 'i18next.t', prefix: '', files: /./ },
  { name: 'say', prefix: 'canvas.', files: /renderer\/(canvas|outline)\// },
  { name: 'tellDone', prefix: 'canvas.', files: /renderer\/(canvas|outline)\// },
];

test('every text the page asks for is there', () => {
  const missing = sources.flatMap(({ path, source, tree }) =>
    findAll(tree, ({ type }) => type === 'CallExpression').flatMap((call) => {
      const prefix = translators.find(({ name, files }) => files.test(path) && isName(call.callee, name))?.prefix;
      const [given] = Array.isArray(call.arguments) ? call.arguments : [];
      if (prefix === undefined) return [];
      return wantedKeys(given)
        .filter((wanted) => !isThere(prefix, wanted))
        .map((wanted) => `${path}:${lineOf(source, call)} ${prefix}${wanted.key}`);
    }),
  );

  expect(missing).toEqual([]);
});

test('no English stands in the markup itself', () => {
  const found = sources
    .filter(({ path }) => path.endsWith('.tsx'))
    .flatMap(({ path, source, tree }) =>
      findAll(tree, isVisibleText)
        .filter((node) => isEnglish(textOf(node)))
        .map((node) => `${path}:${lineOf(source, node)} ${textOf(node).trim()}`),
    );

  expect(found).toEqual([]);
});

/** Words of the code that people who draw flows do not use, and what stands for them on screen. */
const technical: readonly (readonly [RegExp, string])[] = [
  [/\bnodes?\b/i, 'step'],
  [/\bports?\b/i, 'outcome'],
  [/dead[- ]letters?/i, 'set aside'],
  [/idempoten/i, 'repeat protection'],
  [/dedupe|deduplicat/i, 'drop repeats'],
  [/\bsagas?\b/i, 'All or undo'],
  [/compensat/i, 'undo step'],
  [/\bxref\b/i, 'Match ids'],
  [/survivorship/i, 'Best record'],
  [/\bquorum\b/i, 'how many must approve'],
  [/circuit/i, 'Paused'],
  [/\bcanonical object/i, 'agreed shape'],
  [/\boops\b/i, 'what happened'],
];

test('the interface speaks the words of the people who use it', () => {
  const found = [...keys].flatMap(([key, text]) =>
    technical
      .filter(([word]) => word.test(text.replace(/\{\{.*?\}\}/g, '')))
      .map(([, instead]) => `${key}: “${text}”, say “${instead}”`),
  );

  expect(found).toEqual([]);
});

test('a text that counts has both its forms', () => {
  const single = [...keys.keys()].filter((key) => key.endsWith('_one')).map((key) => key.replace(/_one$/, '_other'));

  expect(single.filter((key) => !keys.has(key))).toEqual([]);
});

type Wanted = { readonly key: string; readonly isBeginning: boolean };

/** The keys an argument may name: of a choice both, of a text put together its beginning. */
function wantedKeys(given: unknown): readonly Wanted[] {
  if (!isNode(given)) return [];
  if (given.type === 'Literal' && typeof given.value === 'string') return [{ key: given.value, isBeginning: false }];
  if (given.type === 'ConditionalExpression') return [...wantedKeys(given.consequent), ...wantedKeys(given.alternate)];
  if (given.type !== 'TemplateLiteral' || !Array.isArray(given.quasis)) return [];
  const [first] = given.quasis;
  const value: unknown = isNode(first) ? first.value : undefined;
  const text = typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : '';
  return text === '' ? [] : [{ key: text, isBeginning: true }];
}

function isThere(prefix: string, { key, isBeginning }: Wanted): boolean {
  const whole = prefix + key;
  if (isBeginning) return [...keys.keys()].some((one) => one.startsWith(whole));
  return keys.has(whole) || keys.has(`${whole}_other`);
}

const spoken = ['aria-label', 'title', 'placeholder', 'label', 'alt', 'description', 'sentence', 'help', 'closeLabel'];

function isVisibleText({ type, name, value }: SyntaxNode): boolean {
  if (type === 'JSXText') return true;
  return (
    type === 'JSXAttribute' &&
    isNode(name) &&
    spoken.includes(String(name.name)) &&
    isNode(value) &&
    value.type === 'Literal'
  );
}

function textOf(node: SyntaxNode): string {
  if (node.type === 'JSXText') return String(node.value);
  return isNode(node.value) ? String(node.value.value) : '';
}

/** Words, not signs or a single letter; an address, an id or a name of code given as an example is no language. */
function isEnglish(text: string): boolean {
  const isExample = /^\S+$/.test(text.trim()) && (/[-:/@_]/.test(text) || /^[a-z]+$/.test(text));
  return /\p{L}{2,}/u.test(text) && !isExample;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function listKeys(texts: Texts, prefix: string): readonly (readonly [string, string])[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as const] : listKeys(value, `${prefix}${key}.`),
  );
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readForm } from './read-form.ts';
import { readJson } from './read-json.ts';

test('whatever JSON.parse reads and the bounds allow is read the same', () => {
  const json = fc
    .json({ maxDepth: 6, noUnicodeString: false })
    .filter((text) => !/__proto__|constructor|e\+/.test(text));

  fc.assert(
    fc.property(json, (text) => {
      const read = readJson(text);

      const isRounded = !read.ok && read.refusal.code === 'json/number-too-large';
      expect(isRounded || read.ok).toBe(true);
      if (read.ok) expect(read.value).toEqual(JSON.parse(text));
    }),
  );
});

test.each([
  ['nothing', '', 'json/syntax'],
  ['a trailing comma', '[1,]', 'json/syntax'],
  ['an open string', '{"a": "b', 'json/syntax'],
  ['65 levels', `${'['.repeat(65)}${']'.repeat(65)}`, 'json/too-deep'],
  ['200,001 values', `[${'1,'.repeat(200_000)}1]`, 'json/too-many-values'],
  ['a whole number beyond 2^53', '{"id": 9007199254740993}', 'json/number-too-large'],
  ['a negative one', '[-9007199254740992]', 'json/number-too-large'],
  ['an endless one', '[1e999]', 'json/number-too-large'],
  ['a forbidden key', '{"a": {"__proto__" : 1}}', 'json/forbidden-key'],
  ['a forbidden key in disguise', '{"\\u0063onstructor": 1}', 'json/forbidden-key'],
])('%s is refused before anything is built', (_, text, code) => {
  const read = readJson(text);

  expect(read.ok ? undefined : read.refusal.code).toBe(code);
});

test.each([
  ['64 levels', `${'['.repeat(64)}${']'.repeat(64)}`],
  ['the largest exact whole number', '[9007199254740991, -9007199254740991]'],
  ['fractions', '[0.1, 1e-7, -0]'],
  ['forbidden words as values', '["__proto__", "constructor"]'],
  ['brackets and numbers inside text', '["[[[[{{{{ 99999999999999999999", "\\\\\\"]", "a:b"]'],
])('%s is read', (_, text) => {
  expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
});

test('a form is read field by field', () => {
  expect(readForm('a=1&b=x+y&a=2&c&d=%C3%A9')).toEqual({ ok: true, value: { a: ['1', '2'], b: 'x y', c: '', d: 'é' } });
});

test.each(['a=%zz', '__proto__=1', 'constructor=1'])('the form %s is refused', (text) => {
  expect(readForm(text).ok).toBe(false);
});

test('a form with too many fields is refused', () => {
  expect(readForm('a=1&b=2&c=3', 2).ok).toBe(false);
});

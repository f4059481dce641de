import { expect, test } from 'vitest';
import { escapeText, parseTextTemplate } from './text-template.ts';

test('a text splits into what stands there and what is computed', () => {
  const parsed = parseTextTemplate('Order {{ reference }} of {{customer.name}}.');

  expect(parsed).toEqual({
    ok: true,
    value: [
      { kind: 'literal', text: 'Order ' },
      { kind: 'expression', expression: ' reference ', start: 8 },
      { kind: 'literal', text: ' of ' },
      { kind: 'expression', expression: 'customer.name', start: 27 },
      { kind: 'literal', text: '.' },
    ],
  });
});

test.each([
  ['braces in a text', '{{ "}}" }}', ' "}}" '],
  ['braces in single quotes with an escape', "{{ '\\'}}' }}", " '\\'}}' "],
  ['braces in a name', '{{ `}}` }}', ' `}}` '],
  ['an object in an object', '{{ $string({"a":{"b":1}}) }}', ' $string({"a":{"b":1}}) '],
  ['braces in a comment', '{{ /* }} */ 1 }}', ' /* }} */ 1 '],
])('%s do not end the expression', (_name, text, expression) => {
  expect(parseTextTemplate(text)).toEqual({ ok: true, value: [{ kind: 'expression', expression, start: 2 }] });
});

test('an expression without an end is refused with its place', () => {
  expect(parseTextTemplate('Hello {{ name }')).toMatchObject({
    ok: false,
    problems: [{ code: 'expression/text-unclosed', message: expect.stringContaining('character 7') }],
  });
});

test.each([
  ['plain', 'a<b>', 'a<b>'],
  ['html', `<a href="x">'&`, '&lt;a href=&quot;x&quot;&gt;&#39;&amp;'],
  ['url-part', 'a/b?c=ü', 'a%2Fb%3Fc%3D%C3%BC'],
  ['url-part', '\ud800', '%EF%BF%BD'],
  ['header', 'a b', 'a b'],
  ['plain', 12.5, '12.5'],
  ['plain', null, ''],
  ['plain', true, 'true'],
] as const)('for %s, %j becomes %j', (escaping, value, text) => {
  expect(escapeText(escaping, value)).toEqual({ ok: true, text });
});

test.each(['a\nb', 'a\rb', 'a\0b'])('a header may not break its line: %j', (value) => {
  expect(escapeText('header', value)).toMatchObject({ ok: false, failure: { code: 'expression/header-break' } });
});

test('a list has no text', () => {
  expect(escapeText('plain', [1])).toMatchObject({ ok: false, failure: { code: 'expression/not-text' } });
});

import { expect, test } from 'vitest';
import { readInlines, readMarkdown } from './read-markdown.ts';

test('headings, paragraphs over several lines, lists, tables and code are told apart', () => {
  const blocks = readMarkdown(
    '# Title\n\nOne\ntwo.\n\n- a\n  more\n- b\n\n| x | y |\n|---|---|\n| `a|b` | c |\n\n```yaml\nk: 1\n```\n',
  );

  expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'list', 'table', 'code']);
  expect(blocks[1]).toEqual({ kind: 'paragraph', inlines: [{ kind: 'text', text: 'One two.' }] });
  expect(blocks[2]).toMatchObject({ isOrdered: false, items: [[{ text: 'a more' }], [{ text: 'b' }]] });
  expect(blocks[3]).toMatchObject({
    rows: [
      [[{ text: 'x' }], [{ text: 'y' }]],
      [[{ kind: 'code', text: 'a|b' }], [{ text: 'c' }]],
    ],
  });
  expect(blocks[4]).toEqual({ kind: 'code', language: 'yaml', text: 'k: 1' });
});

test('code, bold, slanted and links stand inside a line; markup of pages stays text', () => {
  expect(readInlines('a `b` **c** *d* [e](./f.md) <b>g</b>')).toEqual([
    { kind: 'text', text: 'a ' },
    { kind: 'code', text: 'b' },
    { kind: 'text', text: ' ' },
    { kind: 'strong', text: 'c' },
    { kind: 'text', text: ' ' },
    { kind: 'em', text: 'd' },
    { kind: 'text', text: ' ' },
    { kind: 'link', text: 'e', href: './f.md' },
    { kind: 'text', text: ' <b>g</b>' },
  ]);
});

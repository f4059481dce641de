import { expect, test } from 'vitest';
import { fromJsonText, type Json, type JsonObject, toJsonText } from '#flow/json.ts';
import type { PureResult } from '#flow/node-type/work.ts';
import { evaluate } from './evaluate.ts';
import { manifest } from './manifest.ts';

test('a page holds title, summary, headings and rows, all of it escaped, and no script can run in it', () => {
  const rows = [{ 'a<b': '<img src=x onerror=alert(1)>', n: 2.5, none: null }];

  const { name, type, text } = reportOf({ title: '<i>&"', format: 'html', summary: 'sums' }, rows, { 'r&d': "o'k" });

  expect([name, type]).toEqual(['report.html', 'text/html']);
  expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(text).toContain('<title>&lt;i&gt;&amp;&quot;</title>');
  expect(text).toContain('<dt>r&amp;d</dt><dd>o&#39;k</dd>');
  expect(text).toContain('<th scope="col">a&lt;b</th><th scope="col">n</th><th scope="col">none</th>');
  expect(text).toContain('<td>&lt;img src=x onerror=alert(1)&gt;</td><td class="n">2.5</td><td></td>');
  expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(text).not.toMatch(/<script|<img|https?:/);
  expect(text.endsWith('</body>\n</html>\n')).toBe(true);
});

test('a page without rows says so', () => {
  const { text, rows } = reportOf({ title: 'Orders', format: 'html' }, []);

  expect(rows).toBe(0);
  expect(text).toContain('<p>No rows</p>');
});

test('every CSV line reads back as it was written, apostrophes aside', () => {
  const cells = ['a', 'a,b', 'a"b', '"', 'a\nb', 'a\r\nb', ' a ', '', 'ä€😀', ';', "'"];

  const { text } = reportOf({ title: 'Cells', format: 'csv' }, [
    Object.fromEntries(cells.map((cell, at) => [`c${at}`, cell])),
  ]);

  expect(readCsv(text)).toEqual([cells.map((_, at) => `c${at}`), cells]);
});

test.each([
  '=1',
  '+1',
  '-1',
  '@A1',
  '\t=1',
  '\r=1',
  '\n=1',
  '  =1',
  '\u00a0=1',
  '＝1',
  '＋1',
  '－1',
  '＠A1',
  '\u0000=1',
])('text %j never begins a cell as a formula', (cell) => {
  const { text } = reportOf({ title: 'Cells', format: 'csv', columns: [{ title: cell, field: 'c' }] }, [{ c: cell }]);

  expect(readCsv(text).map(([first]) => first?.charAt(0))).toEqual(["'", "'"]);
});

test('control characters and half characters are taken out, so that every reader takes the file', () => {
  const { text } = reportOf({ title: 'Cells', format: 'csv' }, [{ c: 'a\u0000b\u001bc\u0085d\ud800e' }]);

  expect(text).toBe('c\r\nabcd\ufffde\r\n');
});

test('a field whose own name holds a dot is found before a path', () => {
  const columns = [
    { title: 'own', field: 'a.b' },
    { title: 'path', field: 'c.d' },
  ];

  const { text } = reportOf({ title: 'Cells', format: 'csv', columns }, [{ 'a.b': 1, a: { b: 2 }, c: { d: 3 } }]);

  expect(text).toBe('own,path\r\n1,3\r\n');
});

test('5,000,000 bytes are a report and one more is not, counted in UTF-8', () => {
  const full = `${'€'.repeat(1_666_664)}xx`;
  const config = { title: 'Long', format: 'csv' };

  const fits = reportOf(config, [{ c: `${full}x` }]);
  const over = played(config, [{ c: `${full}xx` }]);

  expect(new TextEncoder().encode(fits.text).length).toBe(5_000_000);
  expect(over).toMatchObject({ ok: false, failure: { code: 'report/too-large', kind: 'permanent' } });
});

test('a text of quotes, which doubles in the result, is refused before the result is too long to hand over', () => {
  const result = played({ title: 'Quotes', format: 'html' }, [{ c: '\\'.repeat(4_500_000) }]);

  expect(result).toMatchObject({ ok: false, failure: { code: 'report/too-large' } });
});

test('rows whose fields all differ end early instead of filling the memory', () => {
  const rows = Array.from({ length: 20_000 }, (_, at) => ({ [`field${at}`]: at }));

  const result = played({ title: 'Wide', format: 'html' }, rows);

  expect(result).toMatchObject({ ok: false, failure: { code: 'report/too-large' } });
});

test.each(['a/b', 'a\\b', '..', '.hidden', 'a.', 'a:b', 'nul.csv', 'a\u0000b', 'a\nb', ' a', 'a"b', 'a\u202eb'])(
  'file name %j is refused',
  (name) => {
    const result = played({ title: 'Orders', format: 'csv', name }, []);

    expect(result).toMatchObject({ ok: false, failure: { code: 'report/name-refused' } });
  },
);

test('the config refuses braces that nobody would fill', () => {
  const parsed = manifest.config.safeParse({ title: 'Orders of {{ day }}', format: 'csv', rows: 'rows' });

  expect(parsed.success).toBe(false);
});

type Report = { readonly name: string; readonly type: string; readonly rows: number; readonly text: string };

function reportOf(config: JsonObject, rows: readonly JsonObject[], sums: Json = null): Report {
  const result = played(config, rows, sums);
  if (!result.ok || result.output === undefined) throw new Error('There is no report.');
  // What the node gives; the tests look at each member.
  return fromJsonText(result.output) as Report;
}

function played(config: JsonObject, rows: readonly JsonObject[], sums: Json = null): PureResult {
  const input = toJsonText({ rows, sums });
  return evaluate({
    id: 'report',
    config: { rows: 'rows', ...config },
    input,
    inputs: [{ from: 'before', input }],
    expression: (path) => {
      throw new Error(`Nothing but plain paths stands in these configs, yet ${path} is asked for.`);
    },
    script: () => ({ ok: true, text: undefined }),
    contract: () => undefined,
  });
}

/** Reads RFC 4180, and nothing that is not. */
function readCsv(text: string): readonly (readonly string[])[] {
  expect(text).toMatch(/^(?:(?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n))*$/);
  const lines: string[][] = [[]];
  for (const [, quoted, bare = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === '\r\n') lines.push([]);
  }
  return lines.filter((line) => line.length > 0);
}

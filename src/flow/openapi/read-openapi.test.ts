import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { apiDocument } from '#test/fakes/saas/openapi.ts';
import { findOperation, meaningOfOperation } from './document.ts';
import { readOpenApi } from './read-openapi.ts';

function codesOf(text: string): readonly string[] {
  const read = readOpenApi(text);
  return read.ok ? [] : [...new Set(read.problems.map(({ code }) => code))];
}

function documentOf(paths: object, more: object = {}): string {
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths, ...more });
}

function readOne(paths: object, more: object = {}) {
  const read = readOpenApi(documentOf(paths, more));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const [operation] = read.value.operations;
  if (operation === undefined) throw new Error('the document has no operation');
  return operation;
}

const fine = { responses: { 200: { description: 'Fine' } } };

describe('a sound document', () => {
  test('means the same as JSON and as YAML', () => {
    const json = readOpenApi(JSON.stringify(apiDocument()));
    const yaml = readOpenApi(stringify(apiDocument()));

    expect(json.ok).toBe(true);
    expect(yaml).toEqual(json);
  });

  test('says what can be called, by whom, and where', () => {
    const read = readOpenApi(JSON.stringify(apiDocument()));
    const document = read.ok ? read.value : undefined;

    expect(document).toMatchObject({
      title: 'Demo SaaS',
      openapi: '3.0',
      servers: ['https://saas.example/v1'],
      idempotencyHeader: 'Idempotency-Key',
      auth: [
        { name: 'key', scheme: 'api-key', header: 'X-Api-Key' },
        { name: 'keyInQuery', scheme: 'api-key', query: 'api_key' },
        { name: 'token', scheme: 'bearer' },
      ],
    });
    expect(
      document?.operations.map(({ operation, method, effect, safety, paging }) => [
        ...[operation, method, effect, safety, paging?.scheme],
      ]),
    ).toEqual([
      ['listCustomers', 'GET', 'read', 'read', 'cursor'],
      ['createCustomer', 'POST', 'write', 'keyed', undefined],
      ['getCustomer', 'GET', 'read', 'read', undefined],
      ['listCustomersByPage', 'GET', 'read', 'read', 'page'],
      ['listCustomersByLink', 'GET', 'read', 'read', 'link'],
      ['createNote', 'POST', 'write', 'keyed', undefined],
      ['uploadPicture', 'POST', 'write', 'keyed', undefined],
    ]);
    expect(
      findOperation(document, 'listCustomers')?.parameters.map(({ key, style, label }) => [key, style, label]),
    ).toEqual([
      ['limit', 'repeat', 'Limit'],
      ['tag', 'repeat', 'Tag'],
      ['cursor', 'repeat', 'Cursor'],
    ]);
    expect(findOperation(document, 'uploadPicture')?.unsupported).toContain('multipart/form-data');
  });

  test('names operations without an id by method and path, and never twice', () => {
    const read = readOpenApi(
      documentOf({
        '/a/{b}': { get: fine },
        '/a-b': { get: fine },
        '/c': { get: { ...fine, operationId: 'get_a_b' } },
      }),
    );

    expect(read.ok && read.value.operations.map(({ operation }) => operation)).toEqual([
      'get_a_b_2',
      'get_a_b_3',
      'get_a_b',
    ]);
  });

  test('takes parameters of the path, overrides, forgotten ones, and names at two places', () => {
    const { parameters } = readOne({
      '/a/{id}/{other}': {
        parameters: [
          { name: 'id', in: 'path', required: true },
          { name: 'q', in: 'query' },
        ],
        get: {
          ...fine,
          parameters: [
            { name: 'q', in: 'query', required: true },
            { name: 'id', in: 'query' },
            { name: 'Authorization', in: 'header', required: true },
            { name: 'session', in: 'cookie' },
          ],
        },
      },
    });

    expect(parameters.map(({ key, required }) => [key, required])).toEqual([
      ['path.id', true],
      ['q', true],
      ['query.id', false],
      ['other', true],
    ]);
  });

  test.each([
    [{ parameters: [{ name: 's', in: 'cookie', required: true }] }, 'cookie'],
    [{ parameters: [{ name: 's', in: 'query', style: 'matrix' }] }, 'style'],
    [{ servers: [{ url: 'https://uploads.example' }] }, 'another address'],
  ])('lists an operation no step can call, with the reason: %j', (more, why) => {
    expect(readOne({ '/a': { get: { ...fine, ...more } } }).unsupported).toContain(why);
  });

  test.each(['a', '/a?b=1', '//evil.example/a', '/../a', '/a b', '/a/{b'])('never sends to the path %j', (path) => {
    expect(readOne({ [path]: { get: fine } }).unsupported).toContain('path');
  });

  test('states paging itself where it wants to', () => {
    const paging = { scheme: 'cursor', parameter: 'after', items: 'rows', cursor: 'rows.-1.id', more: 'more' };

    expect(readOne({ '/a': { get: { ...fine, 'x-penstock-paging': paging } } }).paging).toEqual(paging);
    expect(codesOf(documentOf({ '/a': { get: { 'x-penstock-paging': { scheme: 'cursor' } } } }))).toEqual([
      'openapi/invalid-part',
    ]);
  });

  test('means another thing when a fact changes, and the same when words do', () => {
    const stated = { ...fine, operationId: 'a', summary: 'A' };
    const meaning = (more: object) => meaningOfOperation(readOne({ '/a': { get: { ...stated, ...more } } }));

    expect(meaning({ summary: 'B', description: 'C', tags: ['d'] })).toEqual(meaning({}));
    expect(meaning({ parameters: [{ name: 'q', in: 'query' }] })).not.toEqual(meaning({}));
  });
});

describe('a document that is not sound', () => {
  test.each([
    ['nothing', '', 'openapi/version'],
    ['a list', '[]', 'openapi/version'],
    ['broken YAML', 'openapi: "3.0.0\npaths: {', 'openapi/unreadable'],
    ['Swagger 2.0', '{"swagger":"2.0","paths":{}}', 'openapi/version'],
    ['a later version', '{"openapi":"4.0.0","paths":{}}', 'openapi/version'],
    ['no paths', '{"openapi":"3.0.0"}', 'openapi/no-operations'],
    ['paths that are a list', '{"openapi":"3.0.0","paths":[]}', 'openapi/invalid-part'],
    ['another file', documentOf({ '/a': { $ref: 'other.yaml#/a' } }), 'openapi/external-reference'],
    ['an address', documentOf({ '/a': { $ref: 'https://evil.example/a' } }), 'openapi/external-reference'],
    ['nowhere', documentOf({ '/a': { get: { requestBody: { $ref: '#/components/x' } } } }), 'openapi/broken-reference'],
    ['__proto__', '{"openapi":"3.0.0","paths":{"/a":{"get":{"__proto__":{"x":1}}}}}', 'openapi/forbidden-key'],
    ['__proto__ in YAML', 'openapi: 3.0.0\npaths:\n  __proto__:\n    x: 1\n', 'openapi/forbidden-key'],
    ['a reference into a prototype', documentOf({ '/a': { $ref: '#/constructor' } }), 'openapi/broken-reference'],
  ])('is refused: %s', (_, text, code) => {
    expect(codesOf(text)).toContain(code);
  });

  test('is refused with everything that is wrong with it', () => {
    const twins = { '/a': { get: { operationId: 'x' } }, '/b': { get: { operationId: 'x' }, put: 7 }, '/c': [] };

    const read = readOpenApi(documentOf(twins));

    expect(read.ok ? [] : read.problems).toEqual([
      {
        code: 'openapi/duplicate-operation',
        message: expect.stringContaining('GET /a and GET /b'),
        path: 'paths./b.get',
      },
      { code: 'openapi/invalid-part', message: expect.any(String), path: 'paths./b.put' },
      { code: 'openapi/invalid-part', message: expect.any(String), path: 'paths./c' },
    ]);
  });

  test('points at the line that is no YAML', () => {
    const read = readOpenApi('openapi: 3.0.0\npaths:\n  /a: [1\n  /b: 2\n');

    expect(read.ok ? [] : read.problems[0]).toMatchObject({ code: 'openapi/unreadable', line: expect.any(Number) });
  });
});

describe('a hostile document', () => {
  test.each([
    ['laughs a billion times', ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...laughs()].join('\n'), 'openapi/too-large'],
    ['holds itself', 'openapi: 3.0.0\npaths: &p\n  /a: *p\n', 'openapi/too-deep'],
    ['names an anchor nobody set', 'openapi: 3.0.0\npaths: *gone\n', 'openapi/unreadable'],
    ['nests JSON', `{"openapi":"3.0.0","paths":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'openapi/too-deep'],
    ['nests YAML lists', `openapi: 3.0.0\npaths: ${'['.repeat(20_000)}`, 'openapi/too-deep'],
    ['nests YAML dashes', `${'- '.repeat(20_000)}x`, 'openapi/too-deep'],
    ['is long', `{"openapi":"${'3'.repeat(5_000_001)}"}`, 'openapi/too-large'],
    [
      'sends references in a circle',
      documentOf({ '/a': { $ref: '#/x/a' } }, { x: { a: { $ref: '#/x/b' }, b: { $ref: '#/x/a' } } }),
      'openapi/broken-reference',
    ],
    [
      'has too many operations',
      documentOf(Object.fromEntries(Array.from({ length: 2_001 }, (_, index) => [`/a${index}`, { get: fine }]))),
      'openapi/too-large',
    ],
  ])('is refused in time when it %s', (_, text, code) => {
    const startedAt = performance.now();

    const codes = codesOf(text);

    expect(codes).toContain(code);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('gives at most a hundred problems', () => {
    const paths = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`/a${index}`, { $ref: 'x.yaml' }]));

    const read = readOpenApi(documentOf(paths));

    expect(read.ok ? 0 : read.problems.length).toBe(100);
  });
});

function laughs(): readonly string[] {
  return 'bcdefghi'.split('').map((name, index) => {
    const before = 'abcdefghi'.charAt(index);
    return `${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`;
  });
}

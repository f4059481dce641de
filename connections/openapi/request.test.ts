import { expect, test } from 'vitest';
import type { Json, JsonObject } from '#flow/json.ts';
import { readOpenApi } from '#flow/openapi/read-openapi.ts';
import { type Placed, placeParameters } from './request.ts';

function place(parameter: JsonObject, value: Json): Placed | string {
  const read = readOpenApi(
    JSON.stringify({
      openapi: '3.1.0',
      paths: {
        '/a/{p}': { get: { operationId: 'a', parameters: [{ name: 'p', in: 'path' }, parameter], responses: {} } },
      },
    }),
  );
  const operation = read.ok ? read.value.operations[0] : undefined;
  if (operation === undefined) throw new Error('the document is refused');
  const values = parameter.name === 'p' ? { p: value } : { p: 'x', [String(parameter.name)]: value };
  const placed = placeParameters(operation, values, () => false);
  return placed.ok ? placed.value : placed.failure.code;
}

test.each<[JsonObject, Json, Partial<Placed>]>([
  [{ name: 'q', in: 'query' }, ['a', 'b'], { query: { q: ['a', 'b'] } }],
  [{ name: 'q', in: 'query', explode: false }, ['a', 1], { query: { q: 'a,1' } }],
  [{ name: 'q', in: 'query', style: 'pipeDelimited', explode: false }, ['a', 'b'], { query: { q: 'a|b' } }],
  [{ name: 'q', in: 'query', style: 'spaceDelimited', explode: false }, ['a', 'b'], { query: { q: 'a b' } }],
  [{ name: 'q', in: 'query', style: 'deepObject' }, { a: 1, b: 'x' }, { query: { 'q[a]': '1', 'q[b]': 'x' } }],
  [{ name: 'q', in: 'query', content: { 'application/json': {} } }, { a: [1] }, { query: { q: '{"a":[1]}' } }],
  [{ name: 'q', in: 'query' }, null, { query: {} }],
  [{ name: 'q', in: 'query' }, false, { query: { q: 'false' } }],
  [{ name: 'q', in: 'query' }, [], { query: {} }],
  [{ name: 'X-Tags', in: 'header' }, ['a', 'b'], { headers: { 'X-Tags': 'a,b' } }],
  [{ name: 'p', in: 'path' }, 'a/b c', { path: '/a/a%2Fb%20c' }],
  [{ name: 'p', in: 'path' }, '$&', { path: '/a/%24%26' }],
])('%j with %j is written as the document says', (parameter, value, expected) => {
  expect(place(parameter, value)).toMatchObject(expected);
});

test.each<[JsonObject, Json]>([
  [{ name: 'p', in: 'path' }, ''],
  [{ name: 'p', in: 'path' }, '.'],
  [{ name: 'p', in: 'path' }, '\ud800'],
  [{ name: 'p', in: 'path' }, { a: 1 }],
  [{ name: 'q', in: 'query' }, [{ a: 1 }]],
  [{ name: 'q', in: 'query', required: true }, null],
])('%j with %j is refused before anything is sent', (parameter, value) => {
  expect(place(parameter, value)).toBe('openapi/bad-parameter');
});

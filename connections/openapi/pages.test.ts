import { expect, test } from 'vitest';
import { turnPage } from './pages.ts';

const base = 'https://api.example.com/v2';

function follow(link: string) {
  const page = { headers: { link }, body: [1] };
  const turned = turnPage({ scheme: 'link', items: '' }, page, { number: 1, base });
  return turned.ok ? turned.next : turned.failure.code;
}

test.each([
  '<https://api.example.com/v2/items?page=2&q=a+b%26c>; rel="next"',
  '<https://API.example.com:443/v2/items?page=2&q=a+b%26c>; rel=next',
  '</v2/items?page=1>; rel="prev", </v2/items?page=2&q=a+b%26c>; title="x"; rel="last next"',
])('the link %s is followed by its path and query', (link) => {
  expect(follow(link)).toEqual({ by: 'link', path: '/items', query: { page: ['2'], q: ['a b&c'] } });
});

test.each([
  '<https://evil.example/v2/items?page=2>; rel="next"',
  '<http://api.example.com/v2/items?page=2>; rel="next"',
  '<https://api.example.com@evil.example/v2/items>; rel="next"',
  '<//evil.example/v2/items>; rel="next"',
  '</v3/items?page=2>; rel="next"',
  '</v2items?page=2>; rel="next"',
  '</v2/items?page=%E0%A4%A>; rel="next"',
])('the link %s is not followed', (link) => {
  expect(follow(link)).toBe('openapi/pages-astray');
});

test.each(['', '</v2/items>; rel="prev"', 'nonsense', '</v2/items>; rel="nextish"'])(
  'the header %j names no next page',
  (link) => {
    expect(follow(link)).toBeUndefined();
  },
);

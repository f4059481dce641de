import { expect, test } from 'vitest';
import { readSearch, setToken } from './search-tokens.ts';

test('words are the beginning of a business key, tokens narrow by state and flow', () => {
  const search = readSearch('  state:failed flow:order-to-cash SO-1007 ');

  expect(search).toEqual({
    filter: { state: 'failed', flow: 'order-to-cash', keyPrefix: 'SO-1007' },
    run: undefined,
    unknown: [],
  });
});

test('a whole run id means that run, and a state has the words people use for it', () => {
  expect(readSearch('run_01995b7e-0000-7000-8000-000000000001').run).toBe('run_01995b7e-0000-7000-8000-000000000001');
  expect(readSearch('status:ok').filter).toEqual({ state: 'succeeded' });
  expect(readSearch('STATE:Overtaken key:A B').filter).toEqual({ state: 'superseded', keyPrefix: 'A B' });
});

test('a word that is no state is told and narrows nothing; a token still being typed is silent', () => {
  expect(readSearch('state:fialed')).toMatchObject({ filter: {}, unknown: [{ token: 'state', word: 'fialed' }] });
  expect(readSearch('state: flow:')).toEqual({ filter: {}, run: undefined, unknown: [] });
});

test('a token replaces one of its kind and leaves the other words', () => {
  const failed = setToken('SO-1 state:waiting', 'state', 'failed');

  expect(failed).toBe('state:failed SO-1');
  expect(setToken(failed, 'state', '')).toBe('SO-1');
});

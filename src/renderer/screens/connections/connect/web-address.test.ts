import { expect, test } from 'vitest';
import { hostOf, readUrl } from './web-address.ts';

test('an address is read as people type it, and nothing else is', () => {
  const read = [
    'api.example.com/v1/',
    'http://127.0.0.1:80/x',
    'https://u:p@x.example',
    'ftp://x',
    '',
    'https://x/?a=1',
  ].map(readUrl);

  expect(read).toEqual([
    'https://api.example.com/v1',
    'http://127.0.0.1:80/x',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('the host gives a first name', () => {
  expect([hostOf('https://api.stripe.com/v1'), hostOf('??')]).toEqual(['stripe.com', '']);
});

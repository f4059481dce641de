import { expect, test } from 'vitest';
import { freeId, readAddress } from './server-list.ts';

test.for([
  ['https://flows.example.com', 'https://flows.example.com'],
  [' https://flows.example.com:8443/ ', 'https://flows.example.com:8443'],
  ['http://127.0.0.1:7331', 'http://127.0.0.1:7331'],
  ['http://[::1]:7331/', 'http://[::1]:7331'],
  ['http://localhost:7331', 'http://localhost:7331'],
] as const)('a token may be sent to %s', ([text, origin]) => {
  expect(readAddress(text)).toEqual({ ok: true, value: origin });
});

test.for([
  'http://flows.example.com',
  'http://127.0.0.1.example.com',
  'http://localhost.example.com',
  'https://me@flows.example.com',
  'https://flows.example.com/api',
  'https://flows.example.com/?to=elsewhere',
  'ftp://flows.example.com',
  'javascript:alert(1)',
  'flows',
])('no token is sent to %s', (text) => {
  expect(readAddress(text)).toMatchObject({ ok: false, problems: [{ code: 'linked/bad-address' }] });
});

test('ids are made of names and never taken twice', () => {
  const taken = [{ id: 'live-site', name: 'Live site', address: 'https://one.example.com' }];

  expect([freeId('Live site', taken), freeId('Überall!', taken), freeId('…', taken)]).toEqual([
    'live-site-2',
    'berall',
    'server',
  ]);
});

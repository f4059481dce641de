import { expect, test } from 'vitest';
import { reportOf } from './report-of.ts';

const output = { name: 'rejected.csv', type: 'text/csv', rows: 1, text: 'order\r\nSO-1\r\n' };

test('a report is a file to save, and a CSV says that it is UTF-8', () => {
  const csv = reportOf({ type: 'report@1', ports: ['out'], output });
  const html = reportOf({ type: 'report@1', ports: ['out'], output: { ...output, name: 'r.html', type: 'text/html' } });

  expect([csv, html]).toEqual([
    { name: 'rejected.csv', text: '\ufefforder\r\nSO-1\r\n' },
    { name: 'r.html', text: 'order\r\nSO-1\r\n' },
  ]);
});

test('what another step handed on, or a report that failed or was not reached, is nothing to save', () => {
  const others = [
    { type: 'map@1', ports: ['done'], output },
    { type: null, ports: ['out'], output },
    { type: 'report@1', ports: ['error'], output },
    { type: 'report@1', ports: [] },
    { type: 'report@1', ports: ['out'], output: { name: 'a', text: 1 } },
    { type: 'report@1', ports: ['out'], output: null },
  ].map(reportOf);

  expect(others).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
});

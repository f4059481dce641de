import { expect, test } from 'vitest';
import { printValue } from './print-value.ts';

test('a text is shown as it is, and other single values as words', () => {
  expect(printValue('a\nb')).toBe('a\nb');
  expect([true, 3, null].map(printValue)).toEqual(['true', '3', 'null']);
});

test('maps and lists become indented lines', () => {
  const value = {
    type: 'map@1',
    config: { expression: 'a +\nb\n', tags: ['x', { y: 1, z: [2] }] },
    next: {},
    list: [],
  };

  expect(printValue(value)).toBe(
    [
      'type: map@1',
      'config:',
      '  expression:',
      '    a +',
      '    b',
      '  tags:',
      '    - x',
      '    - y: 1',
      '      z:',
      '        - 2',
      'next: (none)',
      'list: (none)',
    ].join('\n'),
  );
});

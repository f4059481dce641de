import { expect, test } from 'vitest';
import { printValue, readValue } from './value-text.ts';

test.for([
  ['eu', 'eu'],
  ['12', '"12"'],
  [12, '12'],
  [true, 'true'],
  ['true', '"true"'],
  [['eu', 'us'], '["eu","us"]'],
  ['', '""'],
  [' padded', '" padded"'],
] as const)('%j is shown as %s and read back as the same', ([value, text]) => {
  const shown = printValue(value);

  expect(shown).toBe(text);
  expect(readValue(shown)).toEqual(value);
});

test('an emptied field says nothing', () => {
  expect(readValue('  ')).toBeUndefined();
});

import { expect, test } from 'vitest';
import { nameToPerson, printPerson } from './print-person.ts';

test('a typed name is written as files write people, and read back as a name', () => {
  expect(nameToPerson('Zoë Müller-Lüdenscheidt')).toBe('zoe-muller-ludenscheidt');
  expect(printPerson('anna-berg')).toBe('Anna Berg');
});

test('what has no letter at its beginning is no name', () => {
  expect(nameToPerson(' 42 ')).toBe('');
});

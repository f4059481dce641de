import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { ValueTest } from '../../template/template.ts';
import { meetsTest, meetsTests, valueAtPath } from './value-test.ts';

describe('a test of a value', () => {
  test.each<[says: string, value: Json | undefined, test: ValueTest, isMet: boolean]>([
    ['a plain value asks for equality', 'accepted', 'accepted', true],
    ['another value is not equal', 'processed', 'accepted', false],
    ['a text is no number', '5', 5, false],
    ['no is a value', false, false, true],
    ['nothing written is not null', undefined, null, false],
    ['null is null', null, null, true],
    ['set asks that something is there', 0, { set: true }, true],
    ['nothing is not set', undefined, { set: true }, false],
    ['set: false asks that nothing is there', undefined, { set: false }, true],
    ['and fails where something is', 'x', { set: false }, false],
    ['in', 'event', { in: ['event', 'batch'] }, true],
    ['not in', 'realtime', { in: ['event', 'batch'] }, false],
    ['notIn', 'none', { notIn: ['none'] }, false],
    ['notIn is silent about others', 'hmac', { notIn: ['none'] }, true],
    ['notIn needs a value', undefined, { notIn: ['none'] }, false],
    ['unless absence is as good', undefined, { notIn: ['none'], orAbsent: true }, true],
    ['a list contains an item', ['webhook', 'sweep'], { contains: 'sweep' }, true],
    ['and not another', ['webhook'], { contains: 'sweep' }, false],
    ['a text contains a text', 'webhook+sweep', { contains: 'sweep' }, true],
    ['a list contains a map', [{ a: 1 }], { contains: { a: 1 } }, true],
    ['a number contains nothing', 5, { contains: 5 }, false],
    ['at least, in numbers', 3, { atLeast: 3 }, true],
    ['below', 2, { atLeast: 3 }, false],
    ['durations are compared as times', '5m', { atLeast: '180s' }, true],
    ['whatever their units', '1m', { atLeast: '180s' }, false],
    ['a day is more than an hour', '1h', { atMost: '1d' }, true],
    ['rates are compared by the second', '600/m', { atMost: '10/s' }, true],
    ['and not by their numbers', '601/m', { atMost: '10/s' }, false],
    ['sizes', '512KB', { atMost: '1MB' }, true],
    ['shares', '5%', { atMost: '10%' }, true],
    ['and above', '12.5%', { atMost: '10%' }, false],
    ['a duration is no number', '5m', { atLeast: 3 }, false],
    ['a size is no rate', '1MB', { atMost: '10/s' }, false],
    ['a word is no amount', 'soon', { atMost: '1h' }, false],
    ['both bounds must hold', '20m', { atLeast: '1m', atMost: '10m' }, false],
    ['a pattern fits the whole text', 'order@1', { matches: '[a-z]+@\\d+' }, true],
    ['and not a part of it', 'an order@1', { matches: '[a-z]+@\\d+' }, false],
    ['a pattern needs a text', 1, { matches: '1' }, false],
    ['a parameter', 'sales', { parameter: 'group' }, true],
    ['another value than the parameter', 'finance', { parameter: 'group' }, false],
    ['a parameter nobody chose', 'sales', { parameter: 'other' }, false],
  ])('%s', (_, value, asked, isMet) => {
    expect(meetsTest(value, asked, { group: 'sales' })).toBe(isMet);
  });
});

describe('a path into a value', () => {
  const config: Json = { auth: { scheme: 'hmac' }, cases: [{ port: 'yes' }], 'a.b': 1 };

  test.each<[path: string, value: Json | undefined]>([
    ['auth.scheme', 'hmac'],
    ['cases.0.port', 'yes'],
    ['cases.1.port', undefined],
    ['auth.scheme.length', undefined],
    ['toString', undefined],
    ['nothing.at.all', undefined],
  ])('%s', (path, value) => {
    expect(valueAtPath(config, path)).toEqual(value);
  });

  test('all tests of a list must be met', () => {
    expect(meetsTests(config, { 'auth.scheme': 'hmac', 'cases.0.port': { set: true } }, {})).toBe(true);
    expect(meetsTests(config, { 'auth.scheme': 'hmac', 'cases.1': { set: true } }, {})).toBe(false);
    expect(meetsTests(undefined, { a: { set: false } }, {})).toBe(true);
  });
});

import { expect, test } from 'vitest';
import { proposeGroup } from './propose-group.ts';

test('dropping repeats begins with the field that names the event', () => {
  const proposed = proposeGroup('webhook', ['dedupe'], { number: 'SO-1', id: 'evt_1', items: [] });

  expect(proposed).toEqual({ key: 'id' });
});

test('an id in another spelling is found, and quoted where it is no plain name', () => {
  expect(proposeGroup('webhook', ['dedupe'], { 'Event-ID': 7 })).toEqual({ key: '`Event-ID`' });
});

test.each([
  ['webhook', ['dedupe'], undefined],
  ['webhook', ['dedupe'], { amount: 1 }],
  ['webhook', ['sequence'], { id: 'a' }],
  ['odoo', ['dedupe'], { id: 'a' }],
])('nothing is proposed for %s %j of %j', (type, keys, input) => {
  expect(proposeGroup(type, keys, input)).toEqual({});
});

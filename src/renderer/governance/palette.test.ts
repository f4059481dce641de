import { expect, test } from 'vitest';
import type { Template } from '#flow/template/template.ts';
import { offeredTypes, partByOffer } from './palette.ts';

const template = (id: string, palette?: readonly string[]): Template => ({
  id,
  version: '1.0.0',
  name: `The ${id}`,
  summary: '',
  owner: 'architecture',
  status: 'approved',
  useWhen: [],
  notWhen: [],
  ...(palette === undefined ? {} : { palette }),
  parameters: [],
  roles: [],
  rules: [],
});

const known = [template('call', ['map', 'http']), template('batch', ['each']), template('open')].map((value) => ({
  reference: `${value.id}@1`,
  value,
}));

test('without a pattern that leaves something out every step is as good', () => {
  expect(offeredTypes(undefined, known)).toBeUndefined();
  expect(offeredTypes(['open@1', 'unknown@1'], known)).toBeUndefined();
});

test('what any of the followed patterns offers stands first, the rest below with whose patterns they are', () => {
  const offered = offeredTypes(['call@1', { template: 'batch@1', parameters: {} }], known);

  const parts = partByOffer([{ type: 'approval' }, { type: 'each' }, { type: 'map' }], offered);

  expect(offered?.names).toBe('The call, The batch');
  expect(parts.inside.map(({ type }) => type)).toEqual(['each', 'map']);
  expect(parts.outside.map(({ type }) => type)).toEqual(['approval']);
});

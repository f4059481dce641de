import { expect, test } from 'vitest';
import { nodeManifests } from '#nodes/manifests.ts';
import { triggerWords } from './trigger-words.ts';

test('a trigger is called in the list as it is called on the canvas', () => {
  const triggers = nodeManifests.filter(({ kind }) => kind === 'trigger');

  const words = triggers.map(({ type, major }) => triggerWords(`${type}@${major}`));

  expect(words).toEqual(triggers.map(({ title }) => title));
});

test('a type nobody knows stays as it is written', () => {
  expect(triggerWords('carrier-pigeon@1')).toBe('carrier-pigeon@1');
  expect(triggerWords('webhook@99')).toBe('webhook@99');
});

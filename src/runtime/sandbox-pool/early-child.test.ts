import { expect, test } from 'vitest';
import { bootEarly } from './early-child.ts';
import { createFakeChildren } from './fake-child.ts';

function listen(said: string[]) {
  return {
    frames: (frames: readonly unknown[]) => void said.push(`frames ${frames.length}`),
    malformed: () => void said.push('malformed'),
    gone: () => void said.push('gone'),
  };
}

test('an early child tells its owner what it said before there was one, in order', async () => {
  const fakes = createFakeChildren();
  const early = bootEarly(fakes.start);
  const said: string[] = [];

  fakes.children[0]?.ready();
  const link = early.start(listen(said));
  const saidAtOnce = said.length;
  await Promise.resolve();
  fakes.children[0]?.die();

  expect([link.pid, saidAtOnce, said]).toEqual([100, 0, ['frames 1', 'gone']]);
});

test('only the first caller gets the early child, and one that was taken is not discarded', () => {
  const fakes = createFakeChildren();
  const early = bootEarly(fakes.start);

  const links = [early.start(listen([])), early.start(listen([]))];
  early.discard();

  expect(links.map(({ pid }) => pid)).toEqual([100, 101]);
  expect(fakes.children.map(({ isKilled }) => isKilled)).toEqual([false, false]);
});

test('an early child that nobody took is ended', () => {
  const fakes = createFakeChildren();
  const early = bootEarly(fakes.start);

  early.discard();

  expect(fakes.children[0]?.isKilled).toBe(true);
});

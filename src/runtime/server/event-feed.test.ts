import { expect, test } from 'vitest';
import type { EngineEvent } from '../engine/engine-port.ts';
import { createEventFeed } from './event-feed.ts';

function feedOfTest(): { readonly feed: ReturnType<typeof createEventFeed>; readonly tell: (run: number) => void } {
  const listeners = new Set<(event: EngineEvent) => void>();
  const feed = createEventFeed({
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: 's',
    clock: { now: () => 0 },
  });
  const tell = (run: number): void => {
    for (const listener of listeners) listener({ kind: 'run', run: `run_${run}`, flow: 'f', state: 'running', at: 0 });
  };
  return { feed, tell };
}

test('a gap inside the memory is filled, one beyond it asks to read again', () => {
  const { feed, tell } = feedOfTest();
  for (let run = 1; run <= 5_000; run += 1) tell(run);

  const near: string[] = [];
  const far: string[] = [];
  feed.follow('s-4990', (event) => near.push(event.id));
  feed.follow('s-10', (event) => far.push(event.data.kind));

  expect(near).toEqual(Array.from({ length: 10 }, (_, index) => `s-${4_991 + index}`));
  expect(far).toEqual(['resync']);
});

test('who is up to date, or new, gets nothing old', () => {
  const { feed, tell } = feedOfTest();
  tell(1);

  const heard: string[] = [];
  feed.follow('s-1', (event) => heard.push(event.id));
  const leave = feed.follow(undefined, (event) => heard.push(event.id));
  leave();
  tell(2);

  expect(heard).toEqual(['s-2']);
});

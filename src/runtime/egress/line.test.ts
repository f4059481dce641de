import { expect, test } from 'vitest';
import { createLine } from './line.ts';

function manualClock() {
  const timers: { at: number; callback: () => void }[] = [];
  let nowMs = 0;
  return {
    mono: () => nowMs,
    after: (delayMs: number, callback: () => void) => {
      const timer = { at: nowMs + delayMs, callback };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    advanceTo: (toMs: number) => {
      for (;;) {
        const next = timers.filter(({ at }) => at <= toMs).sort((left, right) => left.at - right.at)[0];
        if (next === undefined) break;
        timers.splice(timers.indexOf(next), 1);
        nowMs = next.at;
        next.callback();
      }
      nowMs = toMs;
    },
  };
}

const never = new AbortController().signal;

test('no more requests are in flight than the concurrency, and they start in order', async () => {
  const line = createLine({ concurrency: 2 }, manualClock());
  const started: number[] = [];
  const enter = async (name: number) => {
    const leave = await line.enter(never);
    started.push(name);
    return leave;
  };
  const first = enter(1);
  const rest = [enter(2), enter(3), enter(4)];

  const leaveFirst = await first;
  await rest[0];
  const before = [...started];
  leaveFirst?.();
  leaveFirst?.();
  await rest[1];

  expect(before).toEqual([1, 2]);
  expect(started).toEqual([1, 2, 3]);
  expect(line.waiting()).toBe(1);
});

test('no more requests start in a second than the rate', () => {
  const clock = manualClock();
  const line = createLine({ concurrency: 100, ratePerSecond: 2 }, clock);
  const waiting: number[] = [];

  for (let count = 0; count < 7; count += 1) void line.enter(never);
  for (const atMs of [0, 999, 1_000, 2_000, 3_000]) {
    clock.advanceTo(atMs);
    waiting.push(line.waiting());
  }

  expect(waiting).toEqual([5, 5, 3, 1, 0]);
});

test('a rate below one spaces the requests', () => {
  const clock = manualClock();
  const line = createLine({ concurrency: 100, ratePerSecond: 0.5 }, clock);
  for (let count = 0; count < 3; count += 1) void line.enter(never);

  clock.advanceTo(1_999);
  const early = line.waiting();
  clock.advanceTo(2_000);

  expect([early, line.waiting()]).toEqual([2, 1]);
});

test('who stops waiting leaves the line and takes no place', async () => {
  const line = createLine({ concurrency: 1 }, manualClock());
  const leave = await line.enter(never);
  const stop = new AbortController();
  const second = line.enter(stop.signal);
  const third = line.enter(never);

  stop.abort();
  leave?.();

  expect(await second).toBeUndefined();
  expect(await third).toBeTypeOf('function');
  expect(await line.enter(stop.signal)).toBeUndefined();
});

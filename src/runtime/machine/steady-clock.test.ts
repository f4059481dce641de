import { expect, test } from 'vitest';
import { createSteadyClock } from './steady-clock.ts';

function steadyOver() {
  const machine = { wall: 1_800_000_000_000, mono: 500 };
  const jumps: number[] = [];
  const clock = createSteadyClock(
    { now: () => machine.wall, mono: () => machine.mono, after: () => () => undefined },
    (byMs) => jumps.push(byMs),
  );
  const pass = (ms: number, jumpMs = 0): number => {
    machine.mono += ms;
    machine.wall += ms + jumpMs;
    return clock.now();
  };
  return { pass, jumps };
}

test('a clock that is set back goes on as if it had not been', () => {
  const { pass, jumps } = steadyOver();

  const seen = [pass(100), pass(100, -3_600_000), pass(100), pass(100)];

  expect(seen.map((now) => now - 1_800_000_000_000)).toEqual([100, 200, 300, 400]);
  expect(jumps).toEqual([-3_600_000]);
});

test('a clock that is set forward is followed at once, and stays there when it is set back', () => {
  const { pass, jumps } = steadyOver();

  const seen = [pass(100), pass(100, 3_600_000), pass(100, -3_600_000), pass(100)];

  expect(seen.map((now) => now - 1_800_000_000_000)).toEqual([100, 3_600_200, 3_600_300, 3_600_400]);
  expect(jumps).toEqual([3_600_000, -3_600_000]);
});

test('small corrections are nobody’s business', () => {
  const { pass, jumps } = steadyOver();

  const seen = [pass(100, 5), pass(100, -5), pass(100.5)];

  expect(seen.map((now) => now - 1_800_000_000_000)).toEqual([105, 205, 305]);
  expect(jumps).toEqual([]);
});

test('a pause between its two looks at the machine never puts it ahead', () => {
  let time = 1_800_000_000_000;
  const pausesMs = [0, 0, 0, 7, 0, 90, 0, 0];
  const look = (): number => {
    time += pausesMs.shift() ?? 0;
    return time;
  };
  const clock = createSteadyClock({ now: look, mono: look, after: () => () => undefined }, () => undefined);

  const ahead = [clock.now() - time, clock.now() - time, clock.now() - time];

  expect(ahead.every((ms) => ms <= 0)).toBe(true);
});

import { expect, test } from 'vitest';
import { type Announcer, createAnnouncer } from './announcer.ts';

type Bench = { readonly announcer: Announcer; readonly said: string[]; readonly pass: (ms: number) => void };

/** An announcer with a pause of two seconds on a clock that moves by hand. */
function makeBench(): Bench {
  const said: string[] = [];
  let nowMs = 0;
  let planned: { readonly atMs: number; readonly work: () => void } | null = null;
  const announcer = createAnnouncer(2_000, {
    now: () => nowMs,
    later: (delayMs, work) => {
      planned = { atMs: nowMs + delayMs, work };
      return () => {
        planned = null;
      };
    },
    say: (sentence) => said.push(`${nowMs}: ${sentence}`),
  });
  const pass = (ms: number): void => {
    nowMs += ms;
    const due = planned;
    if (due === null || due.atMs > nowMs) return;
    planned = null;
    due.work();
  };
  return { announcer, said, pass };
}

test('the first sentence is said at once, the next after the pause', () => {
  const { announcer, said, pass } = makeBench();

  announcer.announce('Saved');
  announcer.announce('Checked');
  pass(1_999);
  pass(1);

  expect(said).toEqual(['0: Saved', '2000: Checked']);
});

test('only the last sentence of a topic is said', () => {
  const { announcer, said, pass } = makeBench();

  announcer.announce('1 of 9', 'progress');
  announcer.announce('2 of 9', 'progress');
  announcer.announce('7 of 9', 'progress');
  pass(2_000);
  pass(2_000);

  expect(said).toEqual(['0: 1 of 9', '2000: 7 of 9']);
});

test('what was not said is forgotten when it stops', () => {
  const { announcer, said, pass } = makeBench();

  announcer.announce('Saved');
  announcer.announce('Checked');
  announcer.stop();
  pass(5_000);

  expect(said).toEqual(['0: Saved']);
});

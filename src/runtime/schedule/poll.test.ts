import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ChangedRecord, Changes } from '#connections/odoo/changes.ts';
import { transient } from '#flow/failure.ts';
import { type JsonText, toJsonText } from '#flow/json.ts';
import type { PlanNode } from '#flow/plan/plan.ts';
import type { AcceptOutcome, IncomingEvent } from '../engine/engine-port.ts';
import type { StoreCommand } from '../store/command.ts';
import { type PollParts, startPolls } from './poll.ts';

type Answer = Awaited<
  ReturnType<() => Promise<{ ok: true; value: Changes } | { ok: false; failure: ReturnType<typeof transient> }>>
>;

const config = { connection: 'odoo-main', model: 'sale.order', fields: ['name'], every: '10s' };

/** The door over a clock the test moves, an Odoo that answers what the test says, and a memory for a store. */
async function open(kept?: JsonText) {
  const answers: Answer[] = [];
  const asked: string[] = [];
  const events: IncomingEvent[] = [];
  const commands: StoreCommand[] = [];
  const outcomes: AcceptOutcome[] = [];
  const logged: string[] = [];
  const timers: { readonly delayMs: number; readonly callback: () => void }[] = [];
  let nowMs = Date.parse('2027-03-01T09:00:00Z');
  const client = {
    changes: async ({ from }: { readonly from: string }): Promise<Answer> => {
      asked.push(from);
      return answers.shift() ?? { ok: true, value: { records: [], serverTime: '2027-03-01 09:00:00' } };
    },
  };
  const node = { id: 'changed', firstId: 'changed', type: 'odoo-trigger', major: 1, config };
  // As much of a plan, a store and a log as the door looks at.
  const parts = {
    engine: {
      acceptEvent: async (event: IncomingEvent): Promise<AcceptOutcome> => {
        events.push(event);
        return outcomes.shift() ?? { kind: 'accepted', run: `run_${events.length}` };
      },
    },
    store: {
      pollCursor: async () => kept,
      commit: async (command: StoreCommand) => {
        commands.push(command);
        return { kind: 'done', woken: [] };
      },
    },
    clock: {
      now: () => nowMs,
      mono: () => nowMs,
      after: (delayMs: number, callback: () => void) => {
        timers.push({ delayMs, callback });
        return () => undefined;
      },
    },
    log: {
      info: (event: string) => void logged.push(event),
      warn: (event: string) => void logged.push(event),
      error: (event: string) => void logged.push(event),
    },
    environment: 'test',
    plans: [{ flow: 'watch', root: { starts: ['changed'] }, nodes: { changed: node as unknown as PlanNode } }],
    hash: (text: string) => createHash('sha256').update(text).digest('hex'),
    connection: () => client,
  } as unknown as PollParts;
  const polls = await startPolls(parts);
  /** Lets the armed timer fire; gives the pause that was asked for before it. */
  const tick = async (): Promise<number> => {
    const timer = timers.shift();
    if (timer === undefined) throw new Error('no timer is armed');
    nowMs += timer.delayMs;
    timer.callback();
    while (polls.states()[0]?.nextAt === undefined) await Promise.resolve();
    return timer.delayMs;
  };
  return { polls, tick, answers, outcomes, asked, events, commands, logged, nextPause: () => timers[0]?.delayMs };
}

const before = toJsonText({ floor: '2027-03-01 08:00:00', done: '2027-03-01 08:59:00' });

function page(...ids: readonly number[]): Answer {
  const records = ids.map(
    (id): ChangedRecord => ({
      id,
      createdAt: '2027-03-01 08:59:30',
      changedAt: '2027-03-01 08:59:30',
      fingerprint: 'f',
      record: { name: `S${id}` },
    }),
  );
  return { ok: true, value: { records, serverTime: '2027-03-01 09:00:00' } };
}

const down: Answer = { ok: false, failure: transient('http/unreachable', 'The system could not be reached.') };

test('the cursor is kept in the commit of the last event of a page, and nowhere else', async () => {
  const door = await open(before);
  door.answers.push(page(1, 2, 3));

  await door.tick();

  expect(door.events.map(({ dedupeKey, cursor }) => [dedupeKey, cursor?.scope])).toEqual([
    ['sale.order:1:2027-03-01 08:59:30:f', undefined],
    ['sale.order:2:2027-03-01 08:59:30:f', undefined],
    ['sale.order:3:2027-03-01 08:59:30:f', 'test/watch/changed'],
  ]);
  expect(door.commands).toEqual([]);
});

test('what is seen again is not asked of the store again, and the cursor still moves on', async () => {
  const door = await open(before);
  door.answers.push(page(1), page(1, 2), page(1, 2));
  await door.tick();
  await door.tick();

  await door.tick();

  expect(door.events.map(({ dedupeKey }) => dedupeKey?.split(':')[1])).toEqual(['1', '2']);
  expect(door.polls.states()[0]).toMatchObject({ state: 'waiting', accepted: 2, failures: 0 });
});

test('a look that fails is tried again later and later, which its state shows, and said once in the log', async () => {
  const door = await open(before);
  door.answers.push(down, down, down, down, down, down, down);
  const pauses: (number | undefined)[] = [];
  for (let look = 0; look < 7; look += 1) {
    await door.tick();
    pauses.push(door.nextPause());
  }
  const failing = door.polls.states()[0];

  await door.tick();

  expect(pauses).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
  expect(failing).toMatchObject({ state: 'failing', failures: 7, failure: { code: 'http/unreachable' } });
  expect(door.polls.states()[0]).toMatchObject({ state: 'waiting', failures: 0, failure: undefined });
  expect(door.logged).toEqual(['poll.failed', 'poll.recovered']);
});

test('a page the runtime cannot take in is looked for again from the same place', async () => {
  const door = await open(before);
  door.answers.push(page(1, 2), page(1, 2));
  door.outcomes.push({ kind: 'accepted', run: 'run_1' });
  door.outcomes.push({ kind: 'refused', status: 503, code: 'engine/busy', reason: 'Full.', retryAfterMs: 45_000 });
  await door.tick();
  const pause = door.nextPause();

  await door.tick();

  expect(pause).toBe(45_000);
  expect(door.asked[1]).toBe(door.asked[0]);
  expect(door.events.map(({ dedupeKey }) => dedupeKey?.split(':')[1])).toEqual(['1', '2', '2']);
});

test('an event that can never be taken in is listed as refused and holds nothing up', async () => {
  const door = await open(before);
  door.answers.push(page(1, 2));
  door.outcomes.push({ kind: 'refused', status: 422, code: 'ingress/no-key', reason: 'No key.' });

  await door.tick();

  expect(door.events.length).toBe(2);
  expect(door.commands).toMatchObject([{ kind: 'refused-call', path: 'watch/changed', code: 'ingress/no-key' }]);
  expect(door.polls.states()[0]).toMatchObject({ state: 'waiting', accepted: 1 });
});

test('stopping looks no more', async () => {
  const door = await open(before);
  await door.tick();
  await door.polls.stop();

  expect(door.asked.length).toBe(1);
  expect(door.logged).toEqual([]);
});

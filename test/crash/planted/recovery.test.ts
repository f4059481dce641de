import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { entryUrl } from '#runtime/entries.ts';
import { createMachineClock } from '#runtime/machine/clock.ts';
import { createSandboxPool, type SandboxPool } from '#runtime/sandbox-pool/sandbox-pool.ts';
import type { StoreCommand } from '#runtime/store/command.ts';
import type { Store } from '#runtime/store/store.ts';
import { readStoreEvidence } from '#test/history/evidence.ts';
import { beginHistory } from '#test/history/history.ts';
import { until } from '#test/rigs/until.ts';
import { beginLife, type Life, type Plant } from './life.ts';
import { createTarget } from './target.ts';
import { type Bench, bringToRest, compileVersions, send, type Versions } from './workload.ts';

// Each of these was found by the kill loop first, and is repeated here without chance.

let pool: SandboxPool;
let versions: Versions;
let directory: string;
const lives: Life[] = [];

beforeAll(async () => {
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  pool = createSandboxPool({ entry: entryUrl('sandbox-child'), clock: createMachineClock(), log: quiet });
  versions = await compileVersions();
});
afterAll(() => pool.close());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'penstock-recovery-'));
});
afterEach(async () => {
  for (const life of lives.splice(0)) await life.drop();
  await rm(directory, { recursive: true, force: true });
});

test('what came of one effect stays when it arrives while the disk is busy with another', async () => {
  const turn = Promise.withResolvers<void>();
  const bench = openBench({
    store: (store) => slowFor(store, (command) => holdsOutcome(command), turn.promise),
  });
  const life = await begin(bench);

  await send(bench, life, 'parallel', 'p1');
  await until('both calls', () => (bench.target.calls.length === 2 ? true : undefined));
  turn.resolve();
  await bringToRest(bench, life);

  const { runs } = await readStoreEvidence(life.store);
  const ended = runs.flatMap(({ entries }) => entries).filter((entry) => entry.kind === 'attempted');
  expect(ended.map((entry) => entry.path).sort()).toEqual(['send_copy', 'send_order']);
});

test('a run goes on whose engine ended right after its approval was decided', async () => {
  const ended = Promise.withResolvers<void>();
  const bench = openBench({ store: (store) => endsAfter(store, 'decide-approval', ended.resolve) });
  const first = await begin(bench);
  await send(bench, first, 'approved', 'a1');
  const approval = await until('the approval', async () => {
    const { rows } = await first.store.listApprovals({ state: 'open', limit: 1 });
    return rows[0];
  });
  const { id, shownHash } = approval;
  void first.engine.decideApproval({ approval: id, decision: 'approved', by: 'ann', shownHash });
  await ended.promise;
  await first.drop();

  const second = await begin(openBench({}, bench));
  await bringToRest(bench, second);

  expect((await second.store.facts()).runs).toMatchObject({ succeeded: 1, waiting: 0 });
});

test('a run goes on whose engine ended right after the hold on it was lifted', async () => {
  const ended = Promise.withResolvers<void>();
  const bench = openBench({ store: (store) => endsAfter(store, 'unhold', ended.resolve) });
  const first = await begin(bench);
  const hold = { target: { kind: 'flow', id: 'parallel' }, by: 'ann', reason: 'looking' } as const;
  await first.engine.setHold({ on: true, ...hold });
  await send(bench, first, 'parallel', 'p1');
  void first.engine.setHold({ on: false, ...hold });
  await ended.promise;
  await first.drop();

  const second = await begin(openBench({}, bench));
  await bringToRest(bench, second);

  expect((await second.store.facts()).runs).toMatchObject({ succeeded: 1 });
});

test('an event whose run failed before it wrote is taken up again by its sender or by a replay, never by both', async () => {
  const bench = openBench({});
  const life = await begin(bench);
  // "a2" is the event that is always rejected, and a rejected run has written nothing.
  await send(bench, life, 'approved', 'a2');
  await bringToRest(bench, life);
  const [letter] = (await life.store.listDeadLetters({ limit: 1 })).rows;

  await send(bench, life, 'approved', 'a2');
  const replayed = await life.engine.replay({ deadLetter: letter?.id ?? '', by: 'ann', reason: 'again' });
  const runs = (await life.store.listRuns({ key: 'a2', limit: 10 })).rows;

  expect(runs).toHaveLength(2);
  expect(replayed).toEqual({ kind: 'duplicate', run: runs[0]?.id });
});

test('an event that is being replayed is a duplicate when its sender tries again', async () => {
  const bench = openBench({});
  const life = await begin(bench);
  await send(bench, life, 'approved', 'a2');
  await bringToRest(bench, life);
  const [letter] = (await life.store.listDeadLetters({ limit: 1 })).rows;

  const replayed = await life.engine.replay({ deadLetter: letter?.id ?? '', by: 'ann', reason: 'again' });
  await send(bench, life, 'approved', 'a2');
  const told = bench.history.entries.at(-1);

  expect(replayed.kind).toBe('accepted');
  expect(told?.value).toEqual({ run: 'run' in replayed ? replayed.run : '' });
});

function openBench(plant: Plant, before?: Bench): Bench {
  const history = before?.history ?? beginHistory();
  const target = before?.target ?? createTarget(history);
  const parts = { directory, target, sandbox: pool, plant, writeLog: () => undefined };
  return { history, target, begin: (flows) => beginLife({ ...parts, flows }) };
}

async function begin(bench: Bench): Promise<Life> {
  const life = await bench.begin(versions.before);
  lives.push(life);
  return life;
}

function holdsOutcome(command: StoreCommand): boolean {
  return command.kind === 'append' && command.changes.some((change) => change.kind === 'outcome');
}

/** Keeps the first command of a kind waiting for its turn, as a slow disk does. */
function slowFor(store: Store, isSlow: (command: StoreCommand) => boolean, turn: Promise<void>): Store {
  return {
    ...store,
    commit: async (command) => {
      if (isSlow(command)) await turn;
      return await store.commit(command);
    },
  };
}

/** Nobody hears of the outcome of one kind of command: the process ended with its commit. */
function endsAfter(store: Store, kind: StoreCommand['kind'], onEnd: () => void): Store {
  return {
    ...store,
    commit: async (command) => {
      const outcome = await store.commit(command);
      if (command.kind !== kind) return outcome;
      onEnd();
      return await new Promise(() => undefined);
    },
  };
}

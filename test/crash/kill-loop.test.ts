import { expect, test } from 'vitest';
import type { CrashPoint } from '#runtime/engine/context.ts';
import {
  answerStatus,
  type FaultRule,
  loseAnswer,
  resetBeforeApplying,
  type TransportFault,
  truncateAnswer,
} from '#test/fakes/faults.ts';
import type { SaasPlace } from '#test/fakes/saas/fake-saas.ts';
import { checkHistory } from '#test/history/check-history.ts';
import { beginHistory } from '#test/history/history.ts';
import { buildRuntime } from './build-runtime.ts';
import { type Chance, createChance } from './chance.ts';
import { createOperator, type Operator } from './operator.ts';
import { crashExpectations, createRig, gatherEvidence, untilQuiet } from './rig.ts';
import { type RuntimePlace, type RuntimeProcess, startRuntimeProcess } from './runtime-process.ts';
import { type SaasProcess, startSaas } from './saas-process.ts';
import { createSenders, type Senders } from './senders.ts';

const cycles = Number(process.env.PENSTOCK_CRASH_CYCLES ?? 60);
const seed = Number(process.env.PENSTOCK_CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));
const eventsPerCycle = 14;
/** A point that is not reached in this time is not waited for any longer: the kill then comes from outside. */
const pointLimitMs = 4_000;
const quietLimitMs = 30_000;

const everyPoint = Object.keys({
  'event-verified': true,
  'before-accept-commit': true,
  'after-accept-commit': true,
  'before-intent-commit': true,
  'intent-written': true,
  'response-received-before-commit': true,
  'outcome-written': true,
  'before-finish-commit': true,
  'approval-decided-before-commit': true,
  'timer-fired': true,
  'replay-accepted': true,
} satisfies Record<CrashPoint, true>);

test(`a runtime killed ${cycles} times under load loses nothing and repeats nothing`, async () => {
  const chance = createChance(seed);
  await using rig = await createRig(await buildRuntime());
  await using saas = await startSaas(rig.ledgerFile);
  const history = beginHistory({ file: rig.historyFile });
  const senders = createSenders(history, chance);
  const operator = createOperator(history, chance, saas.calls);
  const reached = new Map<string, number>();
  await rig.writeWorkspace(saas.url, '1.0.0');

  for (let cycle = 0; cycle < cycles; cycle += 1) {
    if (cycle === Math.floor(cycles / 2)) await rig.writeWorkspace(saas.url, '1.1.0');
    for (const rule of drawFaults(chance)) await saas.inject(rule);
    const crashAt = planCrash(cycle, chance, reached);
    const end = await runAndKill(rig.place, { crashAt, chance, senders, operator });
    history.note({ proc: 'rig', f: 'crash', type: 'info', key: String(cycle), value: end });
    if (end.byItself) reached.set(end.point, (reached.get(end.point) ?? 0) + 1);
  }
  await heal(rig.place, saas, senders, operator);
  history.close();
  const report = checkHistory(await gatherEvidence(rig, saas), crashExpectations);

  console.info(
    `kill loop: seed ${seed}, ${cycles} cycles, ${JSON.stringify(report.counts)}, points ${JSON.stringify(Object.fromEntries(reached))}`,
  );
  expect(report.violations, `seed ${seed}`).toEqual([]);
  expect(
    everyPoint.filter((point) => !reached.has(point)),
    `points not reached, seed ${seed}`,
  ).toEqual([]);
  expect(report.counts).toMatchObject({ lost: 0, duplicated: 0, acknowledged: report.counts.events });
}, 300_000);

type KillEnd = { readonly point: string; readonly byItself: boolean };

/** Every second cycle ends at a named point: those not reached yet first, then any. */
function planCrash(cycle: number, chance: Chance, reached: ReadonlyMap<string, number>): string {
  if (cycle % 2 === 0) return '';
  const missing = everyPoint.filter((point) => !reached.has(point));
  const point = chance.pick(missing.length > 0 ? missing : everyPoint);
  // What people and clocks do is rare: its first time has to do.
  const most = ['approval-decided-before-commit', 'timer-fired', 'replay-accepted'].includes(point) ? 1 : 6;
  return `${point}:${chance.between(1, most)}`;
}

type Load = {
  readonly crashAt: string;
  readonly chance: Chance;
  readonly senders: Senders;
  readonly operator: Operator;
};

/** One life of a runtime: it serves, is put under load, and dies at a named or a random moment. */
async function runAndKill(place: RuntimePlace, load: Load): Promise<KillEnd> {
  const { crashAt, chance, senders, operator } = load;
  const [point = ''] = crashAt.split(':');
  const runtime = await startRuntimeProcess(place, crashAt);
  if (runtime === undefined) return { point, byItself: true };
  const life = new AbortController();
  let byItself = true;
  const gone = runtime.ended.then(() => life.abort());
  const limitMs = crashAt === '' ? chance.between(20, 500) : pointLimitMs;
  const killer = setTimeout(() => {
    byItself = false;
    runtime.signal('SIGKILL');
  }, limitMs);
  await Promise.all([
    senders.deliver(runtime.url, eventsPerCycle, () => !life.signal.aborted),
    operator.work(runtime.client, life.signal),
    gone,
  ]);
  clearTimeout(killer);
  const { code } = await runtime.ended;
  if (byItself && crashAt === '') throw new Error(`The runtime ended by itself with code ${code}.`);
  return { point: byItself ? point : 'random', byItself };
}

function drawFaults(chance: Chance): readonly FaultRule<SaasPlace, TransportFault>[] {
  const kinds = [
    loseAnswer,
    resetBeforeApplying,
    () => answerStatus(503),
    () => answerStatus(503, { retryAfter: 0 }),
    () => answerStatus(500, { when: 'after-applying' }),
    () => truncateAnswer(10),
  ] as const;
  return Array.from({ length: chance.between(0, 3) }, () => ({
    where: { path: chance.pick(['/orders', '/notes', '/status/*']) },
    fault: chance.pick(kinds)(),
    times: chance.between(1, 2),
    skip: chance.between(0, 3),
  }));
}

/** Ends the faults, delivers what is owed, lets every run come to its end, and ends the runtime in peace. */
async function heal(place: RuntimePlace, saas: SaasProcess, senders: Senders, operator: Operator): Promise<void> {
  await saas.clearFaults();
  const runtime = await startRuntimeProcess(place);
  if (runtime === undefined) throw new Error('The runtime did not come up.');
  const rest = new AbortController();
  const operating = operator.work(runtime.client, rest.signal);
  try {
    await senders.deliver(runtime.url, 0, () => true);
    await untilQuiet(runtime.client, quietLimitMs);
  } finally {
    rest.abort();
    await operating;
    await endInPeace(runtime);
  }
}

async function endInPeace(runtime: RuntimeProcess): Promise<void> {
  runtime.signal('SIGTERM');
  expect(await runtime.ended).toEqual({ code: 0, signal: null });
}

import { hash as digest } from 'node:crypto';
import { join } from 'node:path';
import type { Json, JsonText } from '#flow/json.ts';
import type { PlanNode } from '#flow/plan/plan.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { type Deployable, makeLive } from './deployments/deployments.ts';
import { createEffects } from './effects.ts';
import { createEgress } from './egress/egress.ts';
import { createEngine, type RunningEngine } from './engine/engine.ts';
import type { Clock, Effects, Hash } from './engine/ports.ts';
import { entryUrl } from './entries.ts';
import { createMachineClock } from './machine/clock.ts';
import { createMachineIds } from './machine/ids.ts';
import { createLog } from './machine/log.ts';
import { type RunStory, tellRun } from './runs/runs.ts';
import { createSandboxPool } from './sandbox-pool/sandbox-pool.ts';
import { createSecrets } from './secrets/secrets.ts';
import { isFinal } from './store/command.ts';
import { openStore, type SqliteStore } from './store/sqlite/open.ts';
import type { Workspace } from './workspace/workspace.ts';

/** One run to carry out here and now. */
export type DirectRun = {
  readonly workspace: Workspace;
  readonly environment: Environment;
  readonly flow: Deployable;
  /** What the trigger hands on. */
  readonly body: JsonText;
  /** Id of the trigger node; the first one of the flow when left out. */
  readonly trigger?: string;
  /** Data directory; made where it is missing. */
  readonly data: string;
  /** False for a directory nobody will open again: nothing is synced to the disk. */
  readonly isKept: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Answers effects instead of the systems they go to; undefined lets them really happen. */
  readonly stub?: (node: PlanNode) => Promise<{ readonly port: string; readonly result: Json }>;
  /** How long a timer, a retry or a paused connection is waited for, in milliseconds. */
  readonly patienceMs: number;
  readonly writeLog: (line: string) => void;
};

/** What a direct run came to: its story as far as it got, and whether the event had been seen before. */
export type DirectRunOutcome = { readonly story: RunStory; readonly isDuplicate: boolean };

/** How long what is in flight may take once the run is left, in milliseconds. */
const drainLimitMs = 5_000;

/**
 * Runs one event through one flow with the engine, store and sandbox of a runtime, but without a server: it is
 * over when the run is final, waits for a person, or waits longer than the patience allows.
 *
 * @returns problems when secrets or trigger are not usable, or the event was refused
 * @throws StoreLocked, StoreCorrupt, StoreTooNew
 */
export async function runDirectly(run: DirectRun): Promise<Result<DirectRunOutcome>> {
  const trigger = run.trigger ?? run.flow.plan.root.starts.find((id) => run.flow.plan.nodes[id]?.kind === 'trigger');
  if (trigger === undefined || run.flow.plan.nodes[trigger]?.kind !== 'trigger') return refuse(noTrigger(run, trigger));
  const clock = createMachineClock();
  const store = await openStore({
    directory: run.data,
    now: clock.now,
    ballastBytes: 0,
    synchronous: run.isKept ? 'full' : 'off',
  });
  try {
    return await runOver(run, { trigger, clock, store });
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

type Ground = { readonly trigger: string; readonly clock: Clock; readonly store: SqliteStore };

async function runOver(run: DirectRun, ground: Ground): Promise<Result<DirectRunOutcome>> {
  const { clock, store } = ground;
  const secrets = await createSecrets({ store: sealedSecrets(store), kekFile: join(run.data, 'key'), env: run.env });
  if (!secrets.ok) return secrets;
  const log = createLog(run.writeLog, secrets.value.redactor);
  const { workspace, environment } = run;
  const egress = createEgress({ connections: workspace.connections, environment, secrets: secrets.value, clock, log });
  const effects = createEffects({ connections: workspace.connections, environment, egress, clock, hash: sha256, log });
  const sandbox = createSandboxPool({ entry: entryUrl('sandbox-child'), clock, log, children: 1 });
  const engine = createEngine({
    store,
    sandbox,
    effects: run.stub === undefined ? effects : stubbed(effects, run.stub),
    clock,
    random: { next: Math.random },
    ids: createMachineIds(clock.now),
    hash: sha256,
    log,
    reach: () => undefined,
    onBroken: (cause) => log.error('store.broken', { why: cause instanceof Error ? cause.message : 'unknown' }),
    environment: environment.name,
    vars: environment.variables,
  });
  try {
    return await carryThrough(run, ground, engine);
  } finally {
    await engine.drain(drainLimitMs);
    await sandbox.close();
    await egress.close();
  }
}

async function carryThrough(run: DirectRun, ground: Ground, engine: RunningEngine): Promise<Result<DirectRunOutcome>> {
  const { clock, store, trigger } = ground;
  await makeLive(store, clock, { environment: run.environment.name, by: 'command-line', flows: [run.flow] });
  engine.goLive(run.flow);
  await engine.recover();
  const accepted = await engine.acceptEvent({
    flow: run.flow.flow,
    triggerNode: trigger,
    event: { body: run.body, headers: {}, query: {} },
    receivedAt: clock.now(),
    bodyHash: sha256(run.body),
    actor: 'command-line',
  });
  if (accepted.kind === 'refused') return refuse({ code: accepted.code, message: accepted.reason });
  await untilAtRest({ run: accepted.run, patienceMs: run.patienceMs }, ground, engine);
  const story = await tellRun(store, accepted.run);
  if (story === undefined) throw new Error(`The store does not know the run ${accepted.run} it accepted.`);
  return succeed({ story, isDuplicate: accepted.kind === 'duplicate' });
}

/** How often a run under way is looked at where no event tells of it, in milliseconds. */
const lookEveryMs = 250;

async function untilAtRest(
  what: { readonly run: string; readonly patienceMs: number },
  { clock, store }: Ground,
  engine: RunningEngine,
): Promise<void> {
  let waitingSinceMs: number | undefined;
  let wake = (): void => undefined;
  const unsubscribe = engine.subscribe((event) => {
    if (event.run === what.run) wake();
  });
  try {
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const row = (await store.loadRun(what.run))?.row;
      if (row === undefined || isFinal(row.state)) return;
      if (row.state !== 'waiting') waitingSinceMs = undefined;
      else {
        waitingSinceMs ??= clock.mono();
        const waitedMs = clock.mono() - waitingSinceMs;
        if (await isBeyondPatience(row.waitingFor, { leftMs: what.patienceMs - waitedMs, clock, store })) return;
      }
      await Promise.race([woken, after(clock, lookEveryMs)]);
    }
  } finally {
    unsubscribe();
  }
}

async function isBeyondPatience(
  waitingFor: string | undefined,
  { leftMs, clock, store }: { readonly leftMs: number; readonly clock: Clock; readonly store: SqliteStore },
): Promise<boolean> {
  // Nobody can reach this run while the command holds the data directory, so people are not waited for.
  if (waitingFor === 'approval' || waitingFor === 'doubt' || waitingFor?.startsWith('hold:') || leftMs <= 0)
    return true;
  const next = await store.nextTimerAt();
  return next !== undefined && next - clock.now() > leftMs;
}

function after(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
}

function stubbed(effects: Effects, stub: NonNullable<DirectRun['stub']>): Effects {
  return {
    invoke: async (node) => ({ ok: true, ...(await stub(node)) }),
    gate: () => ({ open: true }),
    memory: effects.memory,
  };
}

function sealedSecrets(store: SqliteStore) {
  return {
    read: () => store.listSecrets(),
    write: () => Promise.reject(new Error('A direct run stores no secrets.')),
  };
}

function noTrigger(run: DirectRun, asked: string | undefined): Problem {
  const triggers = run.flow.plan.root.starts.filter((id) => run.flow.plan.nodes[id]?.kind === 'trigger');
  const has = triggers.length === 0 ? 'none' : triggers.join(', ');
  const message =
    asked === undefined
      ? `The flow "${run.flow.flow}" has no trigger, so no event can start it.`
      : `The flow "${run.flow.flow}" has no trigger "${asked}". It has: ${has}.`;
  return { code: 'run/no-trigger', message };
}

const sha256: Hash = (text) => digest('sha256', text);

import type { DoubtCommand } from '#flow/interpret/command.ts';
import { decide } from '#flow/interpret/decide.ts';
import { stepFacts } from '#flow/interpret/state.ts';
import { type JsonText, toJsonText } from '#flow/json.ts';
import type { Change } from '../store/change.ts';
import type { HoldTarget } from '../store/command.ts';
import { type ActiveRun, record } from './active-run.ts';
import { advance, enqueue } from './advance.ts';
import { auditChange } from './audit-change.ts';
import { commitPatiently } from './commit.ts';
import { type EngineContext, holdKey } from './context.ts';
import type { Engine, SignalOutcome } from './engine-port.ts';
import { carried } from './start-effects.ts';
import type { Waker } from './wake.ts';

/** A command that was carried out. */
export const done: SignalOutcome = { kind: 'done' };

/** A command that was refused, with a sentence for the person who gave it. */
export function refused(code: string, reason: string): SignalOutcome {
  return { kind: 'refused', code, reason };
}

const noSuchRun = refused('run/not-open', 'This run does not exist or is already over.');

/** Does something to a run in its chain and advances it. */
export async function withRun(
  engine: EngineContext,
  waker: Waker,
  id: string,
  act: (run: ActiveRun) => SignalOutcome | Promise<SignalOutcome>,
): Promise<SignalOutcome> {
  const run = await waker.bringIn(id);
  if (run === undefined) return noSuchRun;
  return await new Promise<SignalOutcome>((resolve) => {
    enqueue(engine, run, async () => {
      const outcome = run.state.finished === undefined ? await act(run) : noSuchRun;
      await advance(engine, run);
      resolve(outcome);
    });
    // A chain that broke must not leave the caller waiting.
    run.chain = run.chain.finally(() =>
      resolve(refused('engine/broke', 'The runtime could not carry this out. The log holds the details.')),
    );
  });
}

/** Cancels a run: in-flight attempts are awaited, open sagas undone unless abandoned. */
export async function cancelRun(
  engine: EngineContext,
  waker: Waker,
  cancel: { readonly run: string; readonly by: string; readonly reason: string; readonly abandon: boolean },
): Promise<SignalOutcome> {
  return await withRun(engine, waker, cancel.run, (run) => {
    const at = engine.clock.now();
    const { by, reason } = cancel;
    if (run.state.cancel !== undefined) return done;
    const abandon = cancel.abandon ? { abandon: true as const } : {};
    record(
      run,
      { kind: 'cancel', at, by, reason, ...abandon },
      auditChange(at, by, 'run.cancel-asked', run.id, { reason, ...abandon }),
    );
    return done;
  });
}

/** Settles a write in doubt, once. */
export async function settleDoubt(
  engine: EngineContext,
  waker: Waker,
  settle: Parameters<Engine['settleDoubt']>[0],
): Promise<SignalOutcome> {
  return await withRun(engine, waker, settle.run, (run) => {
    const open = decide(run.plan, run.state).find(
      (command): command is DoubtCommand => command.do === 'doubt' && command.path === settle.path,
    );
    if (open === undefined) return refused('doubt/none', 'No write of this step is unclear.');
    const at = engine.clock.now();
    const { path, resolution, by, reason } = settle;
    const happened =
      resolution === 'happened' ? asHappened(run, open, toJsonText(settle.result ?? null), at) : undefined;
    record(
      run,
      { kind: 'doubt-settled', path, attempt: open.attempt, at, by, resolution, ...happened?.texts },
      { kind: 'doubt', path, open: false, at, title: '' },
      ...(happened?.changes ?? []),
      auditChange(at, by, 'doubt.settled', run.id, { path, resolution, reason }),
    );
    run.heldBack.delete(path);
    return done;
  });
}

/** A write that a person saw in the target goes on as if it had answered, and is known to every later replay. */
function asHappened(run: ActiveRun, doubt: DoubtCommand, result: JsonText, at: number) {
  const port = doubt.node.ports[0] ?? 'done';
  const intent = stepFacts(run.state, doubt.path)?.intents.get(doubt.attempt);
  const changes: readonly Change[] =
    intent === undefined
      ? []
      : [
          {
            kind: 'outcome',
            effect: { key: intent.key, generation: intent.generation, outcome: 'done', port, result, at },
          },
        ];
  return { texts: { port, ...carried(doubt.node, doubt.input, result) }, changes };
}

/** Lets the lane a run stands in go on without the number that is missing before it. */
export async function unparkLane(
  engine: EngineContext,
  command: { readonly run: string; readonly by: string; readonly reason: string },
): Promise<SignalOutcome> {
  const outcome = await commitPatiently(engine, { kind: 'unpark-lane', ...command, at: engine.clock.now() });
  if (outcome.kind !== 'done') return refused('lane/not-parked', 'This run waits for no missing number.');
  engine.wake(outcome.woken);
  return done;
}

/** Sets or lifts a hold. Events are still accepted and stored while it stands; no effect starts. */
export async function setHold(
  engine: EngineContext,
  command: { readonly on: boolean; readonly target: HoldTarget; readonly by: string; readonly reason: string },
): Promise<SignalOutcome> {
  const { target, by, reason } = command;
  const at = engine.clock.now();
  const key = holdKey(target);
  if (command.on) engine.holds.set(key, { target, by, at, reason });
  await commitPatiently(engine, { kind: command.on ? 'hold' : 'unhold', target, by, at, reason });
  if (!command.on) {
    engine.holds.delete(key);
    await wakeHeld(engine);
  }
  return done;
}

/** Lets runs look again whether a hold still stands; they are found by what they wait for. */
export async function wakeHeld(engine: EngineContext): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await engine.store.listRuns({
      state: 'waiting',
      limit: 500,
      ...(cursor === undefined ? {} : { cursor }),
    });
    engine.wake(page.rows.filter((row) => row.waitingFor?.startsWith('hold:')).map((row) => row.id));
    cursor = page.next;
  } while (cursor !== undefined);
  engine.wake([...engine.active.keys()]);
}

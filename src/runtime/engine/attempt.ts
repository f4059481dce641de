import { type Failure, timedOut, transient } from '#flow/failure.ts';
import type { Paged } from '#flow/interpret/entry.ts';
import { pageRead } from '#flow/interpret/path.ts';
import { stepFacts } from '#flow/interpret/state.ts';
import { type Json, toJsonText } from '#flow/json.ts';
import type { EffectResult } from '#flow/node-type/work.ts';
import type { Change, EffectOutcome } from '../store/change.ts';
import { type ActiveRun, record } from './active-run.ts';
import { auditChange } from './audit-change.ts';
import type { EngineContext } from './context.ts';
import { afterFailure } from './retry.ts';
import { carried, type Start } from './start-effects.ts';

/** How long node work may go on after its time limit before it is given up on. */
const graceMs = 2_000;

/** Sends one effect whose intent is on disk and records how it ended; `then` is called after that. */
export async function attempt(engine: EngineContext, run: ActiveRun, start: Start, then: () => void): Promise<void> {
  const controller = new AbortController();
  run.inFlight.set(start.command.path, controller);
  const result = await invokeInTime(engine, start, controller);
  engine.reach('response-received-before-commit');
  run.inFlight.delete(start.command.path);
  // Cut off by a shutdown: that is no outcome. The intent is on disk, and the next start takes it up.
  if (!result.ok && result.failure.kind === 'cancelled' && isCutOff(controller.signal.reason)) return;
  // A run that ended meanwhile takes no more entries; the ledger of effects still learns the outcome at the next look.
  if (run.state.finished === undefined) recordResult(engine, run, start, result);
  then();
}

async function invokeInTime(engine: EngineContext, start: Start, controller: AbortController): Promise<EffectResult> {
  const { node } = start.command;
  const withdraw: (() => void)[] = [];
  const late = new Promise<EffectResult>((resolve) => {
    withdraw.push(engine.clock.after(node.timeoutMs, () => controller.abort(timeLimit())));
    withdraw.push(
      engine.clock.after(node.timeoutMs + graceMs, () => {
        resolve({
          ok: false,
          failure: timedOut('effect/timeout', `No answer inside ${node.timeoutMs} ms.`, {
            unknown: node.effect === 'write',
          }),
        });
      }),
    );
  });
  const result = await Promise.race([engine.effects.invoke(node, start.step, controller.signal), late]);
  for (const undo of withdraw) undo();
  return result;
}

/** Why an attempt is cut off without an outcome. */
type CutOff = 'shutdown' | 'run-lost';

function isCutOff(reason: unknown): boolean {
  return reason === ('shutdown' satisfies CutOff) || reason === ('run-lost' satisfies CutOff);
}

/** The name by which egress tells a time limit from a cancel. */
function timeLimit(): Error {
  const reason = new Error('The time limit of the step has passed.');
  reason.name = 'TimeoutError';
  return reason;
}

function recordResult(engine: EngineContext, run: ActiveRun, start: Start, result: EffectResult): void {
  const at = engine.clock.now();
  const { command } = start;
  const { path, attempt: number, node } = command;
  if (result.ok) {
    const page = pageRead(path);
    if (page !== undefined) {
      record(run, pagedEntry(page, result.result, at), ...(number > 1 ? [{ kind: 'timer-clear', path } as const] : []));
      return;
    }
    const text = toJsonText(result.result);
    const changes: readonly Change[] =
      node.effect === 'write'
        ? outcomeChanges(run, start, { outcome: 'done', port: result.port, result: text, at })
        : number > 1
          ? [{ kind: 'timer-clear', path }]
          : [];
    record(
      run,
      { kind: 'attempted', path, attempt: number, at, port: result.port, ...carried(node, command.input, text) },
      ...changes,
    );
    return;
  }
  recordFailure(engine, run, start, { ...result.failure, node: node.id, attempt: number });
}

/** A page that was read: fixed from now on, whatever the source says later. */
function pagedEntry(page: { readonly path: string; readonly page: number }, result: Json, at: number): Paged {
  // Written by the work of `each`, which has looked at every key.
  const read = result as {
    readonly items: readonly { readonly key: string; readonly input: Json }[];
    readonly next: Json;
  };
  const items = read.items.map(({ key, input }) => ({ key, input: toJsonText(input) }));
  return { kind: 'paged', ...page, at, ...(read.next === null ? {} : { next: toJsonText(read.next) }), items };
}

function recordFailure(engine: EngineContext, run: ActiveRun, start: Start, failure: Failure): void {
  const at = engine.clock.now();
  const { path, attempt: number, node } = start.command;
  const firstAt = start.command.firstIntentAt ?? stepFacts(run.state, path)?.intents.get(1)?.at ?? at;
  const { keyKeptForMs } = engine.effects.memory(node);
  const next = afterFailure({
    node,
    attempt: number,
    failure,
    firstAt,
    now: at,
    random: engine.random.next(),
    keyKeptForMs,
  });
  const changes: Change[] = [];
  if (node.effect === 'write') {
    changes.push(...outcomeChanges(run, start, { outcome: failure.unknown ? 'unknown' : 'refused', at }));
  }
  if (next.is === 'again') changes.push({ kind: 'timer', path, at: next.at });
  engine.log.info('step.attempt-failed', {
    run: run.id,
    node: node.id,
    attempt: number,
    code: failure.code,
    next: next.is,
  });
  record(
    run,
    {
      kind: 'attempted',
      path,
      attempt: number,
      at,
      failure,
      ...(next.is === 'again' ? { retryAt: next.at } : {}),
      ...(next.is === 'doubt' ? { doubt: true } : {}),
    },
    ...changes,
  );
}

function outcomeChanges(
  run: ActiveRun,
  start: Start,
  outcome: Omit<EffectOutcome, 'key' | 'generation'>,
): readonly Change[] {
  const { path, attempt: number } = start.command;
  return [
    { kind: 'outcome', effect: { key: start.key, generation: start.generation, ...outcome } },
    auditChange(outcome.at, 'system', `effect.${outcome.outcome}`, run.id, { path, attempt: number, key: start.key }),
  ];
}

/** What node work that threw turns into: our bug, not the target's answer. */
export function brokenNode(error: unknown): Failure {
  const name = error instanceof Error ? error.name : 'unknown';
  return transient('engine/node-broke', 'The step broke inside Penstock. The log holds the details.', {
    detail: { error: name },
    unknown: true,
  });
}

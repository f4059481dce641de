import { invalid } from '#flow/failure.ts';
import type { Command, InvokeCommand, ResolveCommand } from '#flow/interpret/command.ts';
import { itemKeys, splitStep } from '#flow/interpret/path.ts';
import { stepFacts } from '#flow/interpret/state.ts';
import { canonicalJson, fromJsonText, type JsonObject, type JsonText, toJsonText } from '#flow/json.ts';
import type { EffectStep } from '#flow/node-type/work.ts';
import type { Change } from '../store/change.ts';
import type { StoredEffect } from '../store/row.ts';
import { type ActiveRun, record } from './active-run.ts';
import { auditChange } from './audit-change.ts';
import { type EngineContext, holdKey } from './context.ts';
import { effectKey, idempotencyKey } from './effect-key.ts';
import { isSafeToRepeat } from './retry.ts';
import { resolvedConfig } from './step-config.ts';

/** How often a held step looks by itself whether the hold still stands, in milliseconds. */
const holdLookMs = 600_000;

/** An effect whose intent rides in the next commit, to be sent after it. */
export type Start = {
  readonly command: InvokeCommand | ResolveCommand;
  readonly step: EffectStep;
  readonly key: string;
  readonly generation: number;
};

/** Effects that may start now: intents recorded, not yet committed. `recorded` tells that a result was reused instead. */
export async function collectStarts(
  engine: EngineContext,
  run: ActiveRun,
  commands: readonly Command[],
): Promise<{ readonly starts: readonly Start[]; readonly recorded: boolean }> {
  const starts: Start[] = [];
  let recorded = false;
  for (const command of commands) {
    if (command.do !== 'invoke' && command.do !== 'resolve') continue;
    if (run.inFlight.has(command.path) || isHeldBack(engine, run, command)) continue;
    const found = command.do === 'resolve' ? resolve(engine, run, command) : await prepareStart(engine, run, command);
    if (found === 'recorded') recorded = true;
    else if (found !== undefined) starts.push(found);
  }
  return { starts, recorded };
}

/** Notes why a step may not start now; a later wake-up looks again. */
function isHeldBack(engine: EngineContext, run: ActiveRun, command: InvokeCommand | ResolveCommand): boolean {
  const now = engine.clock.now();
  const back = holdBackReason(engine, run, command, now);
  if (back === undefined) {
    run.heldBack.delete(command.path);
    return false;
  }
  const before = run.heldBack.get(command.path);
  run.heldBack.set(command.path, back);
  if (back.untilMs !== undefined && before?.untilMs !== back.untilMs && back.why !== 'timer') {
    run.changes.push({ kind: 'timer', path: command.path, at: back.untilMs });
  }
  return true;
}

type HoldBack = { readonly why: string; readonly untilMs: number | undefined };

function holdBackReason(
  engine: EngineContext,
  run: ActiveRun,
  command: InvokeCommand | ResolveCommand,
  now: number,
): HoldBack | undefined {
  if (engine.isDraining) return { why: 'shutdown', untilMs: undefined };
  if (command.do === 'invoke' && command.notBefore > now) return { why: 'timer', untilMs: command.notBefore };
  const hold = heldBy(engine, run, command);
  // Lifting a hold wakes what it held; the timer only heals a crash in the middle of that.
  if (hold !== undefined) return { why: `hold:${hold}`, untilMs: heldUntil(run, command.path, now) };
  const gate = engine.effects.gate(command.node);
  if (gate.open) return undefined;
  return { why: gate.why, untilMs: gate.untilMs ?? now + 1_000 };
}

function heldUntil(run: ActiveRun, path: string, now: number): number {
  const before = run.heldBack.get(path)?.untilMs;
  return before !== undefined && before > now ? before : now + holdLookMs;
}

function heldBy(engine: EngineContext, run: ActiveRun, command: InvokeCommand | ResolveCommand): string | undefined {
  const { connection } = command.node.config;
  const keys = ['runtime', holdKey({ kind: 'flow', id: run.flow })];
  if (typeof connection === 'string') keys.push(holdKey({ kind: 'connection', id: connection }));
  return keys.find((key) => engine.holds.has(key));
}

async function prepareStart(
  engine: EngineContext,
  run: ActiveRun,
  command: InvokeCommand,
): Promise<Start | 'recorded' | undefined> {
  const key = effectKey(
    { ...run, node: command.node, path: command.path, businessKey: command.key, undoes: undone(run, command.path) },
    engine.hash,
  );
  const config = resolvedConfig(command.node, command.config);
  if (command.node.effect !== 'write')
    return { command, key, generation: 1, step: effectStep(engine, run, command, { config, key, generation: 1 }) };
  const requestHash = hashRequest(engine, command, config);
  const earlier = mayBeKnown(run, command) ? await engine.store.findEffect(key) : undefined;
  const own = stepFacts(run.state, command.path)?.intents.get(command.attempt - 1);
  const generation = own?.generation ?? nextGeneration(run, earlier);
  if (earlier !== undefined && own === undefined && earlier.generation === generation) {
    if (earlier.outcome === 'done') return reuse(engine, run, command, earlier, requestHash);
    if (!isOpenSafe(engine, command, earlier)) return putInDoubt(engine, run, command);
  }
  recordIntent(engine, run, command, { key, generation, requestHash });
  return { command, key, generation, step: effectStep(engine, run, command, { config, key, generation }) };
}

/** Which step an undo step undoes, by names that are the same in every replay; undefined for any other step. */
function undone(run: ActiveRun, path: string): readonly string[] | undefined {
  const order = /~[^/]*:(\d+)$/.exec(path)?.[1];
  const intent = order === undefined ? undefined : run.state.intents.get(Number(order));
  if (intent === undefined) return undefined;
  const step = splitStep(intent.path).node;
  return [run.plan.nodes[step]?.firstId ?? step, ...itemKeys(intent.path)];
}

/**
 * Only replays and steps with a key of their own can meet a write that another run made; one of this run is met by a
 * later attempt of a scope, and by an item that a source hands out on two pages.
 */
function mayBeKnown(run: ActiveRun, command: InvokeCommand): boolean {
  return run.origin !== run.id || command.key !== undefined || /#(?!1\b)\d|\[(?!1~)\d+~/.test(command.path);
}

function nextGeneration(run: ActiveRun, earlier: StoredEffect | undefined): number {
  if (earlier === undefined) return 1;
  return (run.again && earlier.run !== run.id) || earlier.outcome === 'refused'
    ? earlier.generation + 1
    : earlier.generation;
}

function isOpenSafe(engine: EngineContext, command: InvokeCommand, earlier: StoredEffect): boolean {
  const { keyKeptForMs } = engine.effects.memory(command.node);
  return isSafeToRepeat({ node: command.node, firstAt: earlier.at, now: engine.clock.now(), keyKeptForMs });
}

function putInDoubt(engine: EngineContext, run: ActiveRun, command: InvokeCommand): 'recorded' {
  record(run, { kind: 'attempted', path: command.path, attempt: command.attempt, at: engine.clock.now(), doubt: true });
  return 'recorded';
}

/** A write that already took effect under its key is not sent again. */
export function reuse(
  engine: EngineContext,
  run: ActiveRun,
  command: InvokeCommand | ResolveCommand,
  earlier: { readonly requestHash: string; readonly port: string | undefined; readonly result: JsonText | undefined },
  requestHash: string,
): 'recorded' {
  const at = engine.clock.now();
  const attempted = { kind: 'attempted', path: command.path, attempt: command.attempt, at } as const;
  const isSame = earlier.requestHash === requestHash;
  const port = isSame ? (earlier.port ?? command.node.ports[0]) : command.node.ports.find((one) => one === 'exists');
  if (port === undefined) {
    const failure = invalid(
      'effect/request-changed',
      `This was already done for the same key with another request. Send it on purpose with "again", or leave it.`,
    );
    record(run, { ...attempted, failure });
    return 'recorded';
  }
  const audit = auditChange(at, 'system', 'effect.reused', run.id, { node: command.node.id });
  record(
    run,
    { ...attempted, port, ...carried(command.node, command.input, earlier.result ?? toJsonText(null)) },
    audit,
  );
  return 'recorded';
}

/** What the edges after an effect carry, and what `$steps` shows where that differs. */
export function carried(
  node: { readonly into: string | undefined; readonly carries: 'input' | 'result' },
  input: JsonText,
  result: JsonText,
): { readonly output?: JsonText; readonly learned?: JsonText } {
  if (node.carries === 'input') return { learned: result };
  if (node.into === undefined) return { output: result };
  const base = fromJsonText(input);
  const fields = base !== null && typeof base === 'object' && !Array.isArray(base) ? base : {};
  return { output: toJsonText({ ...fields, [node.into]: fromJsonText(result) }), learned: result };
}

function recordIntent(
  engine: EngineContext,
  run: ActiveRun,
  command: InvokeCommand,
  intent: { readonly key: string; readonly generation: number; readonly requestHash: string },
): void {
  const at = engine.clock.now();
  const { path, attempt, node } = command;
  const input = node.compensate === undefined ? {} : { input: command.input };
  const connection = String(node.config.connection ?? '');
  const change: Change = {
    kind: 'intent',
    effect: { ...intent, path, attempt, connection, at, ifOpen: node.safety === 'ask' ? 'report' : 'take-over' },
  };
  const changes: Change[] = [
    change,
    auditChange(at, 'system', 'effect.intended', run.id, { path, attempt, key: intent.key }),
  ];
  if (attempt > 1) changes.push({ kind: 'timer-clear', path });
  record(run, { kind: 'intended', path, attempt, at, order: run.state.nextOrder, ...intent, ...input }, ...changes);
}

function hashRequest(engine: EngineContext, command: InvokeCommand, config: JsonObject): string {
  // Without computed fields the input itself is the request.
  const body = command.node.prepare.length === 0 ? command.input : '';
  return engine.hash(`${canonicalJson(config)}\n${body}`);
}

/** After a restart: the same attempt again under its key where that is safe, else a person decides. */
function resolve(engine: EngineContext, run: ActiveRun, command: ResolveCommand): Start | 'recorded' {
  const { keyKeptForMs } = engine.effects.memory(command.node);
  const now = engine.clock.now();
  if (!isSafeToRepeat({ node: command.node, firstAt: command.firstIntentAt ?? now, now, keyKeptForMs })) {
    const outcome: Change = {
      kind: 'outcome',
      effect: { key: command.idempotencyKey, generation: command.generation, outcome: 'unknown', at: now },
    };
    record(run, { kind: 'attempted', path: command.path, attempt: command.attempt, at: now, doubt: true }, outcome);
    return 'recorded';
  }
  const { idempotencyKey: key, generation } = command;
  const config = resolvedConfig(command.node, command.config);
  return {
    command,
    key,
    generation,
    step: { ...effectStep(engine, run, command, { config, key, generation }), repeated: true },
  };
}

function effectStep(
  engine: EngineContext,
  run: ActiveRun,
  command: Pick<InvokeCommand, 'node' | 'input' | 'key' | 'attempt' | 'repeated'>,
  known: { readonly config: JsonObject; readonly key: string; readonly generation: number },
): EffectStep {
  return {
    id: command.node.id,
    config: known.config,
    input: fromJsonText(command.input),
    key: idempotencyKey(known.key, known.generation, engine.hash),
    businessKey: command.key,
    flow: run.flow,
    firstId: command.node.firstId,
    attempt: command.attempt,
    repeated: command.repeated,
  };
}

import { type Failure, permanent } from '#flow/failure.ts';
import type { RetryPolicy } from '#flow/flow.ts';
import type {
  AwaitCommand,
  BeginWaitCommand,
  CloseCommand,
  CloseFrameCommand,
  Command,
  DoubtCommand,
  EndCommand,
  FinishCommand,
  FoldPageCommand,
  OpenCommand,
  PerformCommand,
} from '#flow/interpret/command.ts';
import { isInside, scopeOfFrame, splitStep, stepPath } from '#flow/interpret/path.ts';
import { stepFacts } from '#flow/interpret/state.ts';
import { fromJsonText, type JsonObject, toJsonText } from '#flow/json.ts';
import { compileRetry } from '#flow/plan/compile.ts';
import type { PlanNode } from '#flow/plan/plan.ts';
import type { Change } from '../store/change.ts';
import { type ActiveRun, record } from './active-run.ts';
import { isAsked } from './ask-store.ts';
import { auditChange } from './audit-change.ts';
import { beginWait } from './begin-wait.ts';
import { isCheckpointDue } from './checkpoint.ts';
import type { EngineContext } from './context.ts';
import { fixItems } from './fix-items.ts';
import { startOnFailure } from './on-failure.ts';
import { backoff } from './retry.ts';
import { resolvedConfig } from './step-config.ts';
import { isTurnMissed } from './take-turn.ts';

/** Carries out every command that needs nothing from outside; true when something was recorded. */
export function carryOut(engine: EngineContext, run: ActiveRun, commands: readonly Command[]): boolean {
  let recorded = false;
  for (const command of commands) {
    if (run.state.finished !== undefined) return recorded;
    if (!carryOutOne(engine, run, command)) continue;
    recorded = true;
    // The rest is asked for again after the commit.
    if (command.do === 'close-frame' && isCheckpointDue(run)) return true;
  }
  return recorded;
}

function carryOutOne(engine: EngineContext, run: ActiveRun, command: Command): boolean {
  switch (command.do) {
    case 'evaluate':
    case 'invoke':
    case 'resolve':
      return false;
    case 'perform':
      return !isAsked(command) && perform(engine, run, command);
    case 'begin-wait':
      return command.node.type !== 'throttle' && beginWait(engine, run, command satisfies BeginWaitCommand);
    case 'await':
      return settleDueWait(engine, run, command);
    case 'open':
      return open(engine, run, command);
    case 'fold-page':
      return foldPage(engine, run, command);
    case 'doubt':
      return noteDoubt(engine, run, command);
    case 'close':
      return close(engine, run, command);
    case 'close-frame':
      return closeFrame(engine, run, command);
    case 'end':
      return end(engine, run, command);
    case 'finish':
      return finish(engine, run, command);
  }
}

function perform(engine: EngineContext, run: ActiveRun, command: PerformCommand): boolean {
  const { node, path } = command;
  const at = engine.clock.now();
  const config = resolvedConfig(node, command.config);
  const settled = { kind: 'settled', path, at, ports: [node.ports[0] ?? 'done'] } as const;
  if (node.type === 'respond') {
    const body = config.body === undefined ? fromJsonText(command.input) : config.body;
    const contentType = typeof config.type === 'string' ? config.type : 'application/json';
    const text = typeof body === 'string' && !contentType.includes('json') ? body : toJsonText(body);
    const status = typeof config.status === 'number' ? config.status : 200;
    record(run, { ...settled, output: toJsonText(body) }, { kind: 'answer', status, contentType, body: text });
    return true;
  }
  const businessKey =
    typeof config.businessKey === 'string' || typeof config.businessKey === 'number'
      ? { businessKey: String(config.businessKey) }
      : {};
  record(run, settled, { kind: 'milestone', name: String(config.milestone ?? node.id), ...businessKey, at });
  return true;
}

function settleDueWait(engine: EngineContext, run: ActiveRun, command: AwaitCommand): boolean {
  const now = engine.clock.now();
  if (command.dueAt === undefined || command.duePort === undefined || command.dueAt > now) return false;
  if (isTurnMissed(engine, command)) return false;
  const changes: Change[] = [{ kind: 'timer-clear', path: command.path }];
  if (command.node.type === 'approval') {
    changes.push({ kind: 'approval-withdraw', path: command.path, state: 'expired', at: now });
    changes.push(auditChange(now, 'system', 'approval.expired', run.id, { node: command.node.id }));
  }
  record(run, { kind: 'wait-settled', path: command.path, at: now, port: command.duePort, by: 'timer' }, ...changes);
  return true;
}

function open(engine: EngineContext, run: ActiveRun, command: OpenCommand): boolean {
  const now = engine.clock.now();
  if (command.attempt === undefined) return fixItems(run, command, now);
  if (command.schedule) {
    const retryAt = now + backoff(scopePolicy(command.node), command.attempt - 1, engine.random.next());
    record(
      run,
      { kind: 'scope-attempt', path: command.path, attempt: command.attempt - 1, at: now, retryAt },
      { kind: 'timer', path: command.path, at: retryAt },
    );
    return true;
  }
  if (command.notBefore > now) return false;
  record(
    run,
    { kind: 'opened', path: `${command.path}#${command.attempt}`, at: now },
    { kind: 'timer-clear', path: command.path },
  );
  return true;
}

/** The items of a page leave memory; their counts ride in the commit that asks for the next page. */
function foldPage(engine: EngineContext, run: ActiveRun, command: FoldPageCommand): boolean {
  if ((stepFacts(run.state, command.path)?.folded?.page ?? 0) >= command.page) return false;
  const { do: _do, ...facts } = command;
  record(run, { kind: 'page-folded', at: engine.clock.now(), ...facts });
  return true;
}

/** A `retry` scope writes its policy in its config; the planner reads only the one beside it. */
function scopePolicy(node: PlanNode): PlanNode['retry'] {
  // The manifest of `retry` refuses anything else under these keys.
  return compileRetry(node.config as RetryPolicy);
}

function noteDoubt(engine: EngineContext, run: ActiveRun, command: DoubtCommand): boolean {
  if (run.heldBack.has(command.path)) return false;
  run.heldBack.set(command.path, { why: 'doubt', untilMs: undefined });
  run.changes.push({ kind: 'doubt', path: command.path, open: true, at: engine.clock.now(), title: command.node.name });
  return false;
}

function close(engine: EngineContext, run: ActiveRun, command: CloseCommand): boolean {
  if (run.state.frames.get(command.frame)?.closing !== undefined) return false;
  const at = engine.clock.now();
  record(
    run,
    { kind: 'closing', frame: command.frame, at, cause: command.cause },
    ...withdrawWaits(run, command.frame, at),
  );
  return true;
}

/** Waits and timers inside a closing frame end with it. */
function withdrawWaits(run: ActiveRun, frame: string, at: number): readonly Change[] {
  const changes: Change[] = [];
  for (const [path, facts] of run.state.frames) {
    if (path !== frame && !isInside(path, frame)) continue;
    for (const [node, step] of facts.steps) {
      const here = stepPath(path, node);
      if (step.waiting !== undefined && step.waitSettled === undefined) {
        changes.push(
          { kind: 'timer-clear', path: here },
          { kind: 'approval-withdraw', path: here, state: 'withdrawn', at },
        );
      }
      if (step.attempts.size > 0 || step.scopeAttempts.size > 0) changes.push({ kind: 'timer-clear', path: here });
    }
  }
  return changes;
}

function closeFrame(engine: EngineContext, run: ActiveRun, command: CloseFrameCommand): boolean {
  const { frame, status } = command;
  if (run.state.frames.get(frame)?.closed !== undefined) return false;
  const at = engine.clock.now();
  const optional = {
    ...(command.output === undefined ? {} : { output: command.output }),
    ...(command.failure === undefined ? {} : { failure: command.failure }),
    ...(command.saga === undefined ? {} : { saga: command.saga }),
    ...(command.degraded ? { degraded: true as const } : {}),
  };
  record(run, { kind: 'scope-closed', frame, at, status, ...optional }, ...itemDeadLetter(engine, run, command, at));
  return true;
}

/** An `each` that sets failed items aside writes one dead letter per item. */
function itemDeadLetter(
  engine: EngineContext,
  run: ActiveRun,
  command: CloseFrameCommand,
  at: number,
): readonly Change[] {
  const scope = splitStep(scopeOfFrame(command.frame) ?? '').node;
  const node = run.plan.nodes[scope];
  if (command.status !== 'failed' || node?.config.onItemError !== 'dead-letter') return [];
  const alreadySetAside = run.state.frames.get(command.frame)?.closing?.cause.by === 'dead-letter';
  return alreadySetAside
    ? []
    : [deadLetterChange(engine, run, { path: command.frame, node: scope, cause: command.failure, at })];
}

type SetAside = {
  readonly path: string;
  readonly node: string;
  readonly owner?: string;
  readonly hint?: string;
  readonly cause: Failure | undefined;
  readonly at: number;
};

function deadLetterChange(engine: EngineContext, run: ActiveRun, aside: SetAside): Change {
  return {
    kind: 'dead-letter',
    deadLetter: {
      id: engine.ids.next('dl'),
      path: aside.path,
      node: aside.node,
      owner: aside.owner ?? run.plan.owner ?? 'unowned',
      ...(aside.hint === undefined ? {} : { hint: aside.hint }),
      ...(aside.cause === undefined ? {} : { cause: aside.cause }),
      at: aside.at,
    },
  };
}

function end(engine: EngineContext, run: ActiveRun, command: EndCommand): boolean {
  if (stepFacts(run.state, command.path)?.settled !== undefined) return false;
  const at = engine.clock.now();
  const config = resolvedConfig(command.node, command.config);
  record(run, { kind: 'settled', path: command.path, at, ports: [] });
  if (run.state.frames.get(command.frame)?.closing !== undefined) return true;
  if (command.node.type === 'dead-letter') setAside(engine, run, command, config, at);
  else failByName(run, command, config, at);
  return true;
}

function setAside(engine: EngineContext, run: ActiveRun, command: EndCommand, config: JsonObject, at: number): void {
  const node = command.cause?.node ?? command.node.id;
  const texts = {
    ...(typeof config.owner === 'string' ? { owner: config.owner } : {}),
    ...(typeof config.hint === 'string' ? { hint: config.hint } : {}),
  };
  const failure = command.cause === undefined ? {} : { failure: command.cause };
  record(
    run,
    { kind: 'closing', frame: command.frame, at, cause: { by: 'dead-letter', node: command.node.id, ...failure } },
    ...withdrawWaits(run, command.frame, at),
    deadLetterChange(engine, run, { path: command.path, node, ...texts, cause: command.cause, at }),
  );
}

function failByName(run: ActiveRun, command: EndCommand, config: JsonObject, at: number): void {
  const code = typeof config.code === 'string' ? config.code : 'flow/failed';
  const title = typeof config.message === 'string' ? config.message : 'The flow ended this with a failure.';
  const named = permanent(code, title);
  // The kind comes from the manifest's closed list.
  const kind = (typeof config.kind === 'string' ? config.kind : 'permanent') as Failure['kind'];
  const failure: Failure = { ...named, kind };
  record(
    run,
    { kind: 'closing', frame: command.frame, at, cause: { by: 'failure', failure, node: command.node.id } },
    ...withdrawWaits(run, command.frame, at),
  );
}

function finish(engine: EngineContext, run: ActiveRun, command: FinishCommand): boolean {
  const at = engine.clock.now();
  const { state } = command;
  const texts = {
    ...(command.output === undefined ? {} : { output: command.output }),
    ...(command.failure === undefined ? {} : { failure: command.failure }),
    ...(command.degraded ? { degraded: true as const } : {}),
  };
  const changes: Change[] = [{ kind: 'run', state, endedAt: at, ...texts }];
  if (state === 'failed' && !command.setAside) {
    changes.push(escapedDeadLetter(engine, run, command, at), ...startOnFailure(engine, run, command.failure, at));
  }
  if (state === 'failed' && run.state.nextOrder === 1) changes.push({ kind: 'claim-free' });
  if (state !== 'failed') changes.push({ kind: 'lane-release' });
  if (state === 'cancelled')
    changes.push({ kind: 'answer', status: 503, contentType: 'application/json', body: '{"code":"run/cancelled"}' });
  changes.push(auditChange(at, 'system', `run.${state}`, run.id, { flow: run.flow }));
  record(run, { kind: 'finished', at, state, ...texts }, ...changes);
  return true;
}

/** What escapes the root is set aside for the flow's owner, in the same commit. */
function escapedDeadLetter(engine: EngineContext, run: ActiveRun, command: FinishCommand, at: number): Change {
  const cause = run.state.frames.get('')?.closing?.cause;
  const node = cause !== undefined && cause.by !== 'cancel' ? cause.node : '';
  return deadLetterChange(engine, run, { path: '', node, cause: command.failure, at });
}

import { parseDuration } from '#flow/duration.ts';
import { formatInstant } from '#flow/instant.ts';
import { triggerBinding } from '#flow/interpret/decide.ts';
import type { Started } from '#flow/interpret/entry.ts';
import { nodeOf } from '#flow/interpret/settle.ts';
import { fromJsonText, isJsonObject, type Json, type JsonObject, type JsonText, toJsonText } from '#flow/json.ts';
import type { Plan, PlanNode } from '#flow/plan/plan.ts';
import type { SegmentRequest, SegmentResult, TriggerKeys } from '#sandbox/messages.ts';
import type { Change } from '../store/change.ts';
import type { AcceptCommand, Claim, CommitOutcome, LaneRequest, RunState } from '../store/command.ts';
import { type ActiveRun, activate, record } from './active-run.ts';
import { leaveMemory, queueAdvance, recordEvaluation, send, settleDown, standingOf } from './advance.ts';
import { waitsForStore } from './ask-store.ts';
import { auditChange } from './audit-change.ts';
import { announce, commitOrRefuse, settleWritten } from './commit.ts';
import type { EngineContext, LiveFlow } from './context.ts';
import type { AcceptOutcome, IncomingEvent } from './engine-port.ts';
import { encodeFrame } from './journal.ts';
import { keyText } from './key-text.ts';
import type { Start } from './start-effects.ts';

/** What distinguishes the start of a run beyond the event itself. */
export type Beginning = {
  readonly live: LiveFlow;
  readonly event: IncomingEvent;
  /** Replays: the chain's first run, the run replayed, and whether effects get a new generation. */
  readonly replayOf?: {
    readonly origin: string;
    readonly run: string;
    readonly again: boolean;
    /** True when the run gave its claim up: its sender may have sent the event again, and only one of the two may act. */
    readonly isUnclaimed: boolean;
    /** The dead letter that is answered by this run, and closed with it. */
    readonly letter?: { readonly id: string; readonly edited: boolean };
  };
};

/**
 * Takes a verified event in: keys and the first pure steps in one trip to the sandbox, then claim, run, journal and
 * whatever the flow can already record in one commit. Resolves only after the disk has it.
 */
export async function acceptEvent(engine: EngineContext, event: IncomingEvent): Promise<AcceptOutcome> {
  const live = engine.live.get(event.flow);
  if (engine.isDraining || live === undefined)
    return unavailable('engine/not-taking-events', 'The runtime takes no events for this flow now.');
  engine.reach('event-verified');
  return await beginRun(engine, { live, event });
}

/** Begins a run for an event or a replay. */
export async function beginRun(engine: EngineContext, beginning: Beginning): Promise<AcceptOutcome> {
  const { live, event } = beginning;
  const trigger = nodeOf(live.plan, event.triggerNode);
  const id = engine.ids.next('run');
  const started = startEntry(engine, beginning, id);
  const request = firstSegment(live.plan, trigger, started);
  const result = await engine.sandbox.evaluate(live.plan, request);
  if (result.kind === 'refused' && result.failure.kind === 'transient')
    return unavailable(result.failure.code, result.failure.title);
  // A poisonous first segment must not keep the event out: the keys alone are asked for, the run fails on record.
  const keyed = result.kind === 'segment' ? result : await keysAlone(engine, live.plan, request);
  const keys = checkKeys(trigger, keyed?.keys, beginning);
  if (!keys.ok) return { kind: 'refused', status: 422, code: keys.code, reason: keys.reason };
  const run = newRun(engine, beginning, { id, started: withKey(started, keys.correlation ?? keys.dedupe) });
  recordEvaluation(
    engine,
    run,
    { frame: '', body: '', outcomes: request.outcomes, underWay: [], input: started.input },
    result,
  );
  return await commitBeginning(engine, run, { beginning, trigger, keys });
}

function unavailable(code: string, reason: string): AcceptOutcome {
  return { kind: 'refused', status: 503, code, reason, retryAfterMs: 1_000 };
}

function startEntry(engine: EngineContext, { live, event }: Beginning, id: string): Started {
  const { headers, query } = event.event;
  return {
    kind: 'started',
    at: event.receivedAt,
    trigger: event.triggerNode,
    input: event.event.body,
    event: toJsonText({ headers, query, receivedAt: formatInstant(event.receivedAt) }),
    run: toJsonText({ id, flow: live.flow, version: live.version, startedAt: formatInstant(event.receivedAt) }),
    vars: engine.vars,
    seed: Math.floor(engine.random.next() * 2 ** 31),
  };
}

/** `$run.key` is part of the record, so expressions after the first segment can read it. */
function withKey(started: Started, key: string | undefined): Started {
  if (key === undefined) return started;
  // Our own text, one line above.
  return { ...started, run: toJsonText({ ...(fromJsonText(started.run) as JsonObject), key }) };
}

function firstSegment(plan: Plan, trigger: PlanNode, started: Started): SegmentRequest {
  return {
    kind: 'segment',
    program: plan.hash,
    body: '',
    frame: '',
    input: started.input,
    trigger: trigger.id,
    outcomes: {},
    underWay: [],
    outer: {},
    bindings: {
      run: started.run,
      vars: started.vars,
      trigger: triggerBinding(started),
    },
    now: started.at,
    seed: started.seed,
    keys: true,
  };
}

async function keysAlone(
  engine: EngineContext,
  plan: Plan,
  request: SegmentRequest,
): Promise<SegmentResult | undefined> {
  // Every node counts as under way, so nothing but the keys is evaluated.
  const result = await engine.sandbox.evaluate(plan, { ...request, underWay: plan.root.order });
  return result.kind === 'segment' ? result : undefined;
}

type Keys = {
  readonly dedupe: string | undefined;
  readonly lane: string | undefined;
  readonly order: string | undefined;
  readonly correlation: string | undefined;
};

function checkKeys(
  trigger: PlanNode,
  keys: TriggerKeys | undefined,
  { event, replayOf }: Beginning,
): ({ readonly ok: true } & Keys) | { readonly ok: false; readonly code: string; readonly reason: string } {
  const read = {
    dedupe: event.dedupeKey ?? keyIn(keys?.dedupe),
    lane: event.laneKey ?? keyIn(keys?.lane),
    order: keyIn(keys?.order),
    correlation: keyIn(keys?.correlation),
  };
  const missing = (name: string) =>
    ({
      ok: false,
      code: 'ingress/no-key',
      reason: `The ${name} of "${trigger.name}" gave no text and no whole number for this event.`,
    }) as const;
  if (replayOf === undefined && isJsonObject(trigger.config.dedupe) && read.dedupe === undefined)
    return missing('key that drops repeats');
  if (isJsonObject(trigger.config.sequence) && read.lane === undefined) return missing('sequence key');
  return { ok: true, ...read };
}

function keyIn(text: JsonText | undefined): string | undefined {
  return text === undefined ? undefined : keyText(fromJsonText(text));
}

function newRun(
  engine: EngineContext,
  { live, replayOf }: Beginning,
  made: { readonly id: string; readonly started: Started },
): ActiveRun {
  const origin = replayOf?.origin ?? made.id;
  const identity = {
    id: made.id,
    flow: live.flow,
    environment: engine.environment,
    origin,
    again: replayOf?.again ?? false,
  };
  const run = activate(identity, live.plan, { state: 'accepted', waitingFor: undefined });
  record(run, made.started);
  return run;
}

const letterClosed: AcceptOutcome = {
  kind: 'refused',
  status: 422,
  code: 'dead-letter/closed',
  reason: 'This was already replayed or closed.',
};

type Commit = { readonly beginning: Beginning; readonly trigger: PlanNode; readonly keys: Keys };

async function commitBeginning(engine: EngineContext, run: ActiveRun, commit: Commit): Promise<AcceptOutcome> {
  const lane = laneOf(engine, run, commit);
  // A queued run must not have sent anything, and whether it is queued is known only after the commit.
  const starts = lane === undefined ? await settleDown(engine, run) : [];
  const first = { tail: [...run.tail], changes: [...run.changes] };
  const outcome = await commitAccept(engine, run, { ...commit, lane, starts });
  if (outcome.kind === 'duplicate') return { kind: 'duplicate', run: outcome.run };
  if (outcome.kind === 'refused') return letterClosed;
  if (outcome.kind === 'effect-done' || outcome.kind === 'effect-open')
    return await acceptBare(engine, commit, first.tail[0] as Started, run);
  if (outcome.kind !== 'accepted') throw new Error(`The store answered an accept with "${outcome.kind}".`);
  afterAccept(engine, run, { outcome, starts, hasLane: lane !== undefined, changes: first.changes });
  return { kind: 'accepted', run: run.id };
}

/** Another run made the first write already: accept the event alone, and let the drive find out. */
async function acceptBare(
  engine: EngineContext,
  commit: Commit,
  started: Started,
  before: ActiveRun,
): Promise<AcceptOutcome> {
  const run = activate(before, before.plan, { state: 'accepted', waitingFor: undefined });
  record(run, started);
  const outcome = await commitAccept(engine, run, { ...commit, lane: undefined, starts: [] });
  if (outcome.kind === 'duplicate') return { kind: 'duplicate', run: outcome.run };
  if (outcome.kind === 'refused') return letterClosed;
  if (outcome.kind !== 'accepted') throw new Error(`The store answered an accept with "${outcome.kind}".`);
  afterAccept(engine, run, { outcome, starts: [], hasLane: true, changes: [] });
  return { kind: 'accepted', run: run.id };
}

async function commitAccept(
  engine: EngineContext,
  run: ActiveRun,
  commit: Commit & { readonly lane: LaneRequest | undefined; readonly starts: readonly Start[] },
): Promise<CommitOutcome> {
  const { beginning, keys, lane, starts } = commit;
  const state: RunState = lane === undefined ? standingOf(run, starts).state : 'accepted';
  const waitingFor = lane === undefined ? standingOf(run, starts).waitingFor : undefined;
  const key = keys.correlation ?? keys.dedupe;
  const { live, event, replayOf } = beginning;
  const audit = auditChange(
    event.receivedAt,
    event.actor,
    replayOf === undefined ? 'run.accepted' : 'run.replayed',
    run.id,
    {
      flow: live.flow,
      plan: live.plan.hash,
      body: event.bodyHash,
      ...(replayOf === undefined ? {} : { of: replayOf.run }),
      ...(event.reason === undefined ? {} : { reason: event.reason }),
    },
  );
  const changes: Change[] = [audit, ...letterReplayed(beginning, run), ...run.changes];
  if (state === 'waiting') changes.push({ kind: 'run', state, ...(waitingFor === undefined ? {} : { waitingFor }) });
  const claim = replayOf === undefined || replayOf.isUnclaimed ? claimOf(engine, commit) : undefined;
  const command: AcceptCommand = {
    kind: 'accept',
    run: {
      id: run.id,
      environment: engine.environment,
      flow: live.flow,
      version: live.version,
      plan: live.plan.hash,
      trigger: event.triggerNode,
      ...(key === undefined ? {} : { key }),
      origin: run.origin,
      ...(replayOf === undefined ? {} : { parent: replayOf.run }),
      ...(replayOf?.again ? { again: true as const } : {}),
      acceptedAt: event.receivedAt,
      state,
    },
    ...(claim === undefined ? {} : { claim }),
    ...(lane === undefined ? {} : { lane }),
    ...closesOf(beginning),
    ...(event.cursor === undefined ? {} : { cursor: event.cursor }),
    frame: encodeFrame(run.tail),
    changes,
  };
  engine.reach('before-accept-commit');
  // The sender still has the event: a full disk is its answer, not our wait.
  const outcome = await commitOrRefuse(engine, command);
  engine.reach('after-accept-commit');
  run.written = { state, waitingFor };
  return outcome;
}

/** Closed in the commit that begins its replay: a crash between the two would offer it again. */
function closesOf({ event, replayOf }: Beginning): Pick<AcceptCommand, 'closes'> {
  if (replayOf?.letter === undefined) return {};
  const why = event.reason === undefined ? {} : { reason: event.reason };
  return { closes: { deadLetter: replayOf.letter.id, by: event.actor, at: event.receivedAt, ...why } };
}

function letterReplayed({ event, replayOf }: Beginning, run: ActiveRun): readonly Change[] {
  if (replayOf?.letter === undefined) return [];
  const { id, edited } = replayOf.letter;
  const why = event.reason === undefined ? {} : { reason: event.reason };
  const detail = { run: run.id, ...why, edited, again: replayOf.again };
  return [auditChange(event.receivedAt, event.actor, 'dead-letter.replayed', id, detail)];
}

function claimScope(engine: EngineContext, flow: string, trigger: PlanNode): string {
  return `${engine.environment}/${flow}/${trigger.firstId}`;
}

function claimOf(engine: EngineContext, { beginning, trigger, keys }: Commit): Claim | undefined {
  if (keys.dedupe === undefined) return undefined;
  const settings = trigger.config.dedupe;
  const keptForMs =
    isJsonObject(settings) && typeof settings.for === 'string' ? parseDuration(settings.for) : undefined;
  return {
    scope: claimScope(engine, beginning.live.flow, trigger),
    key: keys.dedupe,
    bodyHash: beginning.event.bodyHash,
    expiresAt: beginning.event.receivedAt + (keptForMs ?? 30 * 86_400_000),
  };
}

function laneOf(engine: EngineContext, run: ActiveRun, { beginning, trigger, keys }: Commit): LaneRequest | undefined {
  if (keys.lane === undefined) return undefined;
  // A lane of the trigger's own making lets the next one go on after a failure; nobody ordered these events.
  const settings: JsonObject = isJsonObject(trigger.config.sequence)
    ? trigger.config.sequence
    : { onFailure: 'continue' };
  return {
    scope: claimScope(engine, run.flow, trigger),
    key: keys.lane,
    ...(keys.order === undefined ? {} : { order: keys.order, ...gapOf(settings.gap) }),
    onFailure: settings.onFailure === 'continue' ? 'continue' : 'hold',
    ...(beginning.replayOf === undefined ? {} : { insteadOf: beginning.replayOf.run }),
  };
}

/** How long a missing number is waited for, where the trigger says nothing. */
const defaultGapMs = 300_000;

function gapOf(gap: Json | undefined): Pick<LaneRequest, 'gapMs'> {
  if (gap === 'none') return {};
  return { gapMs: (typeof gap === 'string' ? parseDuration(gap) : undefined) ?? defaultGapMs };
}

type Accepted = {
  readonly outcome: Extract<CommitOutcome, { kind: 'accepted' }>;
  readonly starts: readonly Start[];
  readonly hasLane: boolean;
  readonly changes: readonly Change[];
};

function afterAccept(engine: EngineContext, run: ActiveRun, { outcome, starts, hasLane, changes }: Accepted): void {
  run.tail = [];
  run.changes = [];
  if (!changes.some((change) => change.kind === 'run')) announce(engine, run, run.written.state);
  settleWritten(engine, run, { changes, seq: outcome.seq });
  engine.wake(outcome.woken ?? []);
  if (outcome.lane === 'queued' || outcome.lane === 'superseded') return;
  if (run.state.finished !== undefined) return;
  engine.active.set(run.id, run);
  send(engine, run, starts);
  if (hasLane || waitsForStore(run)) queueAdvance(engine, run);
  leaveMemory(engine, run);
}

import type { Failure } from '#flow/failure.ts';
import type { Entry } from '#flow/interpret/entry.ts';
import { planNodeId, scopeOfFrame, splitStep, stepPath } from '#flow/interpret/path.ts';
import { type JsonText, toJsonText } from '#flow/json.ts';
import type { Plan, PlanBody } from '#flow/plan/plan.ts';

/** The states of a step. */
export type StepState = 'ready' | 'running' | 'waiting' | 'in doubt' | 'done' | 'failed' | 'skipped' | 'cancelled';

/** One step of a run as people see it. Instants are epoch milliseconds. */
export type RunStep = {
  readonly path: string;
  readonly node: string;
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly state: StepState;
  readonly attempts: number;
  readonly ports: readonly string[];
  /** What the step learned, or what its edges carry; undefined where it passed its input on. */
  readonly output: JsonText | undefined;
  readonly failure: Failure | undefined;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly nextAttemptAt: number | undefined;
};

type Writable = { -readonly [Key in keyof RunStep]: RunStep[Key] };

/**
 * Tells a run's steps from its journal, in the order in which they began, skipped ones last. Pure: the same entries in
 * the same order give the same steps.
 *
 * @param plan undefined where the plan is no longer known; steps then lack name and type, and none shows as skipped
 */
export function describeRun(plan: Plan | undefined, entries: readonly Entry[]): readonly RunStep[] {
  const steps = new Map<string, Writable>();
  const stepAt = (path: string): Writable => {
    const known = steps.get(path);
    if (known !== undefined) return known;
    const made = blankStep(plan, path);
    steps.set(path, made);
    return made;
  };
  for (const entry of entries) tell(entry, stepAt);
  const final = entries.find((entry) => entry.kind === 'finished');
  if (plan !== undefined) {
    const frames = new Set(['', ...[...steps.keys()].map((path) => splitStep(path).frame)]);
    for (const frame of frames) addSkipped(plan, frame, stepAt, steps, final !== undefined);
  }
  if (final !== undefined) {
    for (const step of steps.values()) {
      if (isUnderWay(step.state)) Object.assign(step, { state: 'cancelled', endedAt: final.at });
    }
  }
  return [...steps.values()];
}

function blankStep(plan: Plan | undefined, path: string): Writable {
  const node = planNodeId(splitStep(path).node);
  const known = plan?.nodes[node];
  return {
    path,
    node,
    name: known?.name,
    type: known && `${known.type}@${known.major}`,
    state: 'ready',
    attempts: 0,
    ports: [],
    output: undefined,
    failure: undefined,
    startedAt: undefined,
    endedAt: undefined,
    nextAttemptAt: undefined,
  };
}

function isUnderWay(state: StepState): boolean {
  return state === 'ready' || state === 'running' || state === 'waiting' || state === 'in doubt';
}

function tell(entry: Entry, stepAt: (path: string) => Writable): void {
  switch (entry.kind) {
    case 'started':
      Object.assign(stepAt(entry.trigger), {
        state: 'done',
        ports: ['out'],
        output: entry.input,
        startedAt: entry.at,
        endedAt: entry.at,
      });
      return;
    case 'settled':
      tellSettled(stepAt(entry.path), entry);
      return;
    case 'prepared':
      stepAt(entry.path);
      return;
    case 'intended':
      tellIntended(stepAt(entry.path), entry);
      return;
    case 'attempted':
      tellAttempted(stepAt(entry.path), entry);
      return;
    case 'waiting':
      tellWaiting(stepAt(entry.path), entry);
      return;
    case 'wait-settled':
      end(stepAt(entry.path), { at: entry.at, ports: [entry.port], output: entry.learned });
      return;
    case 'doubt-settled':
      tellDoubtSettled(stepAt(entry.path), entry);
      return;
    case 'opened':
    case 'paged':
      begin(stepAt(entry.path), entry.at);
      return;
    case 'page-folded':
      // How far a list without an end is, until its result stands there.
      stepAt(entry.path).output = toJsonText({ done: entry.done, failed: entry.failed });
      return;
    case 'scope-attempt':
      Object.assign(stepAt(entry.path), { attempts: entry.attempt, nextAttemptAt: entry.retryAt });
      return;
    case 'closing':
    case 'scope-closed':
    case 'cancel':
    case 'finished':
      return;
  }
}

type Of<Kind extends Entry['kind']> = Extract<Entry, { readonly kind: Kind }>;

function begin(step: Writable, at: number): void {
  step.startedAt ??= at;
  // Facts may come late; one that began a step never reopens what is over.
  if (isUnderWay(step.state)) step.state = 'running';
}

function end(
  step: Writable,
  how: { readonly at: number; readonly ports: readonly string[]; readonly output: JsonText | undefined },
): void {
  step.state = 'done';
  step.ports = how.ports;
  step.output = how.output;
  step.failure = undefined;
  step.nextAttemptAt = undefined;
  step.startedAt ??= how.at;
  step.endedAt = how.at;
}

function fail(step: Writable, at: number, failure: Failure | undefined): void {
  step.state = 'failed';
  step.failure = failure;
  step.nextAttemptAt = undefined;
  step.startedAt ??= at;
  step.endedAt = at;
}

function tellSettled(step: Writable, entry: Of<'settled'>): void {
  if (entry.failure === undefined || entry.ports.length > 0) {
    end(step, { at: entry.at, ports: entry.ports, output: entry.learned ?? entry.output });
    step.failure = entry.failure;
  } else {
    fail(step, entry.at, entry.failure);
  }
}

function tellIntended(step: Writable, entry: Of<'intended'>): void {
  begin(step, entry.at);
  step.attempts = Math.max(step.attempts, entry.attempt);
  step.nextAttemptAt = undefined;
}

function tellAttempted(step: Writable, entry: Of<'attempted'>): void {
  step.attempts = Math.max(step.attempts, entry.attempt);
  if (entry.port !== undefined) {
    end(step, { at: entry.at, ports: [entry.port], output: entry.learned ?? entry.output });
  } else if (entry.doubt) {
    Object.assign(step, { state: 'in doubt', failure: entry.failure, nextAttemptAt: undefined });
    step.startedAt ??= entry.at;
  } else if (entry.retryAt !== undefined) {
    Object.assign(step, { state: 'waiting', failure: entry.failure, nextAttemptAt: entry.retryAt });
    step.startedAt ??= entry.at;
  } else {
    fail(step, entry.at, entry.failure);
  }
}

function tellWaiting(step: Writable, entry: Of<'waiting'>): void {
  begin(step, entry.at);
  if (step.state === 'running') Object.assign(step, { state: 'waiting', nextAttemptAt: entry.dueAt });
}

function tellDoubtSettled(step: Writable, entry: Of<'doubt-settled'>): void {
  switch (entry.resolution) {
    case 'happened':
      end(step, {
        at: entry.at,
        ports: entry.port === undefined ? step.ports : [entry.port],
        output: entry.learned ?? entry.output,
      });
      return;
    case 'send':
      step.state = 'running';
      return;
    case 'give-up':
      fail(step, entry.at, step.failure);
      return;
  }
}

/** Adds the nodes of one frame that can no longer run: every edge to them is dead, or the run is over without them. */
function addSkipped(
  plan: Plan,
  frame: string,
  stepAt: (path: string) => Writable,
  steps: ReadonlyMap<string, Writable>,
  isFinal: boolean,
): void {
  const body = bodyOf(plan, frame);
  if (body === undefined) return;
  for (const id of body.order) {
    const node = plan.nodes[id];
    if (node === undefined || steps.has(stepPath(frame, id))) continue;
    const isSibling = node.kind === 'trigger';
    const allDead =
      node.incoming.length > 0 &&
      node.incoming.every((edge) => isDead(steps.get(stepPath(frame, edge.from)), edge.port));
    if (isSibling || allDead || isFinal) stepAt(stepPath(frame, id)).state = 'skipped';
  }
}

function isDead(source: RunStep | undefined, port: string): boolean {
  if (source === undefined || isUnderWay(source.state)) return false;
  return source.state === 'skipped' || source.state === 'cancelled' || !source.ports.includes(port);
}

/** The body a frame runs: the root, or that of the scope step the frame belongs to. */
function bodyOf(plan: Plan, frame: string): PlanBody | undefined {
  const scope = scopeOfFrame(frame);
  return scope === undefined ? plan.root : plan.nodes[planNodeId(splitStep(scope).node)]?.body;
}

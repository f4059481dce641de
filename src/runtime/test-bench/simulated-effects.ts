import { parseDuration } from '#flow/duration.ts';
import { type Failure, type FailureKind, timedOut } from '#flow/failure.ts';
import { holds } from '#flow/flow-test/contains.ts';
import type { Stub } from '#flow/flow-test/flow-test.ts';
import type { Simulation } from '#flow/flow-test/flow-try.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { EffectResult, EffectStep } from '#flow/node-type/work.ts';
import type { PlanNode } from '#flow/plan/plan.ts';
import type { Effects } from '../engine/ports.ts';
import { deriveAnswer } from './derive-answer.ts';
import type { VirtualTime } from './virtual-time.ts';

/** One call that a step made, or would have made. Instants are epoch milliseconds of the run's clock. */
export type EffectCall = {
  readonly node: string;
  readonly attempt: number;
  readonly startedAt: number;
  endedAt: number | undefined;
  isDone: boolean;
  /** Undefined for a call that really happened. */
  readonly simulation: Simulation | undefined;
};

/** What simulated effects are made of. */
export type SimulationParts = {
  readonly time: VirtualTime;
  readonly stubs: Readonly<Record<string, readonly Stub[]>>;
  /** A value somebody put beside the flow for a step, such as a file under `samples/`. */
  readonly sample: (node: PlanNode) => Promise<{ readonly file: string; readonly value: Json } | undefined>;
  /** JSON Schema of what the system answers, where the workspace knows it. */
  readonly responseSchema: (node: PlanNode) => JsonObject | undefined;
  /** Why nothing is really sent, for the sentence of a made-up answer. */
  readonly because: string;
  readonly keyKeptForMs: (node: PlanNode) => number | undefined;
  /** Carries out what may really happen; undefined simulates everything. */
  readonly real?: { readonly effects: Effects; readonly isReal: (node: PlanNode) => boolean };
};

/** Effects that answer without a system, and what was asked of them. */
export type SimulatedEffects = {
  readonly effects: Effects;
  readonly calls: readonly EffectCall[];
  /** Calls whose answer takes virtual time that has not passed yet. */
  readonly waiting: () => number;
};

/** Makes effects whose answers come from stubs, samples, or the shape of what the system would answer. */
export function simulateEffects(parts: SimulationParts): SimulatedEffects {
  const calls: EffectCall[] = [];
  const used = new Map<Stub, number>();
  let waiting = 0;
  const invoke = async (node: PlanNode, step: EffectStep, signal: AbortSignal): Promise<EffectResult> => {
    const { now } = parts.time.clock;
    const isReal = parts.real?.isReal(node) === true && !Object.hasOwn(parts.stubs, node.id);
    const answer = isReal ? undefined : await parts.time.during(answerFor(parts, { node, step, used }));
    const call: EffectCall = {
      node: node.id,
      attempt: step.attempt,
      startedAt: now(),
      endedAt: undefined,
      isDone: false,
      simulation: answer?.simulation,
    };
    calls.push(call);
    const result =
      answer === undefined && parts.real !== undefined
        ? await parts.time.during(parts.real.effects.invoke(node, step, signal))
        : await delayed(answer);
    call.endedAt = now();
    call.isDone = result.ok;
    return result;

    async function delayed(given: Answer | undefined): Promise<EffectResult> {
      if (given === undefined) throw new Error('A simulated effect has no answer.');
      if (given.delayMs <= 0) return given.result;
      waiting += 1;
      const isInTime = await passes(parts.time, given.delayMs, signal);
      waiting -= 1;
      return isInTime ? given.result : { ok: false, failure: tooLate(node, signal) };
    }
  };
  return {
    calls,
    waiting: () => waiting,
    effects: {
      invoke,
      gate: () => ({ open: true }),
      memory: (node) => ({ keyKeptForMs: parts.keyKeptForMs(node), maxRequestTimeMs: 60_000 }),
    },
  };
}

type Answer = { readonly result: EffectResult; readonly delayMs: number; readonly simulation: Simulation };
type Asked = { readonly node: PlanNode; readonly step: EffectStep; readonly used: Map<Stub, number> };

async function answerFor(parts: SimulationParts, asked: Asked): Promise<Answer> {
  const { node, step } = asked;
  const stub = takeStub(parts.stubs[node.id] ?? [], asked);
  if (stub !== undefined) return answerByStub(stub, node);
  const port = node.ports[0] ?? 'done';
  const sample = await parts.sample(node);
  if (sample !== undefined) {
    const sentence = `"${node.name}" was answered from ${sample.file}. ${parts.because}`;
    return {
      ...portOf(asPage(node, sample.value), node, port),
      delayMs: 0,
      simulation: { source: 'sample', sentence },
    };
  }
  const { value, from } = deriveAnswer(node, step, parts.responseSchema(node));
  const sentence = `"${node.name}" was answered with a made-up value, ${from}. ${parts.because}`;
  return { result: { ok: true, port, result: value }, delayMs: 0, simulation: { source: 'derived', sentence } };
}

/** A sample may say by which outcome it leaves, as the stubs of the command line do. */
function portOf(value: Json, node: PlanNode, first: string): { readonly result: EffectResult } {
  const said = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  if (said !== undefined && 'result' in said && 'port' in said && Object.keys(said).length === 2) {
    const { port, result } = said;
    if (typeof port === 'string' && node.ports.includes(port))
      return { result: { ok: true, port, result: result ?? null } };
  }
  return { result: { ok: true, port: first, result: value } };
}

/** The first entry that fits the request and is not used up; the last one goes on unless it says how often. */
function takeStub(stubs: readonly Stub[], { step, used }: Asked): Stub | undefined {
  for (const [index, stub] of stubs.entries()) {
    const request = { ...step.config, config: step.config, input: step.input };
    if (stub.when !== undefined && !holds(request, stub.when)) continue;
    const stated = stub.fail?.times ?? stub.times;
    const isLast = index === stubs.length - 1 && stub.when === undefined;
    const most = stated ?? (isLast || stub.when !== undefined ? Number.POSITIVE_INFINITY : 1);
    const taken = used.get(stub) ?? 0;
    if (taken >= most) continue;
    used.set(stub, taken + 1);
    return stub;
  }
  return undefined;
}

/** What a stub fails with that names no code. */
const stubCodes: Readonly<Record<FailureKind, string>> = {
  transient: 'try/transient',
  permanent: 'try/permanent',
  validation: 'try/validation',
  policy: 'try/policy',
  timeout: 'try/timeout',
  cancelled: 'try/cancelled',
};

function answerByStub(stub: Stub, node: PlanNode): Answer {
  const delayMs = stub.delay === undefined ? 0 : (parseDuration(stub.delay) ?? 0);
  const simulation = {
    source: 'stub',
    sentence: `"${node.name}" was answered by its stub; nothing was sent.`,
  } as const;
  const { fail } = stub;
  if (fail === undefined) {
    const port = stub.port ?? node.ports[0] ?? 'done';
    return { result: { ok: true, port, result: asPage(node, stub.answer ?? null) }, delayMs, simulation };
  }
  const retryAfterMs = fail.retryAfter === undefined ? undefined : parseDuration(fail.retryAfter);
  const failure: Failure = {
    code: fail.code ?? stubCodes[fail.kind],
    kind: fail.kind,
    title: fail.title ?? 'The stub of the test fails here.',
    ...(fail.unknown === true ? { unknown: true } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return { result: { ok: false, failure }, delayMs, simulation };
}

/** What a source gives may be written as its plain list of records; the step wants each with its key. */
function asPage(node: PlanNode, answer: Json): Json {
  if (node.type !== 'each' || !Array.isArray(answer)) return answer;
  const path = String(node.config.key ?? 'id').split('.');
  const items = answer.map((input: Json) => {
    const key = path.reduce<Json>((value, name) => (isJsonObject(value) ? (value[name] ?? null) : null), input);
    return { key: typeof key === 'string' ? key : JSON.stringify(key), input };
  });
  return { items, next: null };
}

/** Lets virtual time pass; false when the attempt was cut off before. */
function passes(time: VirtualTime, delayMs: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const withdraw = time.clock.after(delayMs, () => resolve(true));
    signal.addEventListener('abort', () => {
      withdraw();
      resolve(false);
    });
  });
}

function tooLate(node: PlanNode, signal: AbortSignal): Failure {
  const reason: unknown = signal.reason;
  if (!(reason instanceof Error))
    return { code: 'egress/cancelled', kind: 'cancelled', title: 'The call was cut off.' };
  return timedOut('http/timed-out', 'No answer arrived in time.', { unknown: node.effect === 'write' });
}

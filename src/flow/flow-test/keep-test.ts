import type { Failure } from '../failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { stepsThatRan } from './compare.ts';
import type { ApprovalDecision, DecisionFacts, Expectation, FlowTest, Stub, StubFailure } from './flow-test.ts';
import type { FlowTry, TriedStep } from './flow-try.ts';
import { type ClassesByPath, createMasker, type Masker } from './mask.ts';

/** A run to be kept as a test. */
export type Keeping = {
  readonly name: string;
  readonly tried: FlowTry;
  /** `success` asks for what should have happened; `as-it-was` for what did. */
  readonly expect: 'success' | 'as-it-was';
  /** Node ids whose calls were effects, with the field under which their result joins the input. */
  readonly effects: ReadonlyMap<string, string | undefined>;
  /** Node ids of approvals. */
  readonly approvals: ReadonlySet<string>;
  /** What the contract of the trigger says of its fields. */
  readonly classes: ClassesByPath;
  /** Workspace path for the input; without one the input stands in the test. */
  readonly sample: string | undefined;
};

/** A run as a test, with the file its input goes to and how much was masked. */
export type KeptTest = {
  readonly test: FlowTest;
  readonly samples: readonly { readonly path: string; readonly text: string }[];
  readonly masked: number;
};

/** Turns a run into a test: its input, its answers and decisions, personal data masked, and what is expected of it. */
export function keepAsTest(keeping: Keeping): KeptTest {
  const masker = createMasker();
  const { tried } = keeping;
  const input = masker.mask(tried.input, keeping.classes);
  const stubs = stubsOf(keeping, masker);
  const approvals = approvalsOf(keeping, masker);
  const { sample } = keeping;
  const startedAt = tried.steps.find(({ node }) => node === tried.trigger)?.startedAt;
  const test: FlowTest = {
    name: keeping.name,
    given: sample ?? input,
    trigger: tried.trigger,
    env: tried.environment.name,
    ...(startedAt === undefined || startedAt === null ? {} : { at: startedAt }),
    ...(Object.keys(stubs).length === 0 ? {} : { stubs }),
    ...(Object.keys(approvals).length === 0 ? {} : { approvals }),
    expect: expectationOf(keeping),
  };
  const samples = sample === undefined ? [] : [{ path: sample, text: `${JSON.stringify(input, undefined, 2)}\n` }];
  return { test, samples, masked: masker.count() };
}

function stubsOf(keeping: Keeping, masker: Masker): Record<string, readonly Stub[]> {
  const stubs: Record<string, Stub[]> = {};
  for (const step of keeping.tried.steps) {
    if (!keeping.effects.has(step.node) || step.pinned) continue;
    const known = stubs[step.node] ?? [];
    known.push(...stubsOfStep(step, keeping, masker));
    if (known.length > 0) stubs[step.node] = known;
  }
  return Object.fromEntries(Object.entries(stubs).map(([node, list]) => [node, joinEqual(list)]));
}

function stubsOfStep(step: TriedStep, keeping: Keeping, masker: Masker): readonly Stub[] {
  const failed = step.attempts.flatMap(({ failure }): Stub[] =>
    failure === null ? [] : [{ ...whenSame(step, keeping, masker), fail: stubFailure(failure) }],
  );
  const port = step.ports[0];
  if (port === undefined || port === 'error') return failed;
  const answer = masker.mask(answerOf(step, keeping.effects.get(step.node)));
  return [...failed, { answer, ...(port === 'done' ? {} : { port }) }];
}

/**
 * A test that asks for success must be able to pass once the flow is mended: a definite refusal is bound to the input
 * it was given for, so that a step that sends something else is not refused again.
 */
function whenSame(step: TriedStep, keeping: Keeping, masker: Masker): { readonly when?: JsonObject } {
  if (keeping.expect !== 'success' || step.state !== 'failed' || step.input === undefined) return {};
  const when = masker.mask({ input: step.input });
  return isJsonObject(when) ? { when } : {};
}

function answerOf(step: TriedStep, into: string | undefined): Json {
  if (step.result !== undefined) return step.result;
  const { output } = step;
  return (into !== undefined && isJsonObject(output) && Object.hasOwn(output, into) ? output[into] : output) ?? null;
}

function stubFailure(failure: Failure): StubFailure {
  return {
    kind: failure.kind,
    code: failure.code,
    title: failure.title,
    ...(failure.unknown === true ? { unknown: true } : {}),
  };
}

/** The same failure five times is one entry with `times: 5`. */
function joinEqual(list: readonly Stub[]): readonly Stub[] {
  const joined: { stub: Stub; times: number }[] = [];
  for (const stub of list) {
    const last = joined.at(-1);
    if (last !== undefined && stub.fail !== undefined && JSON.stringify(last.stub) === JSON.stringify(stub))
      last.times += 1;
    else joined.push({ stub, times: 1 });
  }
  return joined.map(({ stub, times }, at) => {
    if (stub.fail === undefined) return stub;
    // The last answer of a list goes on for ever; a failure was met so many times and no more.
    const isCounted = times > 1 || at === joined.length - 1;
    return isCounted ? { ...stub, fail: { ...stub.fail, times } } : stub;
  });
}

/**
 * The decisions that were made. A test that asks for success cannot pass while it waits for a person, so an approval
 * that nobody has decided yet is approved in it.
 */
function approvalsOf({ tried, approvals, expect }: Keeping, masker: Masker): FlowTest['approvals'] & object {
  const found: Record<string, DecisionFacts | ApprovalDecision> = {};
  if (expect === 'success') for (const node of approvals) found[node] = 'approved';
  for (const step of tried.steps) {
    if (!approvals.has(step.node) || step.pinned) continue;
    const [port] = step.ports;
    if (port === 'expired') found[step.node] = 'expired';
    if (port !== 'approved' && port !== 'rejected') continue;
    const said = isJsonObject(step.result) ? step.result : {};
    found[step.node] = {
      decision: port,
      ...(typeof said.by === 'string' ? { by: 'somebody' } : {}),
      ...(typeof said.reason === 'string' ? { reason: String(masker.mask(said.reason)) } : {}),
      ...(said.form === undefined ? {} : { form: masker.mask(said.form) }),
    };
  }
  return found;
}

function expectationOf({ expect, tried }: Keeping): Expectation {
  if (expect === 'success') return { state: 'succeeded' };
  const state = (['succeeded', 'failed', 'waiting', 'cancelled', 'refused'] as const).find(
    (one) => one === tried.state,
  );
  return {
    ...(state === undefined ? {} : { state }),
    path: stepsThatRan(tried),
    ...(tried.failure === null ? {} : { failure: tried.failure.code }),
    ...(Object.keys(tried.effects).length === 0 ? {} : { effects: tried.effects }),
  };
}

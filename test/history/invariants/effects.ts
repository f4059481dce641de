import type { RunEvidence, TargetCall, Violation } from '../evidence.ts';
import { type Facts, nodeAt, stepKey } from '../facts.ts';

/** I3: a step takes effect once where its target recognises repeats, and is never silently repeated elsewhere. */
export function* checkEffects(facts: Facts): Iterable<Violation> {
  for (const [where, calls] of facts.callsByStep) {
    const applied = calls.filter((call) => call.applied).length;
    const [first] = calls;
    if (first === undefined) continue;
    if (first.mode === 'neither') yield* checkAsked(facts, first, applied);
    else if (applied > 1) yield broken(`${where} took effect ${applied} times at a target that knows repeats`);
  }
  for (const run of facts.evidence.runs) yield* checkDone(facts, run);
  for (const run of facts.evidence.runs) yield* checkSilentRepeats(facts, run);
}

/** Once, and once more for every time a person said "send it". */
function* checkAsked(facts: Facts, call: TargetCall, applied: number): Iterable<Violation> {
  const runs = facts.runsByEvent.get(call.event) ?? [];
  const sends = runs.flatMap((run) =>
    run.entries.filter(
      (entry) => entry.kind === 'doubt-settled' && entry.resolution === 'send' && nodeAt(entry.path) === call.step,
    ),
  ).length;
  if (applied > 1 + sends) {
    yield broken(`${call.event}/${call.step} took effect ${applied} times; people asked for ${1 + sends}`);
  }
}

/** What the journal calls done did happen. */
function* checkDone(facts: Facts, run: RunEvidence): Iterable<Violation> {
  const event = run.row.key ?? '';
  for (const entry of run.entries) {
    if (entry.kind !== 'attempted' || entry.port === undefined || entry.port === 'error') continue;
    const calls = facts.callsByStep.get(stepKey(event, nodeAt(entry.path)));
    const isCounted = calls?.some((call) => call.applied) === true;
    // An answer without a change is what a target gives that had it already.
    const mayBeNone = calls?.some((call) => !call.applied && !call.failed) === true;
    if (calls !== undefined && !isCounted && !mayBeNone) {
      yield broken(`${run.row.id} says that ${entry.path} is done, and its target never did it`);
    }
    if (calls === undefined && facts.evidence.calls.some((call) => call.step === nodeAt(entry.path))) {
      yield broken(`${run.row.id} says that ${entry.path} is done, and its target was never called`);
    }
  }
}

/** An attempt after an unclear one at a target that recognises nothing needs a person in between. */
function* checkSilentRepeats(facts: Facts, run: RunEvidence): Iterable<Violation> {
  const event = run.row.key ?? '';
  for (const entry of run.entries) {
    if (entry.kind !== 'attempted' || entry.failure?.unknown !== true) continue;
    const calls = facts.callsByStep.get(stepKey(event, nodeAt(entry.path)));
    if (calls?.[0]?.mode !== 'neither') continue;
    const isRepeated = run.entries.some(
      (other) => other.kind === 'intended' && other.path === entry.path && other.attempt > entry.attempt,
    );
    const isSettled = run.entries.some(
      (other) => other.kind === 'doubt-settled' && other.path === entry.path && other.attempt === entry.attempt,
    );
    if (isRepeated && !isSettled) {
      yield broken(
        `${run.row.id} sent ${entry.path} again although nobody knew whether attempt ${entry.attempt} happened`,
      );
    }
    if (!isRepeated && entry.doubt !== true && !isSettled) {
      yield broken(`${run.row.id} does not call ${entry.path} in doubt although its outcome is unclear`);
    }
  }
}

function broken(says: string): Violation {
  return { invariant: 'I3', says };
}

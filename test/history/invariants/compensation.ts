import type { Expectations, RunEvidence, TargetCall, Violation } from '../evidence.ts';
import { type Facts, nodeAt } from '../facts.ts';

type Saga = Expectations['sagas'][number];

/** I6: when a saga is undone, every applied step is undone once and nothing else, the last one first. */
export function* checkCompensation(facts: Facts): Iterable<Violation> {
  for (const saga of facts.expected.sagas) {
    for (const run of facts.evidence.runs) if (run.row.flow === saga.flow) yield* checkSaga(facts, run, saga);
  }
}

function* checkSaga(facts: Facts, run: RunEvidence, saga: Saga): Iterable<Violation> {
  const where = `${run.row.id} of "${run.row.flow}"`;
  const ended = run.entries.find((entry) => entry.kind === 'scope-closed' && entry.saga !== undefined);
  const applied = facts.evidence.calls.filter((call) => call.applied && call.event === run.row.key);
  const undone = applied.filter((call) => saga.steps.some(([, undo]) => undo === call.step));
  if (ended === undefined) {
    if (undone.length > 0 && run.row.state === 'succeeded')
      yield broken(`${where} undid something and was never undone`);
    return;
  }
  const meant = run.entries
    .filter((entry) => entry.kind === 'intended')
    .filter((entry) => saga.steps.some(([step]) => step === nodeAt(entry.path)));
  for (const [step, undo] of saga.steps) {
    const isMeant = meant.some((entry) => nodeAt(entry.path) === step);
    const happened = applied.some((call) => call.step === step);
    const times = undone.filter((call) => call.step === undo).length;
    if (happened && times !== 1) yield broken(`${where}: "${step}" took effect and was undone ${times} times`);
    if (!isMeant && times > 0) yield broken(`${where}: "${step}" never began and was undone`);
  }
  if (
    !isReverse(
      undone,
      saga,
      meant.map((entry) => nodeAt(entry.path)),
    )
  ) {
    yield broken(`${where} was undone in the order ${undone.map((call) => call.step).join(', ')}`);
  }
}

function isReverse(undone: readonly TargetCall[], saga: Saga, meant: readonly string[]): boolean {
  const began = [...new Set(meant)];
  const positions = undone.map((call) => began.indexOf(saga.steps.find(([, undo]) => undo === call.step)?.[0] ?? ''));
  return positions.every((position, index) => index === 0 || position < (positions[index - 1] ?? -1));
}

function broken(says: string): Violation {
  return { invariant: 'I6', says };
}

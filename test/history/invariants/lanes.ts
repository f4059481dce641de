import type { RunEvidence, Violation } from '../evidence.ts';
import { type Facts, groupBy, isReplay, textOf } from '../facts.ts';

/** I7: in one lane, runs act in the order their events were accepted, one after the other. */
export function* checkLanes(facts: Facts): Iterable<Violation> {
  for (const { flow, step } of facts.expected.lanes) {
    const runs = facts.evidence.runs.filter((run) => run.row.flow === flow && !isReplay(run));
    for (const [lane, inLane] of groupBy(runs, (run) => laneOf(facts, run))) {
      yield* checkOrder(facts, inLane, `${flow}/${lane}`, step);
    }
  }
}

function laneOf(facts: Facts, run: RunEvidence): string {
  const asked = facts.accepts.get(run.row.key ?? '')?.find((entry) => entry.type === 'invoke');
  return textOf(asked?.value, 'lane') ?? '';
}

function* checkOrder(facts: Facts, runs: readonly RunEvidence[], where: string, step: string): Iterable<Violation> {
  const place = new Map(runs.map((run, index) => [run.row.key ?? '', index]));
  const acted = facts.evidence.calls
    .filter((call) => call.applied && call.step === step && place.has(call.event))
    .map((call) => place.get(call.event) ?? 0);
  const overtaken = acted.findIndex((position, index) => index > 0 && position < (acted[index - 1] ?? 0));
  if (overtaken > 0) yield broken(`${where}: event ${acted[overtaken]} acted after event ${acted[overtaken - 1]}`);
  for (const [index, run] of runs.entries()) {
    const before = runs[index - 1];
    const endedAt = before?.entries.find((entry) => entry.kind === 'finished')?.at;
    const firstIntentAt = run.entries.find((entry) => entry.kind === 'intended')?.at;
    if (before === undefined || firstIntentAt === undefined) continue;
    if (endedAt === undefined || firstIntentAt < endedAt) {
      yield broken(`${where}: ${run.row.id} acted while ${before.row.id}, which came before it, was not over`);
    }
  }
}

function broken(says: string): Violation {
  return { invariant: 'I7', says };
}

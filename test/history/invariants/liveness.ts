import type { RunEvidence, Violation } from '../evidence.ts';
import { type Facts, isOver } from '../facts.ts';

/** I2: after healing every run is over, a failed one with its dead letter, or waits for somebody or some time named. */
export function* checkLiveness(facts: Facts): Iterable<Violation> {
  const withLetter = new Set(facts.evidence.deadLetters.map((letter) => letter.run));
  for (const run of facts.evidence.runs) {
    const { id, flow, state, waitingFor } = run.row;
    const where = `${id} of "${flow}"`;
    if (state === 'failed' && !withLetter.has(id)) yield broken(`${where} failed without a dead letter`);
    if (isOver(run)) {
      if (run.row.endedAt === undefined) yield broken(`${where} is over and has no end`);
      continue;
    }
    if (facts.expected.allFinal)
      yield broken(`${where} came to rest as ${state}, waiting for ${waitingFor ?? 'nothing'}`);
    else if (state !== 'waiting' || !isNamed(facts, run)) {
      yield broken(`${where} is ${state}, and nothing named will move it (${waitingFor ?? 'nothing'})`);
    }
  }
}

function isNamed(facts: Facts, run: RunEvidence): boolean {
  const { id, waitingFor = '' } = run.row;
  if (waitingFor === 'approval') {
    return facts.evidence.approvals.some((approval) => approval.run === id && approval.state === 'open');
  }
  if (waitingFor === 'doubt') return run.entries.some((entry) => entry.kind === 'attempted' && entry.doubt === true);
  if (waitingFor === 'timer') {
    return run.entries.some(
      (entry) =>
        (entry.kind === 'waiting' && entry.dueAt !== undefined) ||
        (entry.kind === 'attempted' && entry.retryAt !== undefined) ||
        entry.kind === 'scope-attempt',
    );
  }
  return waitingFor === 'lane' || waitingFor.startsWith('hold:');
}

function broken(says: string): Violation {
  return { invariant: 'I2', says };
}

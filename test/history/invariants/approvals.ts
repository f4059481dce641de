import type { Violation } from '../evidence.ts';
import { type Facts, groupBy, readingErrorMs, textOf } from '../facts.ts';

/** I5: nothing that needs an approval happens before it, or after a rejection; and only people approve. */
export function* checkApprovals(facts: Facts): Iterable<Violation> {
  const decisions = groupBy(
    facts.evidence.history.filter((entry) => entry.f === 'decide'),
    (entry) => entry.key,
  );
  for (const approval of facts.evidence.approvals) {
    if (approval.state !== 'approved' && approval.state !== 'rejected') continue;
    const asked = decisions.get(approval.id)?.filter((entry) => entry.type === 'invoke') ?? [];
    if (!asked.some((entry) => textOf(entry.value, 'decision') === approval.state)) {
      yield broken(`${approval.id} of ${approval.run} is ${approval.state}, and no person said so`);
    }
    const told = decisions.get(approval.id)?.find((entry) => entry.type === 'ok');
    const toldDecision = told === undefined ? undefined : textOf(told.value, 'decision');
    if (toldDecision !== undefined && toldDecision !== approval.state) {
      yield broken(`${approval.id} is ${approval.state}; the person was told that it is ${toldDecision}`);
    }
  }
  for (const call of facts.evidence.calls) {
    if (!call.applied || !facts.expected.guarded.includes(call.step)) continue;
    const runs = facts.runsByEvent.get(call.event) ?? [];
    const approvals = facts.evidence.approvals.filter((approval) => runs.some((run) => run.row.id === approval.run));
    const isGranted = approvals.some(
      (approval) =>
        approval.state === 'approved' && (approval.decidedAt ?? Number.POSITIVE_INFINITY) <= call.at + readingErrorMs,
    );
    if (!isGranted) yield broken(`${call.event}/${call.step} took effect without an approval before it`);
  }
}

function broken(says: string): Violation {
  return { invariant: 'I5', says };
}

import { isJsonObject } from '#flow/json.ts';
import type { Violation } from '../evidence.ts';
import type { Facts } from '../facts.ts';

/** I13: a run finishes on the flow version it started on. */
export function* checkVersions(facts: Facts): Iterable<Violation> {
  const accepted = new Map(
    facts.evidence.audit
      .filter((entry) => entry.action === 'run.accepted' || entry.action === 'run.replayed')
      .map((entry) => [entry.subject, isJsonObject(entry.detail) ? entry.detail.plan : undefined]),
  );
  for (const { row } of facts.evidence.runs) {
    const plan = accepted.get(row.id);
    if (plan !== undefined && plan !== row.plan) yield broken(`${row.id} began with plan ${plan} and has ${row.plan}`);
  }
  for (const call of facts.evidence.calls) {
    const runs = facts.runsByEvent.get(call.event) ?? [];
    if (runs.length === 0 || runs.some((run) => run.row.version === call.version)) continue;
    const versions = runs.map((run) => run.row.version).join(', ');
    yield broken(`${call.event}/${call.step} was sent by version ${call.version}; its run is of version ${versions}`);
  }
}

function broken(says: string): Violation {
  return { invariant: 'I13', says };
}

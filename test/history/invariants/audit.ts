import { isJsonObject } from '#flow/json.ts';
import type { AuditRow } from '#runtime/store/row.ts';
import type { RunEvidence, Violation } from '../evidence.ts';
import { type Facts, groupBy, isOver, isReplay } from '../facts.ts';

/** I8: the audit chain is whole, agrees with the checkpoints outside, and accounts for every event and every effect. */
export function* checkAudit(facts: Facts): Iterable<Violation> {
  const { verdict, audit, runs, calls } = facts.evidence;
  if (!verdict.ok) yield broken(`the chain does not verify: ${verdict.what} at ${verdict.seq}`);
  else if (verdict.entries !== audit.length) {
    yield broken(`the chain has ${verdict.entries} entries and ${audit.length} were read`);
  }
  const bySubject = groupBy(audit, (entry) => entry.subject);
  for (const run of runs) yield* checkRun(run, bySubject.get(run.row.id) ?? []);
  const meant = new Set(
    audit.filter((entry) => entry.action === 'effect.intended').map((entry) => detailOf(entry, 'key')),
  );
  const again = new Set(
    runs.flatMap((run) =>
      run.entries.filter((entry) => entry.kind === 'intended' && entry.generation > 1).map(() => run.row.key ?? ''),
    ),
  );
  for (const call of calls) {
    if (!call.applied || call.key === null || again.has(call.event)) continue;
    if (!meant.has(call.key)) yield broken(`call ${call.seq} (${call.event}/${call.step}) is in no audit entry`);
  }
}

function* checkRun(run: RunEvidence, trail: readonly AuditRow[]): Iterable<Violation> {
  const { id, state } = run.row;
  const has = (action: string) => trail.some((entry) => entry.action === action);
  const began = isReplay(run) ? 'run.replayed' : 'run.accepted';
  if (!has(began)) yield broken(`${id} has no audit entry ${began}`);
  if (isOver(run) && !has(`run.${state}`)) yield broken(`${id} is ${state}, and no audit entry says so`);
  const attempts = (actions: readonly string[]) =>
    new Set(
      trail
        .filter((entry) => actions.includes(entry.action))
        .map((entry) => `${detailOf(entry, 'path')}@${detailOf(entry, 'attempt')}`),
    );
  const intended = attempts(['effect.intended']);
  const ended = attempts(['effect.done', 'effect.refused', 'effect.unknown']);
  for (const entry of run.entries) {
    if (entry.kind !== 'intended') continue;
    const where = `${entry.path}@${entry.attempt}`;
    if (!intended.has(where)) yield broken(`the intent ${where} of ${id} is in no audit entry`);
    const isDoubted = run.entries.some(
      (other) =>
        other.kind === 'attempted' && other.path === entry.path && other.attempt === entry.attempt && other.doubt,
    );
    if (isOver(run) && !ended.has(where) && !isDoubted) {
      yield broken(`${id} is over, and no audit entry tells how the write ${where} ended`);
    }
  }
}

function detailOf(entry: AuditRow, member: string): string | undefined {
  const value = isJsonObject(entry.detail) ? entry.detail[member] : undefined;
  return value === undefined ? undefined : String(value);
}

function broken(says: string): Violation {
  return { invariant: 'I8', says };
}

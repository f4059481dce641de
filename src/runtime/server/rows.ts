import type { z } from 'zod';
import type { ApiCall, ApiCallOf } from '#api/calls.ts';
import { formatInstant } from '#flow/instant.ts';
import type { RunStep } from '../runs/describe-run.ts';
import { showPayload } from '../runs/runs.ts';
import type { ApprovalRow, AuditRow, DeadLetterRow, RunRow } from '../store/row.ts';

type Reply<Id extends ApiCall['id']> = z.input<ApiCallOf<Id>['reply']>;

const instantOrNull = (epochMs: number | undefined): string | null =>
  epochMs === undefined ? null : formatInstant(epochMs);

/** A run in a list. */
export function showRun(row: RunRow): Reply<'runs.list'>['runs'][number] {
  return {
    id: row.id,
    flow: row.flow,
    version: row.version,
    state: row.state,
    key: row.key ?? null,
    startedAt: formatInstant(row.startedAt),
    endedAt: instantOrNull(row.endedAt),
  };
}

/** A step of a run. */
export function showStep(step: RunStep): Reply<'runs.get'>['steps'][number] {
  return {
    path: step.path,
    node: step.node,
    name: step.name ?? null,
    type: step.type ?? null,
    state: step.state,
    attempts: step.attempts,
    ports: [...step.ports],
    ...(step.output === undefined ? {} : { output: showPayload(step.output) }),
    failure: step.failure ?? null,
    startedAt: instantOrNull(step.startedAt),
    endedAt: instantOrNull(step.endedAt),
    nextAttemptAt: instantOrNull(step.nextAttemptAt),
  };
}

/** An approval in a list. */
export function showApproval(row: ApprovalRow): Reply<'approvals.list'>['approvals'][number] {
  return {
    id: row.id,
    run: row.run,
    flow: row.flow,
    node: row.node,
    group: row.group,
    title: row.title,
    state: row.state,
    openedAt: formatInstant(row.openedAt),
    dueAt: instantOrNull(row.dueAt),
    decidedBy: row.decidedBy ?? null,
    decidedAt: instantOrNull(row.decidedAt),
    reason: row.reason ?? null,
  };
}

/** A dead letter, in a list and alone. */
export function showDeadLetter(row: DeadLetterRow): Reply<'dead-letters.get'> {
  return {
    id: row.id,
    run: row.run,
    flow: row.flow,
    key: row.key ?? null,
    path: row.path,
    node: row.node,
    owner: row.owner,
    hint: row.hint ?? null,
    cause: row.cause ?? null,
    at: formatInstant(row.at),
    state: row.state,
    closedBy: row.closedBy ?? null,
    closedAt: instantOrNull(row.closedAt),
    reason: row.reason ?? null,
  };
}

/** An audit entry. */
export function showAudit(row: AuditRow): Reply<'audit.list'>['entries'][number] {
  return {
    seq: row.seq,
    at: formatInstant(row.at),
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    ...(row.detail === undefined ? {} : { detail: row.detail }),
    prev: row.prev,
    hash: row.hash,
    ...(row.covers === undefined ? {} : { covers: row.covers }),
  };
}

import type { z } from 'zod';
import type { ApiCall, ApiCallOf } from '#api/calls.ts';
import { formatInstant } from '#flow/instant.ts';
import type { ApprovalStory } from '../approvals/describe-approval.ts';
import type { RunCause } from '../runs/explain-run.ts';
import type { StepAttempt } from '../runs/list-attempts.ts';
import { type RunStory, showPayload } from '../runs/runs.ts';
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

/** A run with its steps. */
export function showStory(story: RunStory): Reply<'runs.get'> {
  const { row, input, edges, cause } = story;
  return {
    ...showRun(row),
    environment: row.environment,
    trigger: row.trigger,
    origin: row.origin,
    parent: row.parent ?? null,
    waitingFor: row.waitingFor ?? null,
    degraded: row.degraded,
    again: row.again,
    ...(input === undefined ? {} : { input: showPayload(input) }),
    ...(row.output === undefined ? {} : { output: showPayload(row.output) }),
    failure: row.failure ?? null,
    cause: cause === undefined ? null : showCause(cause),
    steps: story.steps.map((step) => showStep(story, step)),
    edges: [...edges],
  };
}

function showCause({ sentence, path, step, failure, attempts, undone, kept }: RunCause) {
  return {
    sentence,
    path: path ?? null,
    step: step ?? null,
    failure: failure ?? null,
    attempts,
    undone: [...undone],
    kept: [...kept],
  };
}

function showAttempt({ number, startedAt, endedAt, failure, retryAt }: StepAttempt) {
  return {
    number,
    startedAt: formatInstant(startedAt),
    endedAt: instantOrNull(endedAt),
    failure: failure ?? null,
    retryAt: instantOrNull(retryAt),
  };
}

function showStep(
  { inputs, attempts }: Pick<RunStory, 'inputs' | 'attempts'>,
  step: RunStory['steps'][number],
): Reply<'runs.get'>['steps'][number] {
  const input = inputs.get(step.path);
  return {
    path: step.path,
    node: step.node,
    name: step.name ?? null,
    type: step.type ?? null,
    state: step.state,
    attempts: step.attempts,
    tries: (attempts.get(step.path) ?? []).map(showAttempt),
    ports: [...step.ports],
    ...(input === undefined ? {} : { input: showPayload(input) }),
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

/** An approval with what it is part of. */
export function showOpenedApproval(row: ApprovalRow, story: ApprovalStory | undefined): Reply<'approvals.get'> {
  return {
    ...showApproval(row),
    shown: showPayload(row.shown),
    shownHash: row.shownHash,
    story: story === undefined ? null : showApprovalStory(story),
  };
}

function showApprovalStory({ key, startedAt, form, votes, ...rest }: ApprovalStory) {
  return {
    ...rest,
    key: key ?? null,
    startedAt: formatInstant(startedAt),
    ...(form === undefined ? {} : { form }),
    votes: votes.map(({ by, at, decision, reason }) => ({
      by,
      at: formatInstant(at),
      decision,
      reason: reason ?? null,
    })),
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

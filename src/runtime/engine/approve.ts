import { validateContract } from '#flow/contract/validate-contract.ts';
import type { Entry } from '#flow/interpret/entry.ts';
import { stepFacts } from '#flow/interpret/state.ts';
import { isJsonObject, type JsonObject, toJsonText } from '#flow/json.ts';
import type { Change } from '../store/change.ts';
import type { CommitOutcome } from '../store/command.ts';
import type { ApprovalRow } from '../store/row.ts';
import { type ActiveRun, record } from './active-run.ts';
import { auditChange } from './audit-change.ts';
import { commitPatiently, settleWritten } from './commit.ts';
import type { EngineContext } from './context.ts';
import type { Engine, SignalOutcome } from './engine-port.ts';
import { encodeFrame } from './journal.ts';
import { done, refused, withRun } from './signals.ts';
import { resolvedConfig } from './step-config.ts';
import type { Waker } from './wake.ts';

type Decision = Parameters<Engine['decideApproval']>[0];

const closed = refused('approval/closed', 'This approval was already decided, has expired or was withdrawn.');

/**
 * Takes one person's decision. A rejection settles the approval at once; approvals count up to the quorum. The store
 * checks in the settling transaction that the approval is still open and that this is what was shown.
 */
export async function decideApproval(engine: EngineContext, waker: Waker, decision: Decision): Promise<SignalOutcome> {
  const approval = await engine.store.loadApproval(decision.approval);
  if (approval === undefined) return refused('approval/unknown', 'There is no such approval.');
  if (approval.state !== 'open') return closed;
  return await withRun(engine, waker, approval.run, async (run) => await decideIn(engine, run, approval, decision));
}

async function decideIn(
  engine: EngineContext,
  run: ActiveRun,
  approval: ApprovalRow,
  decision: Decision,
): Promise<SignalOutcome> {
  const rules = rulesOf(run, approval);
  const votes = stepFacts(run.state, approval.path)?.votes ?? new Map();
  if (rules.excluded.includes(decision.by)) {
    return refused(
      'approval/excluded',
      'You may not decide this one: the flow excludes you, because you take part in what is to be approved.',
    );
  }
  if (votes.has(decision.by)) return refused('approval/voted', 'You have already decided. The others have yet to.');
  if (decision.shownHash !== approval.shownHash) return shownChanged();
  const fault = formFault(rules.form, decision);
  if (fault !== undefined) return refused('approval/form-invalid', `The form is not filled in as it must be: ${fault}`);
  if (decision.decision === 'approved' && votes.size + 1 < rules.quorum)
    return countVote(engine, run, approval, decision);
  return await settle(engine, run, approval, decision);
}

type Rules = {
  readonly quorum: number;
  readonly excluded: readonly string[];
  readonly form: JsonObject | undefined;
};

function rulesOf(run: ActiveRun, approval: ApprovalRow): Rules {
  const node = run.plan.nodes[approval.node];
  if (node === undefined) throw new Error(`The plan lost the approval "${approval.node}".`);
  const config = resolvedConfig(node, stepFacts(run.state, approval.path)?.prepared?.config ?? '{}');
  const excluded = Array.isArray(config.exclude) ? config.exclude.flat(2).filter((one) => typeof one === 'string') : [];
  const form = isJsonObject(config.form) ? config.form : undefined;
  return { quorum: typeof config.quorum === 'number' ? config.quorum : 1, excluded, form };
}

/** A rejection needs no form; an approval fills it in as the flow's author asked. */
function formFault(form: JsonObject | undefined, decision: Decision): string | undefined {
  if (form === undefined || decision.decision === 'rejected') return undefined;
  return validateContract(form, decision.form ?? null)[0]?.sentence;
}

function shownChanged(): SignalOutcome {
  return refused(
    'approval/shown-changed',
    'What you were shown is not what is to be decided. Open the approval again.',
  );
}

function countVote(engine: EngineContext, run: ActiveRun, approval: ApprovalRow, decision: Decision): SignalOutcome {
  const at = engine.clock.now();
  const { by, reason } = decision;
  record(
    run,
    { kind: 'voted', path: approval.path, at, by, decision: decision.decision, ...why(reason) },
    decided(at, run, approval, decision),
  );
  return done;
}

async function settle(
  engine: EngineContext,
  run: ActiveRun,
  approval: ApprovalRow,
  decision: Decision,
): Promise<SignalOutcome> {
  const at = engine.clock.now();
  const { by, reason, shownHash } = decision;
  const before = [...(stepFacts(run.state, approval.path)?.votes.values() ?? [])].map((vote) => ({
    by: vote.by,
    decision: vote.decision,
    at: vote.at,
  }));
  const learned = toJsonText({
    decision: decision.decision,
    by,
    at,
    ...why(reason),
    ...(decision.form === undefined ? {} : { form: decision.form }),
    ...(before.length === 0 ? {} : { votes: before }),
  });
  const entry: Entry = { kind: 'wait-settled', path: approval.path, at, port: decision.decision, by, learned };
  // A row that still said "waiting" would be left alone by the next start, and nothing else would move the run.
  const changes: Change[] = [
    { kind: 'run', state: 'running' },
    { kind: 'timer-clear', path: approval.path },
    decided(at, run, approval, decision),
  ];
  engine.reach('approval-decided-before-commit');
  const outcome = await commitPatiently(engine, {
    kind: 'decide-approval',
    approval: approval.id,
    expectedSeq: run.seq,
    frame: encodeFrame([entry]),
    decision: decision.decision,
    by,
    at,
    shownHash,
    changes,
    ...why(reason),
  });
  return afterDecision(engine, run, { entry, changes, outcome });
}

function decided(at: number, run: ActiveRun, approval: ApprovalRow, decision: Decision): Change {
  const { by, reason, shownHash } = decision;
  return auditChange(at, by, 'approval.decided', run.id, {
    approval: approval.id,
    decision: decision.decision,
    shown: shownHash,
    ...why(reason),
  });
}

function why(reason: string | undefined): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}

type Decided = { readonly entry: Entry; readonly changes: readonly Change[]; readonly outcome: CommitOutcome };

function afterDecision(engine: EngineContext, run: ActiveRun, { entry, changes, outcome }: Decided): SignalOutcome {
  if (outcome.kind === 'refused') return outcome.why === 'shown-changed' ? shownChanged() : closed;
  if (outcome.kind !== 'appended') throw new Error(`The store answered a decision with "${outcome.kind}".`);
  // The commit above already made the entry durable; memory follows without adding it to the tail.
  record(run, entry);
  run.tail = run.tail.filter((one) => one !== entry);
  settleWritten(engine, run, { changes, seq: outcome.seq });
  return done;
}

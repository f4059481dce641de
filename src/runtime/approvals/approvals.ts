import type { Caller } from '#api/permission.ts';
import type { Json } from '#flow/json.ts';
import type { Engine, SignalOutcome } from '../engine/engine-port.ts';
import type { ApprovalRow, Page } from '../store/row.ts';
import type { StoreReads } from '../store/store.ts';

type Groups = Caller['groups'];

/** Lists approvals, of everybody's groups or only of the caller's own; a page may hold fewer rows than asked for. */
export async function listApprovals(
  store: Pick<StoreReads, 'listApprovals'>,
  filter: Parameters<StoreReads['listApprovals']>[0],
  groups: Groups,
): Promise<Page<ApprovalRow>> {
  const page = await store.listApprovals(filter);
  return { rows: page.rows.filter((row) => belongs(row, groups)), next: page.next };
}

/** Shows one approval; undefined when there is none, or when it is none of the caller's business. */
export async function findApproval(
  store: Pick<StoreReads, 'loadApproval'>,
  id: string,
  groups: Groups,
): Promise<ApprovalRow | undefined> {
  const row = await store.loadApproval(id);
  return row !== undefined && belongs(row, groups) ? row : undefined;
}

/** A decision as a person sent it. */
export type Decision = {
  readonly approval: string;
  readonly decision: 'approved' | 'rejected';
  readonly shownHash: string;
  readonly reason?: string;
  /** What the person filled in, where the approval has a form. */
  readonly form?: Json;
};

/**
 * Decides an approval in the name of the caller, once. Whether the caller may decide is judged now, not when the
 * approval was shown; the engine judges the rest: still open, unchanged, not the initiator's own.
 */
export async function decideApproval(
  needs: { readonly store: Pick<StoreReads, 'loadApproval'>; readonly engine: Pick<Engine, 'decideApproval'> },
  decision: Decision,
  caller: Pick<Caller, 'name' | 'groups'>,
): Promise<SignalOutcome> {
  const row = await findApproval(needs.store, decision.approval, caller.groups);
  if (row === undefined) {
    return {
      kind: 'refused',
      code: 'approval/unknown',
      reason: `There is no approval "${decision.approval}" for your groups. Look at the list again.`,
    };
  }
  return needs.engine.decideApproval({ ...decision, by: caller.name });
}

function belongs(row: ApprovalRow, groups: Groups): boolean {
  return groups === 'all' || groups.includes(row.group);
}

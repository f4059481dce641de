import type { Change, ChangeKind } from '../diff/change.ts';

/** Who must approve a change, how many of them, why, and who did. */
export type ReviewNeed = {
  readonly role: 'approver' | 'architect';
  readonly count: number;
  /** A sentence. */
  readonly why: string;
  readonly doneBy: readonly string[];
};

/** Somebody whose approval stands. */
export type Approval = { readonly person: string; readonly isApprover: boolean; readonly isArchitect: boolean };

/** What decides about who must approve. */
export type NeedFacts = {
  readonly flows: readonly { readonly name: string; readonly criticality: string | undefined }[];
  readonly changes: readonly Change[];
  readonly approvals: readonly Approval[];
};

/** What belongs to everybody, and so is looked at by an architect; in the order in which it is said. */
const architectKinds: readonly (readonly [ChangeKind, string])[] = [
  ['reach', 'it reaches further than before'],
  ['contract', 'it changes an agreed shape'],
  ['connection', 'it changes how a system is reached'],
  ['environment', 'it changes an environment'],
  ['template', 'it changes a pattern'],
  ['waiver', 'it changes what is waived'],
  ['registry', 'it changes systems and owners'],
];

/** Who must approve: one person besides the author, two where a flow is of high criticality, and an architect for what all share. */
export function needsOf({ flows, changes, approvals }: NeedFacts): readonly ReviewNeed[] {
  const high = flows.filter(({ criticality }) => criticality === 'high').map(({ name }) => name);
  const approvers = approvals.filter(({ isApprover }) => isApprover).map(({ person }) => person);
  const approver: ReviewNeed =
    high.length === 0
      ? { role: 'approver', count: 1, why: 'Somebody besides the author approves every change.', doneBy: approvers }
      : {
          role: 'approver',
          count: 2,
          why: `Two people besides the author approve, because ${high.map((name) => `"${name}"`).join(', ')} ${high.length === 1 ? 'is' : 'are'} of high criticality.`,
          doneBy: approvers,
        };
  const reasons = reasonsOf(changes);
  if (reasons.length === 0) return [approver];
  const architects = approvals.filter(({ isArchitect }) => isArchitect).map(({ person }) => person);
  const why = `An architect approves as well, because ${joinReasons(reasons)}.`;
  return [approver, { role: 'architect', count: 1, why, doneBy: architects }];
}

/** Why an architect looks at changes; the settings say whose signatures count, so they are no file like others. */
function reasonsOf(changes: readonly Change[]): readonly string[] {
  const kinds = new Set(changes.map(({ kind }) => kind));
  const isSettings = changes.some(({ file }) => file === 'penstock.yaml');
  const told = architectKinds.flatMap(([kind, why]) => (kinds.has(kind) ? [why] : []));
  return isSettings ? [...told, 'it changes the settings of the workspace'] : told;
}

/** True where everybody who must approve did. */
export function isMet(needs: readonly ReviewNeed[]): boolean {
  return needs.every(({ count, doneBy }) => doneBy.length >= count);
}

function joinReasons(reasons: readonly string[]): string {
  return reasons.length === 1 ? (reasons[0] ?? '') : `${reasons.slice(0, -1).join(', ')} and ${reasons.at(-1) ?? ''}`;
}

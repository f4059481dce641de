import type { Voted } from '#flow/interpret/entry.ts';
import { isJsonObject, type JsonObject } from '#flow/json.ts';
import { decodeFrame } from '../engine/journal.ts';
import { resolvedConfig } from '../engine/step-config.ts';
import { readPlan } from '../runs/runs.ts';
import type { ApprovalRow } from '../store/row.ts';
import type { StoreReads } from '../store/store.ts';

/** What a person needs to know of an approval besides what is shown. Instants are epoch milliseconds. */
export type ApprovalStory = {
  readonly flowName: string;
  readonly step: string;
  readonly key: string | undefined;
  readonly startedAt: number;
  /** Agreed shape of what is to be filled in; undefined where nothing is. */
  readonly form: JsonObject | undefined;
  /** How many must approve. */
  readonly quorum: number;
  /** Decisions that count towards it so far. */
  readonly votes: readonly Pick<Voted, 'by' | 'at' | 'decision' | 'reason'>[];
};

/** Tells what an approval is part of; undefined when its run or plan is no longer known. */
export async function describeApproval(
  store: Pick<StoreReads, 'loadRun' | 'loadPlan'>,
  approval: ApprovalRow,
): Promise<ApprovalStory | undefined> {
  const stored = await store.loadRun(approval.run);
  const plan = stored === undefined ? undefined : await readPlan(store, stored.row.plan);
  const node = plan?.nodes[approval.node];
  if (stored === undefined || plan === undefined || node === undefined) return undefined;
  const entries = stored.frames.flatMap(decodeFrame);
  const prepared = entries.find((entry) => entry.kind === 'prepared' && entry.path === approval.path);
  const config = resolvedConfig(node, prepared?.kind === 'prepared' ? prepared.config : '{}');
  const votes = entries.filter((entry): entry is Voted => entry.kind === 'voted' && entry.path === approval.path);
  return {
    flowName: plan.name,
    step: node.name,
    key: stored.row.key,
    startedAt: stored.row.startedAt,
    form: isJsonObject(config.form) ? config.form : undefined,
    quorum: typeof config.quorum === 'number' ? config.quorum : 1,
    votes: votes.map(({ by, at, decision, reason }) => ({
      by,
      at,
      decision,
      ...(reason === undefined ? {} : { reason }),
    })),
  };
}

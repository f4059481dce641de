import { scopeOfFrame, splitStep } from '#flow/interpret/path.ts';
import type { Plan } from '#flow/plan/plan.ts';
import type { ActiveRun } from './active-run.ts';

/** The name under which a run notes that it only waits for a commit of what its items came to. */
const place = 'checkpoint';

const limitsOf = new WeakMap<Plan, ReadonlyMap<string, number>>();

/** True when as many items are over as one commit may hold, for any list that sets such a bound. */
export function isCheckpointDue(run: ActiveRun): boolean {
  const limits = limitsOf.get(run.plan) ?? readLimits(run.plan);
  if (limits.size === 0) return false;
  const counts = new Map<string, number>();
  for (const entry of run.tail) {
    const scope = entry.kind === 'scope-closed' ? scopeOfFrame(entry.frame) : undefined;
    const limit = scope === undefined ? undefined : limits.get(splitStep(scope).node);
    if (scope === undefined || limit === undefined) continue;
    const count = (counts.get(scope) ?? 0) + 1;
    if (count >= limit) return true;
    counts.set(scope, count);
  }
  return false;
}

function readLimits(plan: Plan): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const [id, { config }] of Object.entries(plan.nodes))
    if (typeof config.checkpointEvery === 'number') limits.set(id, config.checkpointEvery);
  limitsOf.set(plan, limits);
  return limits;
}

/** Notes that the run goes on after its next commit. */
export function holdForCheckpoint(run: ActiveRun): void {
  run.heldBack.set(place, { why: 'store', untilMs: undefined });
}

/** The commit is done. */
export function passCheckpoint(run: ActiveRun): void {
  run.heldBack.delete(place);
}

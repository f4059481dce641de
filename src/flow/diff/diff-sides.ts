import type { Change } from './change.ts';
import { risks } from './change.ts';
import { diffConnections } from './diff-connections.ts';
import { diffContracts } from './diff-contracts.ts';
import { diffEnvironments } from './diff-environments.ts';
import { diffFlows } from './diff-flows.ts';
import { diffGovernance } from './diff-governance.ts';
import { diffReach } from './diff-reach.ts';
import type { DiffFacts } from './flow-pair.ts';
import { pairFlows } from './pair-flows.ts';
import type { DiffSide } from './side.ts';

/**
 * Every difference between two sides, each as one sentence for a reviewer: riskiest first; inside a risk what is
 * newly reached first, then by flow (what belongs to no flow last), then in the order of its steps. Empty where
 * nothing differs. Linear in the two sides.
 */
export function diffSides(before: DiffSide, after: DiffSide, facts: DiffFacts): readonly Change[] {
  const flows = pairFlows(before.flows, after.flows);
  return sortChanges([
    ...diffReach({ before, after, flows }, facts),
    ...flows.flatMap((pair) => diffFlows(pair.before, pair.after, facts)),
    ...diffContracts(before, after),
    ...diffConnections(before.connections, after.connections),
    ...diffEnvironments(before.environments, after.environments),
    ...diffGovernance(before, after),
  ]);
}

/** Riskiest first, then reach, then by flow; what is alike stays in the order it has. */
export function sortChanges(changes: readonly Change[]): readonly Change[] {
  return [...changes].sort((one, other) => {
    const byRisk = risks.indexOf(one.risk) - risks.indexOf(other.risk);
    if (byRisk !== 0) return byRisk;
    const byReach = Number(other.kind === 'reach') - Number(one.kind === 'reach');
    if (byReach !== 0) return byReach;
    if (one.flow === other.flow) return 0;
    if (one.flow === null || other.flow === null) return one.flow === null ? 1 : -1;
    return one.flow < other.flow ? -1 : 1;
  });
}

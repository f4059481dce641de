import type { Evidence, Expectations, Violation } from './evidence.ts';
import { type Facts, gatherFacts } from './facts.ts';
import { checkApprovals } from './invariants/approvals.ts';
import { checkAudit } from './invariants/audit.ts';
import { checkBreaker } from './invariants/breaker.ts';
import { checkCompensation } from './invariants/compensation.ts';
import { checkEffects } from './invariants/effects.ts';
import { checkInbox, countInbox } from './invariants/inbox.ts';
import { checkIntents } from './invariants/intents.ts';
import { checkLanes } from './invariants/lanes.ts';
import { checkLiveness } from './invariants/liveness.ts';
import { checkSecrets } from './invariants/secrets.ts';
import { checkTimers } from './invariants/timers.ts';
import { checkVersions } from './invariants/versions.ts';

/** What a check came to. */
export type Report = {
  readonly violations: readonly Violation[];
  readonly counts: {
    readonly events: number;
    readonly acknowledged: number;
    readonly lost: number;
    readonly duplicated: number;
    readonly runs: number;
    readonly calls: number;
    readonly effects: number;
    readonly auditEntries: number;
  };
};

const checks: readonly ((facts: Facts) => Iterable<Violation>)[] = [
  checkInbox,
  checkLiveness,
  checkEffects,
  checkIntents,
  checkApprovals,
  checkCompensation,
  checkLanes,
  checkAudit,
  checkSecrets,
  checkBreaker,
  checkTimers,
  checkVersions,
];

/**
 * Holds what clients saw, what targets received and what the store says against the promises of the runtime. One
 * checker for killed processes, simulations and soaks. Call it after faults ended and everything came to rest.
 */
export function checkHistory(evidence: Evidence, expectations: Expectations): Report {
  const facts = gatherFacts(evidence, expectations);
  return {
    violations: checks.flatMap((check) => [...check(facts)]),
    counts: {
      ...countInbox(facts),
      runs: evidence.runs.length,
      calls: evidence.calls.length,
      effects: evidence.calls.filter((call) => call.applied).length,
      auditEntries: evidence.audit.length,
    },
  };
}

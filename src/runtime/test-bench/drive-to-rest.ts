import { parseDuration } from '#flow/duration.ts';
import { exampleOf } from '#flow/flow-test/example-value.ts';
import type { ApprovalDecision, DecisionFacts } from '#flow/flow-test/flow-test.ts';
import type { Simulation } from '#flow/flow-test/flow-try.ts';
import { isJsonObject, type Json } from '#flow/json.ts';
import type { Plan } from '#flow/plan/plan.ts';
import type { RunningEngine } from '../engine/engine.ts';
import type { Clock } from '../engine/ports.ts';
import { isFinal } from '../store/command.ts';
import type { ApprovalRow } from '../store/row.ts';
import type { Store } from '../store/store.ts';
import type { SimulatedEffects } from './simulated-effects.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How long a try may really take, in milliseconds. */
const longestMs = 30_000;
/** Looks without anything that could still happen before a run counts as at rest. */
const mostIdleLooks = 10;

/** A run to be driven. */
export type Driving = {
  readonly store: Store;
  readonly time: VirtualTime;
  readonly engine: RunningEngine;
  readonly simulated: SimulatedEffects;
  readonly plan: Plan;
  readonly run: string;
  readonly ask: {
    readonly approvals: Readonly<Record<string, ApprovalDecision | DecisionFacts>>;
    readonly undecided: 'approve' | 'leave';
  };
  /** The machine's clock: a system that does not answer must not hold a try for ever. */
  readonly machine: Pick<Clock, 'mono' | 'after'>;
};

/**
 * Moves virtual time on until the run is over, or waits for something that will never come: a person nobody plays, a
 * doubt only a person can settle.
 *
 * @returns the decisions that were made for people, by path of the approval
 */
export async function driveToRest(driving: Driving): Promise<ReadonlyMap<string, Simulation>> {
  const { store, time, engine, run } = driving;
  const decided = new Map<string, Simulation>();
  const { machine } = driving;
  const giveUpAt = machine.mono() + longestMs;
  for (let idle = 0; idle < mostIdleLooks && machine.mono() < giveUpAt; ) {
    await atMost(giveUpAt - machine.mono(), time.quiet(), machine);
    const row = (await store.loadRun(run))?.row;
    if (row === undefined || isFinal(row.state)) return decided;
    const next = await nextMoment(driving, decided);
    if (next === 'acted') continue;
    idle = next === undefined ? idle + 1 : 0;
    time.moveTo(next ?? time.nextAt() ?? time.clock.now());
    // The engine sleeps at most half a minute at a time; without this a day of waiting would be many looks.
    engine.wake([run]);
  }
  return decided;
}

async function atMost(limitMs: number, work: Promise<void>, { after }: Pick<Clock, 'after'>): Promise<void> {
  let withdraw = (): void => undefined;
  const late = new Promise<void>((resolve) => {
    withdraw = after(limitMs, resolve);
  });
  await Promise.race([work, late]);
  withdraw();
}

/** When something can happen next; `acted` where a person was played just now, undefined where nothing is in sight. */
async function nextMoment(driving: Driving, decided: Map<string, Simulation>): Promise<number | 'acted' | undefined> {
  const { store, time, simulated } = driving;
  // An answer that takes its time comes before any timer that is only looked at now and then.
  if (simulated.waiting() > 0) return time.nextAt();
  const approvals = await store.listApprovals({ state: 'open', run: driving.run, limit: 200 });
  const due: number[] = [];
  for (const approval of approvals.rows) {
    const facts = decisionOn(driving, approval);
    if (facts === undefined) continue;
    const at = approval.openedAt + (facts.after === undefined ? 0 : (parseDuration(facts.after) ?? 0));
    if (at > time.clock.now()) due.push(at);
    else if (await decide(driving, approval, facts, decided)) return 'acted';
  }
  const timer = await store.nextTimerAt();
  if (timer !== undefined) due.push(timer);
  return due.length === 0 ? undefined : Math.max(time.clock.now(), Math.min(...due));
}

function decisionOn({ ask }: Driving, { node }: ApprovalRow): DecisionFacts | undefined {
  const stated = Object.hasOwn(ask.approvals, node) ? ask.approvals[node] : undefined;
  const facts = typeof stated === 'string' ? { decision: stated } : stated;
  if (facts?.decision === 'expired') return undefined;
  return facts ?? (ask.undecided === 'approve' ? { decision: 'approved' } : undefined);
}

/** Plays as many people as the approval asks for; false where the engine would not take the decision. */
async function decide(
  { engine, plan }: Driving,
  approval: ApprovalRow,
  facts: DecisionFacts,
  decided: Map<string, Simulation>,
): Promise<boolean> {
  if (facts.decision === 'expired' || decided.has(approval.path)) return false;
  const config = plan.nodes[approval.node]?.config ?? {};
  const quorum = facts.decision === 'approved' && typeof config.quorum === 'number' ? config.quorum : 1;
  const form: Json | undefined = facts.form ?? (isJsonObject(config.form) ? exampleOf(config.form) : undefined);
  const who = facts.by ?? 'somebody';
  let isTaken = true;
  for (let person = 1; person <= quorum && isTaken; person += 1) {
    const outcome = await engine.decideApproval({
      approval: approval.id,
      decision: facts.decision,
      by: person === 1 ? who : `${who} ${person}`,
      shownHash: approval.shownHash,
      ...(facts.reason === undefined ? {} : { reason: facts.reason }),
      ...(form === undefined || facts.decision === 'rejected' ? {} : { form }),
    });
    isTaken = outcome.kind === 'done';
  }
  const sentence = isTaken
    ? `"${approval.title}" was ${facts.decision} by the try; nobody was asked.`
    : `"${approval.title}" could not be decided: the flow excludes ${who}, or its form is not filled in as it asks.`;
  decided.set(approval.path, { source: 'decision', sentence });
  return true;
}

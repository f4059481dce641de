import { parseDuration } from '../duration.ts';
import { parseRate } from '../workspace/ids.ts';
import type { DecisionRecord } from './decision.ts';

type Mode = NonNullable<DecisionRecord['mode']>;
type Control = NonNullable<DecisionRecord['control']>;

/** One thing that spoke for a way of working, in words. */
export type Argument<Way> = { readonly for: Way; readonly points: number; readonly because: string };

/** What the answers of a record speak for. */
export type DecisionScore = {
  readonly mode: Mode;
  readonly control: Control;
  readonly points: Readonly<Record<Mode, number>>;
  readonly arguments: readonly (Argument<Mode> | Argument<Control>)[];
};

/** What the score must know of the flow itself. */
export type DecisionFacts = {
  /** Systems it reaches. */
  readonly systems: number;
  /** Writes to them. */
  readonly writes: number;
  /** True where people decide, time passes, or something is undone. */
  readonly hasProcess: boolean;
};

const second = 1_000;
const hour = 3_600_000;

/**
 * Scores real-time, event and batch, and direct or orchestrated, from what is asked of a flow. The strongest argument
 * is how old the data may be; volume and recovery only move what lies between.
 */
export function scoreDecision(record: DecisionRecord, facts: DecisionFacts): DecisionScore {
  const modes = [...argueStaleness(record), ...argueVolume(record), ...argueRecovery(record), ...argueImpact(record)];
  const points = { realtime: 0, event: 0, batch: 0 };
  for (const { for: mode, points: more } of modes) points[mode] += more;
  // Between equals the milder one: events keep working when one side is away.
  const mode = (['event', 'batch', 'realtime'] as const).reduce((best, one) =>
    points[one] > points[best] ? one : best,
  );
  const control = [...argueControl(facts)];
  const orchestrated = control.filter((one) => one.for === 'orchestrated').length > 0;
  return { mode, control: orchestrated ? 'orchestrated' : 'direct', points, arguments: [...modes, ...control] };
}

function* argueStaleness({ staleness }: DecisionRecord): Generator<Argument<Mode>> {
  const ms = parseDuration(staleness ?? '');
  if (ms === undefined) return;
  if (ms <= 10 * second) yield { for: 'realtime', points: 4, because: 'the data may be seconds old at most' };
  else if (ms < 4 * hour) yield { for: 'event', points: 4, because: 'minutes to a few hours are soon enough' };
  else yield { for: 'batch', points: 4, because: 'hours or a day are soon enough' };
}

function* argueVolume({ volume }: DecisionRecord): Generator<Argument<Mode>> {
  const perSecond = parseRate(volume ?? '');
  if (perSecond === undefined) return;
  if (perSecond > 50) yield { for: 'batch', points: 1, because: 'so much arrives that pages cost less than calls' };
  else yield { for: 'event', points: 1, because: 'the volume is small enough for one run each' };
}

function* argueRecovery({ recovery }: DecisionRecord): Generator<Argument<Mode>> {
  const ms = parseDuration(recovery ?? '');
  if (ms === undefined) return;
  if (ms <= 60 * second) yield { for: 'event', points: 1, because: 'kept events survive a failure of either side' };
  else if (ms >= 8 * hour)
    yield { for: 'batch', points: 1, because: 'the next window is early enough after a failure' };
}

function* argueImpact({ impact, staleness }: DecisionRecord): Generator<Argument<Mode>> {
  if (impact !== 'high') return;
  const ms = parseDuration(staleness ?? '') ?? hour;
  if (ms <= 10 * second) yield { for: 'realtime', points: 1, because: 'a wrong answer at once costs much' };
  else yield { for: 'event', points: 1, because: 'much depends on it, so nothing may wait for a window' };
}

function* argueControl({ systems, writes, hasProcess }: DecisionFacts): Generator<Argument<Control>> {
  if (systems > 1) yield { for: 'orchestrated', points: 2, because: `${systems} systems must agree` };
  if (writes > 1) yield { for: 'orchestrated', points: 1, because: 'a failure between two writes must be made good' };
  if (hasProcess) yield { for: 'orchestrated', points: 1, because: 'people, waiting or undoing belong to it' };
  if (systems <= 1 && writes <= 1 && !hasProcess)
    yield { for: 'direct', points: 2, because: 'one system and one call' };
}

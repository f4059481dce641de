import type { JsonText } from '#flow/json.ts';
import type { Plan } from '#flow/plan/plan.ts';
import type { HoldRow } from '../store/row.ts';
import type { Store } from '../store/store.ts';
import type { ActiveRun } from './active-run.ts';
import type { Answer, Engine, EngineEvent } from './engine-port.ts';
import type { Clock, Effects, Hash, Ids, Log, Random, Sandbox } from './ports.ts';

/** Named moments at which the crash tests end the process. */
export type CrashPoint =
  | 'event-verified'
  | 'before-accept-commit'
  | 'after-accept-commit'
  | 'before-intent-commit'
  | 'intent-written'
  | 'response-received-before-commit'
  | 'outcome-written'
  | 'before-finish-commit'
  | 'approval-decided-before-commit'
  | 'timer-fired'
  | 'replay-accepted';

/** Everything the engine gets from outside. */
export type EnginePorts = {
  readonly store: Store;
  readonly sandbox: Sandbox;
  readonly effects: Effects;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly hash: Hash;
  readonly log: Log;
  /** Called at every named moment; does nothing outside the crash tests. */
  readonly reach: (point: CrashPoint) => void;
  /** Called once when the store is broken for good: the process must end and recover at its next start. */
  readonly onBroken: (cause: unknown) => void;
};

/** A flow version that takes new events. */
export type LiveFlow = { readonly flow: string; readonly version: string; readonly plan: Plan };

/** What the parts of the engine share. */
export type EngineContext = EnginePorts & {
  readonly environment: string;
  /** What expressions of new events read as `$vars`; runs under way keep theirs. */
  vars: JsonText;
  readonly active: Map<string, ActiveRun>;
  readonly live: Map<string, LiveFlow>;
  /** Plans by hash, for runs that started on an earlier version. */
  readonly plans: Map<string, Plan>;
  readonly holds: Map<string, HoldRow>;
  readonly listeners: Set<(event: EngineEvent) => void>;
  /** Answers and ends of runs just committed, so that the door need not read them back; bounded, oldest leave first. */
  readonly answers: Map<string, Answer>;
  /** Callers waiting for the answer or the end of a run. */
  readonly answerWaiters: Map<string, Set<() => void>>;
  /** Brings runs into memory and advances them. */
  wake: (runs: readonly string[]) => void;
  /** The same after a pause. */
  wakeLater: (runs: readonly string[], delayMs: number) => void;
  /** Runs what was set aside, or a past run, again. */
  replay: Engine['replay'];
  /** Arms the timer queue for a recorded time, epoch milliseconds. */
  noteTimer: (at: number) => void;
  /** When this process took up what the last one left, epoch milliseconds. */
  recoveredAt: number;
  /** True from SIGTERM on: nothing new starts. */
  isDraining: boolean;
};

/** The key of a hold in `holds`. */
export function holdKey(target: HoldRow['target']): string {
  return target.kind === 'runtime' ? 'runtime' : `${target.kind}:${target.id}`;
}

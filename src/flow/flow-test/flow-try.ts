import type { Failure } from '../failure.ts';
import type { Json } from '../json.ts';

/** Where an answer of a simulated step came from. */
export type SimulationSource = 'pin' | 'stub' | 'sample' | 'derived' | 'decision';

/** Why a step was simulated, and with what. */
export type Simulation = { readonly source: SimulationSource; readonly sentence: string };

/** One attempt of a step. Instants are ISO texts of the run's own clock, which is virtual in a try. */
export type TriedAttempt = {
  readonly number: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly failure: Failure | null;
};

/** One step of a tried run. */
export type TriedStep = {
  /** Unique in the run; names items and scope attempts. */
  readonly path: string;
  readonly node: string;
  readonly name: string | null;
  readonly type: string | null;
  readonly state: 'ready' | 'running' | 'waiting' | 'in doubt' | 'done' | 'failed' | 'skipped' | 'cancelled';
  readonly attempts: readonly TriedAttempt[];
  readonly ports: readonly string[];
  /** Absent for a step that was never reached. */
  readonly input?: Json;
  /** What it handed on along its edges. */
  readonly output?: Json;
  /** What it learned where that is not the output: a system's answer, a decision. */
  readonly result?: Json;
  readonly failure: Failure | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly simulated: boolean;
  readonly simulation: Simulation | null;
  readonly pinned: boolean;
};

/** How many times an edge delivered. */
export type TriedEdge = { readonly from: string; readonly port: string; readonly to: string; readonly count: number };

/** A run that was tried, or a recorded one told in the same words. */
export type FlowTry = {
  readonly state:
    | 'accepted'
    | 'running'
    | 'waiting'
    | 'closing'
    | 'succeeded'
    | 'failed'
    | 'cancelled'
    | 'superseded'
    | 'refused';
  readonly waitingFor: string | null;
  readonly failure: Failure | null;
  readonly output?: Json;
  /** True when at least one effect or decision was simulated. */
  readonly simulatedEffects: boolean;
  readonly environment: { readonly name: string; readonly purpose: 'dev' | 'test' | 'live' };
  readonly trigger: string;
  readonly input: Json;
  readonly steps: readonly TriedStep[];
  readonly edges: readonly TriedEdge[];
  /** Calls per step that reached its system, or what stood in for it. */
  readonly effects: Readonly<Record<string, number>>;
  /** How long it really took, in milliseconds. */
  readonly durationMs: number;
  /** How long it would have taken: waits and retries counted, in milliseconds. */
  readonly virtualMs: number;
  /** The scope that ran in place of a step inside it, where that was so. */
  readonly ranInstead: string | null;
};

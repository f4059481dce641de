import type { FailureKind } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';

/** The tests of one flow: the value of one `flows/<id>.tests.yaml`. */
export type FlowTests = {
  readonly flow: string;
  readonly tests: readonly FlowTest[];
  /** Comments by path, as they stand in the file; they travel with what they stand above. */
  readonly comments: ReadonlyMap<string, readonly string[]>;
};

/** One test: what comes in, how systems and people answer, and what must come of it. */
export type FlowTest = {
  /** Unique in its file. */
  readonly name: string;
  readonly notes?: string;
  /** What the trigger hands on: a path of the workspace such as `samples/small-order.json`, or the value itself. */
  readonly given: Json;
  /** Id of the trigger node; the first one of the flow when absent. */
  readonly trigger?: string;
  /** Environment whose variables apply; the one with `purpose: dev` when absent. */
  readonly env?: string;
  /** Variables that differ from the environment's. */
  readonly vars?: JsonObject;
  /** ISO instant at which the virtual clock starts. */
  readonly at?: string;
  /** Answers by node id, used in order. */
  readonly stubs?: Readonly<Record<string, readonly Stub[]>>;
  /** Decisions by node id of an approval. */
  readonly approvals?: Readonly<Record<string, ApprovalDecision | DecisionFacts>>;
  readonly expect: Expectation;
};

/** What somebody does about an approval; `expired` is nobody doing anything until it is due. */
export type ApprovalDecision = 'approved' | 'rejected' | 'expired';

/** A decision with its circumstances. */
export type DecisionFacts = {
  readonly decision: ApprovalDecision;
  readonly by?: string;
  readonly reason?: string;
  /** What was filled in. */
  readonly form?: Json;
  /** How long after it was opened, as a duration text. */
  readonly after?: string;
};

/** One answer of a system, or a failure in its place. */
export type Stub = {
  readonly answer?: Json;
  /** Port the answer leaves by; the first of the step when absent. */
  readonly port?: string;
  readonly fail?: StubFailure;
  /** How long the answer takes in virtual time, as a duration text. */
  readonly delay?: string;
  /** How many calls get this answer; 1 when absent, and the last answer of a list goes on. */
  readonly times?: number;
  /** Only calls whose request (the step's config and its input) holds this get the answer. */
  readonly when?: JsonObject;
};

/** A failure as a test names it. */
export type StubFailure = {
  readonly kind: FailureKind;
  readonly code?: string;
  readonly title?: string;
  /** The request may have taken effect. */
  readonly unknown?: boolean;
  /** Duration text. */
  readonly retryAfter?: string;
  /** How many calls meet it; 1 when absent. */
  readonly times?: number;
};

/** What a test asks of the run. What is not named is not asked. */
export type Expectation = {
  readonly state?: 'succeeded' | 'failed' | 'waiting' | 'cancelled' | 'refused';
  /** Ids of the steps that ran, no more and no fewer. */
  readonly path?: readonly string[];
  /** Part of the run's output that must be there. */
  readonly output?: Json;
  /** The run's output exactly. */
  readonly outputEquals?: Json;
  /** Code of the failure the run ended with. */
  readonly failure?: string;
  /** How many times each step acted on its system. */
  readonly effects?: Readonly<Record<string, number>>;
  readonly steps?: Readonly<Record<string, StepExpectation>>;
};

/** What a test asks of one step. */
export type StepExpectation = {
  readonly state?: 'done' | 'failed' | 'skipped' | 'waiting' | 'cancelled' | 'in doubt';
  /** Outcome the step took. */
  readonly port?: string;
  /** Part of what it received. */
  readonly input?: Json;
  /** Part of what it handed on. */
  readonly output?: Json;
  /** What it handed on exactly. */
  readonly outputEquals?: Json;
  readonly attempts?: number;
  /** Code of its failure. */
  readonly failure?: string;
};

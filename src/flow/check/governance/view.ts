import type { PathStep } from '../../graph/collide.ts';
import type { JsonObject } from '../../json.ts';
import type { Lineage } from '../../lineage/lineage.ts';
import { traceData } from '../../lineage/trace-data.ts';
import type { Bound } from '../../template/follows.ts';
import type { ConnectionFacts } from '../context.ts';
import type { Examination, ExaminedNode } from '../examination.ts';
import type { Finding, FindingFix } from '../finding.ts';

/** A flow as the rules of one template see it. */
export type View = {
  readonly examination: Examination;
  readonly bound: Bound;
  readonly parameters: JsonObject;
  /** Which data goes where; worked out once, when the first rule asks. */
  readonly lineage: () => Lineage;
};

/** One place where a demand is not met. */
export type Violation = {
  readonly node?: ExaminedNode;
  readonly edge?: Finding['edge'];
  /** Place in the document, where it is more exact than the step. */
  readonly path?: string;
  readonly position?: Finding['position'];
  /** What fills `{detail}` of the rule's sentence. */
  readonly detail?: string;
  readonly paths?: readonly (readonly PathStep[])[];
  readonly related?: readonly string[];
  /** True where it could not be told because nobody declared the fact. */
  readonly isUnknown?: true;
  /** Names for the sentence and the fix beyond the usual ones. */
  readonly values?: Readonly<Record<string, string>>;
  /** A mend that fits this place better than the rule's own. */
  readonly fix?: FindingFix;
};

/** What a named property of steps answers: yes, no, unknown, or no with what there is to say about it. */
export type PropertyAnswer = boolean | undefined | Omit<Violation, 'node'>;

/** A named property of steps, for rules that settings alone cannot express. */
export type StepProperty = {
  readonly name: string;
  /** What is true of a step that has it, for the reference page of rule writers. */
  readonly says: string;
  readonly ask: (node: ExaminedNode, view: View) => PropertyAnswer;
};

/** A named property of whole flows; yields every place that stands against it. */
export type FlowProperty = {
  readonly name: string;
  readonly says: string;
  readonly ask: (view: View) => Iterable<Violation>;
};

/** Makes the view of a template; the lineage of a flow is shared by all views of one examination. */
export function createView(examination: Examination, bound: Bound): View {
  return { examination, bound, parameters: bound.parameters, lineage: () => lineageOf(examination) };
}

const lineages = new WeakMap<Examination, Lineage>();

function lineageOf(examination: Examination): Lineage {
  const known = lineages.get(examination) ?? traceData(examination);
  lineages.set(examination, known);
  return known;
}

/** The connection a step uses, where the workspace knows it. */
export function connectionOf(node: ExaminedNode, { context }: Examination): ConnectionFacts | undefined {
  const { connection } = node.node.config;
  return typeof connection === 'string' ? context.connections?.get(connection) : undefined;
}

/** The key of the header's defaults, such as `timeout`, or undefined. */
export function hasDefault({ flow }: Examination, key: string): boolean {
  return flow.defaults !== undefined && Object.hasOwn(flow.defaults, key);
}

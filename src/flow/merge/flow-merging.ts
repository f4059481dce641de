import type { Json } from '../json.ts';
import { joinPath } from '../text/path.ts';
import { type AlignedFlows, type Edges, nameOfStep, type StepTree } from './flow-tree.ts';
import type { MergeChoice, ValueMerge } from './merge-value.ts';

/** One place where two versions do not go together by themselves. */
export type MergeConflict = {
  /** Stays the same while other conflicts of the merge are settled. */
  readonly id: string;
  /** Id of the flow; null in a file that is no flow. */
  readonly flow: string | null;
  readonly node: string | null;
  /** Path from the step, or from the head of the file; null where the whole step is meant. */
  readonly field: string | null;
  /** What both sides did, and what stands there for now. */
  readonly sentence: string;
  readonly base?: Json;
  readonly ours?: Json;
  readonly theirs?: Json;
  /** True where `both` is a choice. */
  readonly canKeepBoth: boolean;
};

/** A merge of flows under way: its steps so far, and what could not be decided. */
export type FlowMerging = {
  readonly aligned: AlignedFlows;
  readonly choices: ReadonlyMap<string, MergeChoice>;
  readonly values: ValueMerge;
  readonly conflicts: MergeConflict[];
  readonly steps: Map<string, StepTree>;
  /** Steps one side removed and the other holds on to: the side whose step stands. */
  readonly kept: Map<string, 'ours' | 'theirs'>;
  readonly flow: string;
};

/** A conflict before it has the flow's id and only the sides there are. */
type NewConflict = {
  readonly id: string;
  readonly node: string | null;
  readonly field: string | null;
  readonly sentence: string;
  readonly base?: Json | undefined;
  readonly ours?: Json | undefined;
  readonly theirs?: Json | undefined;
  readonly canKeepBoth?: boolean;
};

/** Notes a conflict unless somebody chose already; gives the choice. */
export function raise(merging: FlowMerging, conflict: NewConflict): MergeChoice | undefined {
  const choice = merging.choices.get(conflict.id);
  if (choice === undefined && !merging.conflicts.some(({ id }) => id === conflict.id)) {
    merging.conflicts.push(buildConflict(merging.flow, conflict));
  }
  return choice;
}

/** A conflict whose absent sides are absent. */
export function buildConflict(flow: string | null, conflict: NewConflict): MergeConflict {
  const { id, node, field, sentence, base, ours, theirs, canKeepBoth = false } = conflict;
  return {
    id,
    flow,
    node,
    field,
    sentence,
    ...(base === undefined ? {} : { base }),
    ...(ours === undefined ? {} : { ours }),
    ...(theirs === undefined ? {} : { theirs }),
    canKeepBoth,
  };
}

/** The id of the conflict about a step, or about something of it. */
export function conflictId(merging: FlowMerging, step: string, ...below: readonly string[]): string {
  return below.reduce(joinPath, joinPath('nodes', merging.aligned.keyOf(step)));
}

/** `"Create order"`. */
export function sayStep({ aligned }: FlowMerging, id: string): string {
  return `"${nameOfStep(aligned.sides, id)}"`;
}

/** True where a step leads from an outcome to a target. */
export function leadsTo(tree: { readonly next: Edges } | undefined, port: string, target: string): boolean {
  return tree?.next.get(port)?.includes(target) === true;
}

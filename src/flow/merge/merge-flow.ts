import { writeEdges } from '../edit/edges.ts';
import type { Flow, FlowNode } from '../flow.ts';
import type { Json, JsonObject } from '../json.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { splitPath } from '../text/path.ts';
import { printFlow } from '../text/print.ts';
import { buildConflict, conflictId, type FlowMerging, type MergeConflict, raise, sayStep } from './flow-merging.ts';
import { type AlignedFlows, alignFlows, type FlowTree, holdsList, nameOfStep, type StepTree } from './flow-tree.ts';
import { mergeComments, unfoldComments } from './merge-comments.ts';
import { mergeExpressions } from './merge-expression.ts';
import { mergeOrder } from './merge-order.ts';
import { mergeSteps } from './merge-steps.ts';
import { type MergeChoice, mergeObject, startMerge, type Three, type ValueConflict } from './merge-value.ts';
import { sayChangedTwice, sayValue } from './say-conflict.ts';
import { settleSteps } from './settle-steps.ts';

/** Two versions of a flow brought together. */
export type MergedFlow = {
  /** With ours wherever nobody has chosen yet. */
  readonly flow: Flow;
  readonly conflicts: readonly MergeConflict[];
  /** What was merged, so that a choice can be carried out. */
  readonly sides: Three<Flow>;
  /** Choices so far, by the id of the conflict. */
  readonly choices: ReadonlyMap<string, MergeChoice>;
};

/**
 * Brings two versions of a flow together that grew from the same base, by what they mean: steps by id whoever renamed
 * or moved them, configs by field, edges as sets. Whatever either side has is in the flow or in a conflict.
 *
 * @param choices what was decided about conflicts of the same three flows, by their ids; default none
 */
export function mergeFlows(
  sides: Three<Flow>,
  catalogue: NodeCatalogue,
  choices: ReadonlyMap<string, MergeChoice> = new Map(),
): MergedFlow {
  const [base, ours, theirs] = [sides.base, sides.ours, sides.theirs].map((flow) => printFlow(flow, catalogue));
  if (theirs === base || theirs === ours) return { flow: sides.ours, conflicts: [], sides, choices };
  if (ours === base) return { flow: sides.theirs, conflicts: [], sides, choices };
  const merging = startMerging(sides, alignFlows(sides, choices, catalogue), choices);
  raiseRenames(merging);
  const trees = merging.aligned.sides;
  const header = mergeObject(merging.values, '', {
    base: trees.base.header,
    ours: trees.ours.header,
    theirs: trees.theirs.header,
  });
  mergeSteps(merging);
  settleSteps(merging);
  const told = merging.values.conflicts.map((conflict) => tellValue(merging, conflict));
  return { flow: buildFlow(merging, header, catalogue), conflicts: [...told, ...merging.conflicts], sides, choices };
}

/** Carries out what somebody chose; other conflicts stay, and new ones may come to light. */
export function resolveConflict(
  { sides, choices }: MergedFlow,
  conflict: Pick<MergeConflict, 'id'>,
  choice: MergeChoice,
  catalogue: NodeCatalogue,
): MergedFlow {
  return mergeFlows(sides, catalogue, new Map([...choices, [conflict.id, choice]]));
}

/** Rounds after which nothing new can come to light. */
const mostRounds = 50;

/** Settles every conflict in favour of one side. */
export function resolveAll(merged: MergedFlow, side: 'ours' | 'theirs', catalogue: NodeCatalogue): MergedFlow {
  let settled = merged;
  for (let round = 0; settled.conflicts.length > 0 && round < mostRounds; round += 1) {
    const chosen = settled.conflicts.map(({ id }) => [id, side] as const);
    settled = mergeFlows(settled.sides, catalogue, new Map([...settled.choices, ...chosen]));
  }
  return settled;
}

function startMerging(
  sides: Three<Flow>,
  aligned: AlignedFlows,
  choices: ReadonlyMap<string, MergeChoice>,
): FlowMerging {
  const values = startMerge(choices, mergeExpressions);
  return { aligned, choices, values, conflicts: [], steps: new Map(), kept: new Map(), flow: sides.ours.id };
}

function raiseRenames(merging: FlowMerging): void {
  for (const { base, ours, theirs, id } of merging.aligned.renamedTwice) {
    const sentence =
      ours === base
        ? `Theirs renamed the step ${sayStep(merging, id)} from ${base} to ${theirs}, which is another step in ours. It keeps its id.`
        : `Ours renamed the step ${sayStep(merging, id)} from ${base} to ${ours}, theirs to ${theirs}. Ours was kept.`;
    raise(merging, {
      id: conflictId(merging, id, 'id'),
      node: id,
      field: 'id',
      sentence,
      base,
      ours,
      theirs,
    });
  }
}

/** Says where in the flow a value is contested. */
function tellValue({ aligned, flow }: FlowMerging, conflict: ValueConflict): MergeConflict {
  const { path, base, ours, theirs, canKeepBoth } = conflict;
  const keys = splitPath(path);
  const isOfStep = keys[0] === 'nodes' && keys[1] !== undefined;
  const node = isOfStep ? idOfKey(aligned, keys[1] ?? '') : null;
  const field = (isOfStep ? keys.slice(2) : keys).map((key) => key.replace(/^=/, '')).join('.');
  const what = node === null ? `${field} of the flow` : `${field} of "${nameOfStep(aligned.sides, node)}"`;
  const sentence =
    field === 'place' && node !== null
      ? `Both sides moved the step "${nameOfStep(aligned.sides, node)}": ours to ${sayPlace(ours)}, theirs to ${sayPlace(theirs)}. Ours was kept.`
      : sayChangedTwice(what, conflict);
  return buildConflict(flow, { id: path, node, field, sentence, base, ours, theirs, canKeepBoth });
}

function sayPlace(place: Json | undefined): string {
  return place === '' ? 'the flow itself' : sayValue(place);
}

function idOfKey({ sides, keyOf }: AlignedFlows, key: string): string {
  const ids = [...sides.ours.steps.keys(), ...sides.theirs.steps.keys()];
  return ids.find((id) => keyOf(id) === key) ?? key;
}

function buildFlow(merging: FlowMerging, header: JsonObject, catalogue: NodeCatalogue): Flow {
  const { base, ours, theirs } = merging.aligned.sides;
  const nodes = buildList(merging, '', catalogue);
  const written = { base: base.comments, ours: ours.comments, theirs: theirs.comments };
  const comments = mergeComments(written, merging.kept);
  // The header came out of flows, key by key.
  const flow = { ...(header as unknown as Omit<Flow, 'nodes' | 'comments'>), nodes, comments: new Map() };
  return unfoldComments(flow, comments);
}

function buildList(merging: FlowMerging, place: string, catalogue: NodeCatalogue): readonly FlowNode[] {
  const orderIn = (tree: FlowTree): readonly string[] => tree.orders.get(place) ?? [];
  const { base, ours, theirs } = merging.aligned.sides;
  const order = mergeOrder({ base: orderIn(base), ours: orderIn(ours), theirs: orderIn(theirs) });
  const here = [...merging.steps].filter(([, tree]) => tree.place === place).map(([id]) => id);
  const known = new Set(order);
  const ids = [...order, ...here.filter((id) => !known.has(id))];
  return ids.flatMap((id) => {
    const tree = merging.steps.get(id);
    return tree === undefined || tree.place !== place ? [] : [buildNode(merging, id, tree, catalogue)];
  });
}

function buildNode(merging: FlowMerging, id: string, tree: StepTree, catalogue: NodeCatalogue): FlowNode {
  const { lists: _lists, ...fields } = tree.fields;
  const lists = (['body', 'compensations'] as const).flatMap((list) => {
    const nodes = buildList(merging, `${id}.${list}`, catalogue);
    return nodes.length === 0 && !holdsList(tree, list) ? [] : [[list, nodes] as const];
  });
  const was = wasOf(merging, id, tree);
  // Every key came out of a step of one of the three flows.
  const node = {
    id,
    ...fields,
    ...(was.length === 0 ? {} : { was }),
    ...Object.fromEntries(lists),
  } as unknown as FlowNode;
  const ports = [...tree.next].map(([port, targets]) => ({ port, targets, list: targets.length > 1 }));
  const isShort = ports.length === 1 && ports[0]?.list === false;
  const whole = { ...node, config: node.config ?? {}, next: { short: isShort, ports } };
  return writeEdges(whole, ports, catalogue);
}

/** A name that lost stays reserved, so that positions and claims under it are found. */
function wasOf({ aligned, steps }: FlowMerging, id: string, { was }: StepTree): readonly string[] {
  const twice = aligned.renamedTwice.find((one) => one.id === id);
  const names = twice === undefined ? was : [...was, twice.ours, twice.theirs];
  return [...new Set(names)].filter((name) => name !== id && !steps.has(name));
}

import { z } from 'zod';
import type { Flow, FlowNode } from '../flow.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type Problem, refuse, succeed } from '../problem.ts';
import { moveComments } from '../text/comments.ts';
import { joinPath } from '../text/path.ts';
import { manifestOf } from '../text/print.ts';
import { findCrossing, rewire } from './border.ts';
import { replaceTargets } from './edges.ts';
import { containerSchema, type EditKind, stepIds } from './edit-kind.ts';
import { changeList, findList, findPlace, isSameContainer, type NodeList, withoutKey } from './places.ts';
import { insideProblem, labelOf, unknownStep } from './refusals.ts';
import { liftNodes } from './remove-node.ts';
import { nameOf, saySteps } from './say.ts';
import { dropLostUndo } from './undo-references.ts';

const schema = z.strictObject({
  ids: stepIds,
  /** Null: the flow itself. */
  container: containerSchema.nullable(),
});

/** Moves steps into a scope, out of it, or among undo steps. */
export type MoveNodes = z.infer<typeof schema>;

/**
 * `move-nodes`: connections between what moves stay. Those that would cross a border are rewired to the scope where
 * that is certain, and dropped where it is not; `lostEdges` tells which.
 */
export const moveNodes: EditKind<MoveNodes> = {
  arguments: schema,
  apply(flow, { ids, container }, catalogue) {
    const unknown = ids.find((id) => findPlace(flow, id) === undefined);
    if (unknown !== undefined) return refuse(unknownStep(unknown));
    const list = findList(flow, container);
    if (!list.ok) return list;
    const moving = new Set(ids.filter((id) => !isSameContainer(findPlace(flow, id)?.container ?? null, container)));
    if (moving.size === 0) return succeed(flow);
    const problem = refuseMove(flow, moving, list.value, catalogue);
    return problem === undefined ? succeed(carryOver(flow, moving, list.value, catalogue)) : refuse(problem);
  },
  describe: ({ ids, container }, flow) => ({
    ...saySteps(flow, ids),
    into: container === null ? '' : nameOf(flow, container.scope),
  }),
};

function refuseMove(
  flow: Flow,
  moving: ReadonlySet<string>,
  { scopes }: NodeList,
  catalogue: NodeCatalogue,
): Problem | undefined {
  const inner = scopes.at(-1);
  const own = scopes.find(({ id }) => moving.has(id));
  if (own !== undefined) {
    const message = `${labelOf(own)} cannot stand inside itself. Choose a place outside of it.`;
    return { code: 'edit/into-itself', message, node: own.id };
  }
  for (const id of inner === undefined ? [] : moving) {
    const node = findPlace(flow, id)?.node;
    const problem = node && inner && insideProblem(manifestOf(node, catalogue), inner);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function carryOver(flow: Flow, moving: ReadonlySet<string>, list: NodeList, catalogue: NodeCatalogue): Flow {
  const { container } = list;
  const outer = container === null ? undefined : findPlace(flow, container.scope)?.siblings;
  const crossing = findCrossing(outer ?? [], moving);
  const { flow: left, lifted } = liftNodes(flow, moving, catalogue);
  const comments = lifted.reduce((kept, { id }) => {
    const from = findPlace(flow, id)?.path;
    return from === undefined ? kept : moveComments(kept, from, joinPath(list.path, id));
  }, flow.comments);
  const placed = changeList(left, container, (nodes) => [...nodes, ...trim(nodes, lifted, list, catalogue)]);
  const rewired = container?.list === 'body' ? rewire(placed, container.scope, crossing, catalogue) : placed;
  return dropLostUndo(flow, { ...rewired, comments });
}

/** Keeps of the moved nodes' edges those that stay within their new list; undo nodes have none. */
function trim(
  nodes: readonly FlowNode[],
  lifted: readonly FlowNode[],
  { container }: NodeList,
  catalogue: NodeCatalogue,
): readonly FlowNode[] {
  if (container?.list === 'compensations') return lifted.map((node) => withoutKey(withoutKey(node, 'next'), 'pivot'));
  const near = new Set([...nodes, ...lifted].map(({ id }) => id));
  return lifted.map((node) => replaceTargets(node, ({ to }) => (near.has(to) ? [to] : []), catalogue));
}

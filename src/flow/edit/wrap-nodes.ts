import { z } from 'zod';
import { allNodes, type Flow, type FlowNode } from '../flow.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { moveComments } from '../text/comments.ts';
import { joinPath, parentPath } from '../text/path.ts';
import { manifestOf } from '../text/print.ts';
import { type Crossing, findCrossing, rewire, targetsOf } from './border.ts';
import { edgesFrom, replaceTargets } from './edges.ts';
import { type EditKind, stepId, stepIds, stepName } from './edit-kind.ts';
import { makeNode } from './initial-node.ts';
import { changeList, findPlace, isSameContainer, type Place } from './places.ts';
import { insideProblem, labelOf, undoHasNoEdges, unknownStep, unknownType } from './refusals.ts';
import { liftNodes } from './remove-node.ts';
import { saySteps } from './say.ts';
import { freeId, refuseId, takenIds } from './step-id.ts';
import { dropLostUndo } from './undo-references.ts';

const schema = z.strictObject({
  ids: stepIds,
  type: z.enum(['retry', 'try', 'each', 'saga']),
  id: stepId.exactOptional(),
  name: stepName.exactOptional(),
});

/** Puts steps that stand side by side into a new scope. */
export type WrapNodes = z.infer<typeof schema>;

/**
 * `wrap-nodes`: what led in leads to the scope, what led out leaves by its first outcome, failures by its own.
 * Refused where the steps inside would then start or go on otherwise than before.
 */
export const wrapNodes: EditKind<WrapNodes> = {
  arguments: schema,
  apply: wrap,
  describe: ({ ids, type }, flow) => ({ ...saySteps(flow, ids), type }),
};

function wrap(flow: Flow, given: WrapNodes, catalogue: NodeCatalogue): Result<Flow> {
  const manifest = catalogue.find(given.type, 1);
  if (manifest === undefined) return refuse(unknownType(`${given.type}@1`));
  const unknown = given.ids.find((id) => findPlace(flow, id) === undefined);
  if (unknown !== undefined) return refuse(unknownStep(unknown));
  const places = given.ids.flatMap((id) => findPlace(flow, id) ?? []);
  const [first] = places;
  if (first === undefined) return succeed(flow);
  const id = given.id ?? freeId(given.name ?? manifest.title, takenIds(flow));
  const scope = makeNode({ flow, manifest, id, name: given.name });
  const inside = new Set(given.ids);
  const crossing = findCrossing(first.siblings, inside);
  const problem =
    (given.id === undefined ? undefined : refuseId([...allNodes(flow.nodes)], id)) ??
    refusePlaces(places, scope, catalogue) ??
    refuseEntries(first.siblings, inside, crossing) ??
    refuseExits(first.siblings, crossing);
  if (problem !== undefined) return refuse(problem);
  const wrapped = enclose(flow, first, scope, inside, crossing, catalogue);
  const after = findPlace(wrapped, id)?.siblings ?? [];
  // A way out that leads back in would close a circle around the scope, so it was not drawn.
  if (!hasKeptAll(after, scope, crossing)) return refuse(leavesAndReturns(scope));
  return succeed(wrapped);
}

function refusePlaces(places: readonly Place[], scope: FlowNode, catalogue: NodeCatalogue): Problem | undefined {
  const [first] = places;
  for (const { node, container } of places) {
    if (!isSameContainer(container, first?.container ?? null)) {
      const message = `${labelOf(node)} does not stand beside ${labelOf(first?.node ?? node)}. Select steps of one place.`;
      return { code: 'edit/several-places', message, node: node.id };
    }
    if (container?.list === 'compensations') return undoHasNoEdges(node);
    const problem = insideProblem(manifestOf(node, catalogue), {
      ...scope,
      name: manifestOf(scope, catalogue)?.title ?? scope.id,
    });
    if (problem !== undefined) return { ...problem, node: node.id };
  }
  return undefined;
}

/** Everything inside that nothing leads to starts at once, so all ways in must lead to all of these steps. */
function refuseEntries(
  siblings: readonly FlowNode[],
  inside: ReadonlySet<string>,
  { entering }: Crossing,
): Problem | undefined {
  const inner = siblings.filter(({ id }) => inside.has(id));
  const led = new Set(inner.flatMap((node) => [...edgesFrom(node)].map(({ to }) => to)));
  const waysTo = (id: string) =>
    entering
      .filter(({ to }) => to === id)
      .map(({ from, port }) => `${from} ${port}`)
      .sort()
      .join(', ');
  const starts = inner.filter(({ id }) => !led.has(id));
  const half = inner.find(({ id }) => led.has(id) && waysTo(id) !== '');
  const odd = half ?? starts.find(({ id }) => waysTo(id) !== waysTo(starts[0]?.id ?? id));
  if (odd === undefined) return undefined;
  const why =
    half === undefined
      ? `${labelOf(odd)} begins on another way than ${labelOf(starts[0] ?? odd)}`
      : `one way leads to ${labelOf(odd)} from outside, another from inside`;
  const message = `More than one way leads into these steps: ${why}. Widen or narrow the selection until one way leads in.`;
  return { code: 'edit/several-entries', message, node: odd.id };
}

function refuseExits(siblings: readonly FlowNode[], { leaving, failing }: Crossing): Problem | undefined {
  for (const edges of [leaving, failing]) {
    const targets = targetsOf(edges);
    if (targets.length < 2) continue;
    const names = targets.map((to) =>
      labelOf(siblings.find(({ id }) => id === to) ?? { id: to, type: '', config: {} }),
    );
    const what = edges === failing ? 'After a failure, these steps go on at' : 'These steps go on at';
    const message = `${what} ${names.join(' and ')}, but what is wrapped ends in one result. Widen or narrow the selection until one way leads out.`;
    return { code: 'edit/several-exits', message, node: edges[0]?.from ?? '' };
  }
  return undefined;
}

function leavesAndReturns(scope: FlowNode): Problem {
  const message = 'A way leads out of these steps and back into them. Select the steps between as well.';
  return { code: 'edit/several-exits', message, node: scope.id };
}

/** True where every way in leads to the scope and every way out leaves it; otherwise one of them closed a circle. */
function hasKeptAll(siblings: readonly FlowNode[], scope: FlowNode, crossing: Crossing): boolean {
  const leadsTo = (from: string, to: string) =>
    siblings.some((node) => node.id === from && [...edgesFrom(node)].some((edge) => edge.to === to));
  return (
    crossing.entering.every(({ from }) => leadsTo(from, scope.id)) &&
    [...crossing.leaving, ...crossing.failing].every(({ to }) => leadsTo(scope.id, to))
  );
}

function enclose(
  flow: Flow,
  first: Place,
  scope: FlowNode,
  inside: ReadonlySet<string>,
  crossing: Crossing,
  catalogue: NodeCatalogue,
): Flow {
  const at = first.siblings.findIndex(({ id }) => inside.has(id));
  const { flow: left, lifted } = liftNodes(flow, inside, catalogue);
  const body = lifted.map((node) => replaceTargets(node, ({ to }) => (inside.has(to) ? [to] : []), catalogue));
  const list = parentPath(first.path);
  const home = joinPath(joinPath(list, scope.id), 'body');
  const comments = lifted.reduce(
    (kept, { id }) => moveComments(kept, joinPath(list, id), joinPath(home, id)),
    flow.comments,
  );
  const placed = changeList(left, first.container, (nodes) => nodes.toSpliced(at, 0, { ...scope, body }));
  return dropLostUndo(flow, { ...rewire(placed, scope.id, crossing, catalogue), comments });
}

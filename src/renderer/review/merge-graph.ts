import type { Change } from '#flow/diff/change.ts';
import { type Pairing, pairSteps } from '#flow/diff/pair-steps.ts';
import { allNodes, type Flow, type FlowNode, type Next } from '#flow/flow.ts';
import { type Box, emptyLayout, type Layout } from '#flow/layout.ts';
import { sizeOf } from '../canvas/geometry.ts';
import { freePlace, placeBoxes } from '../canvas/place-boxes.ts';
import { edgeKey } from '../canvas/react-flow.ts';
import type { FlowSide, ReadFlow } from './compared.ts';

/** How a step or edge of a merged drawing stands to both sides; absent for what is the same. */
export type Mark = 'added' | 'removed' | 'changed';

/** Both sides of a flow in one: what is there now, and what was taken away at the place where it stood. */
export type MergedFlow = {
  readonly flow: Flow;
  readonly layout: Layout;
  /** By step id. */
  readonly steps: ReadonlyMap<string, Mark>;
  /** By the key of the canvas edge. */
  readonly edges: ReadonlyMap<string, 'added' | 'removed'>;
};

/** Draws both sides of a flow as one; undefined where neither can be read. */
export function mergeFlow({ id, before, after }: ReadFlow, changes: readonly Change[]): MergedFlow | undefined {
  if (before === undefined || after === undefined) return drawOne(before, after);
  const pairing = pairSteps(before.flow, after.flow);
  const idOf = (was: string): string => pairing.idNow.get(was) ?? was;
  const edges = markEdges(before.flow, after.flow, idOf);
  const flow = addRemoved(after.flow, before.flow, { pairing, idOf });
  const steps = new Map<string, Mark>();
  for (const { kind, flow: own, node } of changes) {
    if (own === id && node !== null && kind !== 'layout' && !kind.startsWith('edge-')) steps.set(node, 'changed');
  }
  for (const { node } of pairing.added) steps.set(node.id, 'added');
  for (const { node } of pairing.removed) steps.set(node.id, 'removed');
  return { flow, layout: placeMerged(flow, { before, after, pairing }), steps, edges };
}

/** A flow that came or went is drawn alone, all of it marked. */
function drawOne(before: FlowSide | undefined, after: FlowSide | undefined): MergedFlow | undefined {
  const side = after ?? before;
  if (side === undefined) return undefined;
  const mark = after === undefined ? 'removed' : 'added';
  return {
    flow: side.flow,
    layout: placeBoxes(side.flow, side.layout),
    steps: new Map([...allNodes(side.flow.nodes)].map(({ id }) => [id, mark])),
    edges: new Map(edgesOf(side.flow, (id) => id).map((key) => [key, mark])),
  };
}

type Naming = (was: string) => string;

function edgesOf(flow: Flow, idOf: Naming): readonly string[] {
  return [...allNodes(flow.nodes)].flatMap((node) =>
    (node.next?.ports ?? []).flatMap(({ port, targets }) =>
      targets.map((target) => edgeKey(idOf(node.id), port, idOf(target))),
    ),
  );
}

function markEdges(before: Flow, after: Flow, idOf: Naming): ReadonlyMap<string, 'added' | 'removed'> {
  const was = new Set(edgesOf(before, idOf));
  const is = new Set(edgesOf(after, (id) => id));
  return new Map([
    ...[...is].filter((key) => !was.has(key)).map((key) => [key, 'added'] as const),
    ...[...was].filter((key) => !is.has(key)).map((key) => [key, 'removed'] as const),
  ]);
}

type Ghosts = { readonly pairing: Pairing; readonly idOf: Naming };

/** Puts steps that went back into the body they stood in, and edges that went back to their steps. */
function addRemoved(after: Flow, before: Flow, { pairing, idOf }: Ghosts): Flow {
  const gone = new Set(pairing.removed.map(({ node }) => node.id));
  const ghostOf = (node: FlowNode): FlowNode => ({
    ...withoutInner(node),
    ...innerOf(node, (inner) => inner.filter(({ id }) => gone.has(id)).map(ghostOf)),
    ...(node.next === undefined ? {} : { next: renameTargets(node.next, idOf) }),
  });
  const ghosts = Map.groupBy(
    // Those inside a step that went come with it.
    pairing.removed.filter(({ scope }) => scope === undefined || !gone.has(scope)),
    ({ scope, list }) => `${scope === undefined ? '' : idOf(scope)}:${list}`,
  );
  const ghostsIn = (scope: string, list: string) =>
    (ghosts.get(`${scope}:${list}`) ?? []).map(({ node }) => ghostOf(node));
  const earlier = new Map([...allNodes(before.nodes)].map((node) => [idOf(node.id), node]));
  const mergeNode = (node: FlowNode): FlowNode => {
    const next = mergeNext(node.next, earlier.get(node.id)?.next, idOf);
    const body = [...(node.body ?? []).map(mergeNode), ...ghostsIn(node.id, 'body')];
    const undo = [...(node.compensations ?? []).map(mergeNode), ...ghostsIn(node.id, 'compensations')];
    return {
      ...node,
      ...(next === undefined ? {} : { next }),
      ...(body.length === 0 ? {} : { body }),
      ...(undo.length === 0 ? {} : { compensations: undo }),
    };
  };
  return { ...after, nodes: [...after.nodes.map(mergeNode), ...ghostsIn('', 'nodes')] };
}

function withoutInner({ body: _body, compensations: _undo, next: _next, ...rest }: FlowNode): FlowNode {
  return rest;
}

function innerOf(node: FlowNode, keep: (inner: readonly FlowNode[]) => readonly FlowNode[]): Partial<FlowNode> {
  return {
    ...(node.body === undefined ? {} : { body: keep(node.body) }),
    ...(node.compensations === undefined ? {} : { compensations: keep(node.compensations) }),
  };
}

function renameTargets({ short, ports }: Next, idOf: Naming): Next {
  return { short, ports: ports.map((one) => ({ ...one, targets: one.targets.map(idOf) })) };
}

function mergeNext(now: Next | undefined, was: Next | undefined, idOf: Naming): Next | undefined {
  if (was === undefined) return now;
  const ports = new Map((now?.ports ?? []).map(({ port, targets }) => [port, new Set(targets)]));
  for (const { port, targets } of was.ports) {
    const known = ports.get(port) ?? new Set<string>();
    for (const target of targets) known.add(idOf(target));
    ports.set(port, known);
  }
  return { short: false, ports: [...ports].map(([port, targets]) => ({ port, targets: [...targets], list: true })) };
}

type Placing = { readonly before: FlowSide; readonly after: FlowSide; readonly pairing: Pairing };

/** Everything stands where it stands now; what went stands where it stood, or as near as nothing is covered. */
function placeMerged(flow: Flow, { before, after, pairing }: Placing): Layout {
  const boxes = new Map(after.layout.boxes);
  const layout = { ...emptyLayout, boxes };
  if (boxes.size === 0) return placeBoxes(flow, layout);
  const bodies = bodiesOf(flow);
  for (const { node } of pairing.removed) {
    const box = before.layout.boxes.get(node.id);
    if (box === undefined) continue;
    const body = bodies.get(node.id) ?? [];
    const size = sizeOf(node, layout);
    const place: Box = freePlace(node, box, body, layout, boxes);
    boxes.set(node.id, box.width === undefined ? place : { ...place, width: size.width, height: size.height });
  }
  return placeBoxes(flow, layout);
}

/** The steps each step stands among. */
function bodiesOf(flow: Flow): ReadonlyMap<string, readonly FlowNode[]> {
  const found = new Map<string, readonly FlowNode[]>();
  const collect = (nodes: readonly FlowNode[]): void => {
    for (const node of nodes) {
      found.set(node.id, nodes);
      collect([...(node.body ?? []), ...(node.compensations ?? [])]);
    }
  };
  collect(flow.nodes);
  return found;
}

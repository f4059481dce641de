import { z } from 'zod';
import { allNodes, type Flow, type FlowNode, parseTypeReference } from '../flow.ts';
import type { NodeCatalogue, NodeManifest } from '../node-type/manifest.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { drawEdge } from './connect.ts';
import { addEdge, edgesFrom, firstPortOf, hasEdge, replaceTargets } from './edges.ts';
import { containerSchema, type EditKind, jsonMap, portName, stepId, stepName } from './edit-kind.ts';
import { explainSource } from './explain-connect.ts';
import { makeNode } from './initial-node.ts';
import {
  type Container,
  changeList,
  changeNode,
  findList,
  findPlace,
  isSameContainer,
  type NodeList,
  withoutKey,
} from './places.ts';
import {
  insideProblem,
  noOutcomeYet,
  noSuchEdge,
  nothingFollows,
  triggerHasNoInput,
  undoHasNoEdges,
  unknownStep,
  unknownType,
} from './refusals.ts';
import { freeId, refuseId, takenIds } from './step-id.ts';

const schema = z
  .strictObject({
    /** Type with its major version, such as `map@1`. */
    type: z.string().max(100),
    id: stepId.exactOptional(),
    name: stepName.exactOptional(),
    /** Settings to begin with; without it, those a new step of its type usually has. */
    config: jsonMap.exactOptional(),
    /** A scope to stand in; without it, where its neighbour stands, else the flow itself. */
    container: containerSchema.exactOptional(),
    /** Follows this outcome; without `port`, the first one. */
    after: z.strictObject({ node: stepId, port: portName.exactOptional() }).exactOptional(),
    /** Goes between the two ends of this edge. */
    onEdge: z.strictObject({ from: stepId, port: portName, to: stepId }).exactOptional(),
    /** Takes everything that leads to this step, and leads to it. */
    before: z.strictObject({ node: stepId }).exactOptional(),
  })
  .refine(({ after, onEdge, before }) => [after, onEdge, before].filter((place) => place !== undefined).length <= 1, {
    message: 'name one of after, onEdge and before only',
  });

/** Adds a step, alone or beside others. */
export type AddNode = z.infer<typeof schema>;

/** `add-node`: picks a free id, sensible settings, and a place behind its first predecessor. */
export const addNode: EditKind<AddNode> = {
  arguments: schema,
  apply: placeNode,
  describe: ({ type, name }) => ({ type, name: name ?? type }),
};

/** Adds a node; `addNode` and the edits that are made of it share this. */
export function placeNode(flow: Flow, given: AddNode, catalogue: NodeCatalogue): Result<Flow> {
  const manifest = findManifest(given.type, catalogue);
  if (manifest === undefined) return refuse(unknownType(given.type));
  const list = chooseList(flow, given);
  if (!list.ok) return list;
  const id = given.id ?? freeId(given.name ?? manifest.title, takenIds(flow));
  const made = makeNode({ flow, manifest, id, name: given.name, config: given.config });
  // Nobody reads the result of an undo step, so it joins nothing.
  const node = list.value.container?.list === 'compensations' ? withoutKey(made, 'into') : made;
  const nodes = [...allNodes(flow.nodes)];
  const problem =
    (given.id === undefined ? undefined : refuseId(nodes, id)) ?? refusePlace(list.value, manifest, node, given);
  if (problem !== undefined) return refuse(problem);
  const anchor = given.after?.node ?? given.onEdge?.from ?? firstSourceOf(list.value.nodes, given.before?.node);
  const placed = changeList(flow, list.value.container, (siblings) => insert(siblings, node, anchor, given, manifest));
  return wire(placed, id, given, manifest, catalogue);
}

function findManifest(type: string, catalogue: NodeCatalogue): NodeManifest | undefined {
  const reference = parseTypeReference(type);
  return reference && catalogue.find(reference.type, reference.major);
}

/** The list the node will stand in: the one asked for, and that of the step it is put beside. */
function chooseList(flow: Flow, { container, after, onEdge, before }: AddNode): Result<NodeList> {
  const neighbour = after?.node ?? onEdge?.from ?? before?.node;
  if (neighbour === undefined) return findList(flow, container ?? null);
  const place = findPlace(flow, neighbour);
  if (place === undefined) return refuse(unknownStep(neighbour));
  if (container !== undefined && !isSameContainer(container, place.container)) {
    const message = `"${neighbour}" does not stand in the place that was chosen; no connection crosses the border of a scope. Choose the place of the step it is connected to.`;
    return refuse({ code: 'edit/across-border', message, node: neighbour });
  }
  return findList(flow, place.container);
}

function refusePlace(list: NodeList, manifest: NodeManifest, node: FlowNode, given: AddNode): Problem | undefined {
  const scope = list.scopes.at(-1);
  const isBeside = given.after !== undefined || given.onEdge !== undefined || given.before !== undefined;
  if (scope !== undefined) {
    const problem = insideProblem(manifest, scope);
    if (problem !== undefined) return problem;
  }
  if (list.container?.list === 'compensations' && isBeside) return undoHasNoEdges(node);
  if (manifest.kind === 'trigger' && (given.after ?? given.onEdge) !== undefined) return triggerHasNoInput(node);
  if (manifest.kind === 'end' && (given.before ?? given.onEdge) !== undefined) return nothingFollows(node);
  return undefined;
}

/** The first step, in the author's order, that leads to a step. */
function firstSourceOf(nodes: readonly FlowNode[], target: string | undefined): string | undefined {
  if (target === undefined) return undefined;
  return nodes.find((node) => [...edgesFrom(node)].some(({ to }) => to === target))?.id;
}

/** Behind its first predecessor; else in front of what it leads to; triggers first, everything else last. */
function insert(
  nodes: readonly FlowNode[],
  node: FlowNode,
  anchor: string | undefined,
  { before }: AddNode,
  manifest: NodeManifest,
): readonly FlowNode[] {
  const isTrigger = manifest.kind === 'trigger';
  const source = isTrigger ? -1 : nodes.findIndex(({ id }) => id === anchor);
  if (source >= 0) return nodes.toSpliced(source + 1, 0, node);
  const target = nodes.findIndex(({ id }) => id === before?.node);
  if (target >= 0) return nodes.toSpliced(target, 0, node);
  return isTrigger ? [node, ...nodes] : [...nodes, node];
}

function wire(
  flow: Flow,
  id: string,
  { after, onEdge, before }: AddNode,
  manifest: NodeManifest,
  catalogue: NodeCatalogue,
): Result<Flow> {
  if (after !== undefined) return follow(flow, id, after, catalogue);
  if (onEdge !== undefined) return split(flow, id, onEdge, catalogue);
  if (before === undefined) return succeed(flow);
  const target = findPlace(flow, before.node);
  if (target === undefined) return refuse(unknownStep(before.node));
  // A trigger is one more way to begin; whatever led to the step before still does.
  const isTrigger = manifest.kind === 'trigger';
  const aside = isTrigger ? flow : retarget(flow, target.container, before.node, id, catalogue);
  return leadOn(aside, id, before.node, catalogue);
}

function follow(
  flow: Flow,
  id: string,
  after: { readonly node: string; readonly port?: string },
  catalogue: NodeCatalogue,
): Result<Flow> {
  const place = findPlace(flow, after.node);
  if (place === undefined) return refuse(unknownStep(after.node));
  const port = after.port ?? firstPortOf(place.node, catalogue);
  if (port !== undefined) return drawEdge(flow, { from: after.node, port, to: id }, catalogue);
  return refuse(explainSource(place, '', catalogue) ?? noOutcomeYet(place.node));
}

function split(
  flow: Flow,
  id: string,
  { from, port, to }: { readonly from: string; readonly port: string; readonly to: string },
  catalogue: NodeCatalogue,
): Result<Flow> {
  const source = findPlace(flow, from)?.node;
  if (source === undefined) return refuse(unknownStep(from));
  if (!hasEdge(source, port, to)) return refuse(noSuchEdge(source, port, to));
  const change = (edge: { readonly port: string; readonly to: string }) =>
    edge.port === port && edge.to === to ? [id] : [edge.to];
  return leadOn(
    changeNode(flow, from, (node) => replaceTargets(node, change, catalogue)),
    id,
    to,
    catalogue,
  );
}

/** Lets every edge of a list that led to one step lead to another. */
function retarget(flow: Flow, container: Container, from: string, to: string, catalogue: NodeCatalogue): Flow {
  const change = (edge: { readonly to: string }) => [edge.to === from ? to : edge.to];
  return changeList(flow, container, (nodes) =>
    nodes.map((node) => (node.id === to ? node : replaceTargets(node, change, catalogue))),
  );
}

/** Leads from the first outcome of the new step to another; an old edge may lead there whatever the rules say. */
function leadOn(flow: Flow, id: string, to: string, catalogue: NodeCatalogue): Result<Flow> {
  const place = findPlace(flow, id);
  if (place === undefined) return refuse(unknownStep(id));
  const port = firstPortOf(place.node, catalogue);
  if (port === undefined) return refuse(noOutcomeYet(place.node));
  const target = findPlace(flow, to);
  if (target !== undefined) return drawEdge(flow, { from: id, port, to }, catalogue);
  return succeed(changeNode(flow, id, (node) => addEdge(node, port, to, catalogue)));
}

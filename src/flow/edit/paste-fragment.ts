import { z } from 'zod';
import { allNodes, type Flow, type FlowNode } from '../flow.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { manifestOf } from '../text/print.ts';
import { drawEdge } from './connect.ts';
import { edgesFrom, firstPortOf } from './edges.ts';
import { containerSchema, type EditKind, portName, stepId } from './edit-kind.ts';
import { explainSource } from './explain-connect.ts';
import { type Fragment, fragmentSchema, toNodes } from './fragment.ts';
import {
  type Container,
  changeList,
  changeNodes,
  findList,
  findPlace,
  type NodeList,
  placesOf,
  withoutKey,
} from './places.ts';
import { insideProblem, noOutcomeYet, undoHasNoEdges, unknownStep } from './refusals.ts';
import { renameSteps } from './rename-node.ts';
import { freeId, takenIds } from './step-id.ts';
import { undoStepsFor } from './undo-references.ts';

const schema = z.strictObject({
  fragment: fragmentSchema,
  /** A scope to stand in; without it, where `after` stands, else the flow itself. */
  container: containerSchema.exactOptional(),
  /** Follows this outcome; without `port`, the first one. */
  after: z.strictObject({ node: stepId, port: portName.exactOptional() }).exactOptional(),
});

/** Pastes copied steps. */
export type PasteFragment = z.infer<typeof schema>;

/** `paste-fragment`: ids that are taken are changed wherever the pasted steps name each other. */
export const pasteFragment: EditKind<PasteFragment> = {
  arguments: schema,
  apply: paste,
  describe: ({ fragment }) => {
    const [first] = fragment.nodes;
    return { count: fragment.nodes.length, name: first?.name ?? first?.id ?? '' };
  },
};

function paste(flow: Flow, { fragment, container, after }: PasteFragment, catalogue: NodeCatalogue): Result<Flow> {
  const anchor = after === undefined ? undefined : findPlace(flow, after.node);
  if (after !== undefined && anchor === undefined) return refuse(unknownStep(after.node));
  const list = findList(flow, container ?? anchor?.container ?? null);
  if (!list.ok) return list;
  const nodes = withFreshIds(flow, fragment, catalogue);
  const problem = refusePaste(nodes, list.value, catalogue);
  if (problem !== undefined) return refuse(problem);
  const pasted = insertCopies(flow, list.value.container, nodes, anchor?.node.id);
  if (after === undefined || anchor === undefined) return succeed(pasted);
  const port = after.port ?? firstPortOf(anchor.node, catalogue);
  if (port === undefined) return refuse(explainSource(anchor, '', catalogue) ?? noOutcomeYet(anchor.node));
  return startsOf(nodes, catalogue).reduce<Result<Flow>>(
    (drawn, to) => (drawn.ok ? drawEdge(drawn.value, { from: after.node, port, to }, catalogue) : drawn),
    succeed(pasted),
  );
}

/** Puts copies behind a step, or last; `compensate` stays only where the undo step is there as well. */
export function insertCopies(
  flow: Flow,
  container: Container,
  copies: readonly FlowNode[],
  behind: string | undefined,
): Flow {
  const isUndo = container?.list === 'compensations';
  const nodes = isUndo ? copies.map((node) => withoutKey(withoutKey(node, 'next'), 'pivot')) : copies;
  const pasted = changeList(flow, container, (siblings) => {
    const at = siblings.findIndex(({ id }) => id === behind);
    return at < 0 ? [...siblings, ...nodes] : siblings.toSpliced(at + 1, 0, ...nodes);
  });
  const fresh = new Set([...allNodes(nodes)].map(({ id }) => id));
  const lost = new Set<string>();
  for (const place of placesOf(pasted)) {
    const { id, compensate } = place.node;
    if (fresh.has(id) && compensate !== undefined && !undoStepsFor(place).includes(compensate)) lost.add(id);
  }
  return lost.size === 0
    ? pasted
    : changeNodes(pasted, (node) => (lost.has(node.id) ? withoutKey(node, 'compensate') : node));
}

/** The nodes of a fragment under ids that are free in the flow. */
export function withFreshIds(flow: Flow, fragment: Fragment, catalogue: NodeCatalogue): readonly FlowNode[] {
  const nodes = toNodes(fragment, catalogue);
  const taken = takenIds(flow);
  const own = [...allNodes(nodes)].map(({ id }) => id);
  const avoid = new Set([...taken, ...own]);
  const names = new Map<string, string>();
  for (const id of own) {
    if (!taken.has(id)) continue;
    // `reserve_2` gives `reserve_3`, not `reserve_2_2`.
    const fresh = freeId(id.replace(/_\d+$/, ''), avoid);
    avoid.add(fresh);
    names.set(id, fresh);
  }
  return names.size === 0 ? nodes : renameSteps(nodes, names, catalogue);
}

function refusePaste(nodes: readonly FlowNode[], list: NodeList, catalogue: NodeCatalogue): Problem | undefined {
  const scope = list.scopes.at(-1);
  for (const node of scope === undefined ? [] : nodes) {
    const problem = scope && insideProblem(manifestOf(node, catalogue), scope);
    if (problem !== undefined) return problem;
  }
  const [first] = nodes;
  const linked = nodes.find((node) => [...edgesFrom(node)].length > 0);
  if (list.container?.list === 'compensations' && linked !== undefined) return undoHasNoEdges(linked ?? first);
  return undefined;
}

/** Steps of the fragment that nothing leads to; triggers begin by themselves. */
function startsOf(nodes: readonly FlowNode[], catalogue: NodeCatalogue): readonly string[] {
  const led = new Set(nodes.flatMap((node) => [...edgesFrom(node)].map(({ to }) => to)));
  return nodes
    .filter((node) => !led.has(node.id) && manifestOf(node, catalogue)?.kind !== 'trigger')
    .map(({ id }) => id);
}

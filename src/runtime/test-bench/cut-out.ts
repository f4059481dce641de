import { allNodes, type Flow, type FlowNode, type Next, parseTypeReference } from '#flow/flow.ts';
import type { Json } from '#flow/json.ts';
import { factOf } from '#flow/node-type/manifest.ts';
import { type Result, refuse, succeed } from '#flow/problem.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { findNode, rootNodeOf } from './draft.ts';

/** What of a flow is to run. */
export type TryScope =
  | 'flow'
  /** One step. `given` is what it receives; without it its own predecessors are run or pinned. */
  | { readonly step: string; readonly given?: Json }
  /** A step and everything after it. */
  | { readonly from: string; readonly given?: Json };

/** A value that stands in for a step. */
export type PinnedStep = { readonly output: Json; readonly ports: readonly string[] };

/** The part of a flow that runs, and what stands in for the rest. */
export type CutOut = {
  readonly flow: Flow;
  readonly pins: ReadonlyMap<string, PinnedStep>;
  readonly trigger: string | undefined;
  /** Steps that may really act where the environment allows it; undefined for all. */
  readonly acting: ReadonlySet<string> | undefined;
  /** The scope that runs in place of a step inside it. */
  readonly ranInstead: string | null;
};

/** Ids that a cut-out adds; no flow can have them, because node ids hold no dollar. */
export const startId = '$start';
export const givenId = '$given';
export const itemId = '$item';

/** What is asked of a cut-out. */
export type CutAsk = {
  readonly scope: TryScope;
  readonly pins: Readonly<Record<string, Json>>;
  /** Outcome a pinned step takes, where it is not the first, or the one that leads on. */
  readonly pinPorts: Readonly<Record<string, string>>;
  readonly trigger?: string;
};

/**
 * Cuts out of a flow what is to run. Steps before it that are neither pinned nor replaced by `given` run as well,
 * with every effect simulated.
 */
export function cutOut(flow: Flow, ask: CutAsk): Result<CutOut> {
  const unknown = Object.keys(ask.pins).find((id) => findNode(flow, id) === undefined);
  if (unknown !== undefined) return refuse(noSuchStep(flow, unknown));
  const triggers = flow.nodes.filter(isTrigger);
  const trigger = ask.trigger === undefined ? triggers[0] : triggers.find(({ id }) => id === ask.trigger);
  if (ask.trigger !== undefined && trigger === undefined) return refuse(noSuchStep(flow, ask.trigger));
  if (ask.scope === 'flow') {
    return succeed({ flow, pins: pinsOf(flow, ask), trigger: trigger?.id, acting: undefined, ranInstead: null });
  }
  const wanted = 'step' in ask.scope ? ask.scope.step : ask.scope.from;
  const target = rootNodeOf(flow, wanted);
  const inner = findNode(flow, wanted);
  if (target === undefined || inner === undefined) return refuse(noSuchStep(flow, wanted));
  const { scope } = ask;
  if (inner !== target && 'step' in scope && Object.hasOwn(scope, 'given'))
    return succeed(liftOut({ flow, ask: { ...ask, scope }, inner, trigger }));
  return succeed(cutAround({ flow, ask: { ...ask, scope }, target, trigger, wanted }));
}

type Lift = {
  readonly flow: Flow;
  readonly ask: CutAsk & { readonly scope: { readonly step: string; readonly given?: Json } };
  readonly inner: FlowNode;
  readonly trigger: FlowNode | undefined;
};

/** A step of a body whose data is given runs alone; where it stands in a For each, the data is the item. */
function liftOut({ flow, ask, inner, trigger }: Lift): CutOut {
  const alone = withEdges(inner, () => false);
  const isInEach = [...allNodes(flow.nodes)].some(
    (node) => node.type.startsWith('each@') && [...allNodes(node.body ?? [])].some(({ id }) => id === inner.id),
  );
  const items: FlowNode = { id: itemId, type: 'each@1', config: { items: '$', key: '"given"' }, body: [alone] };
  const start = trigger === undefined ? startNode : withEdges(freeTrigger(trigger), () => false);
  const others = flow.nodes.filter(({ id }) => Object.hasOwn(ask.pins, id));
  const nodes = [
    start,
    { ...anyMap(givenId), next: nextTo(isInEach ? itemId : inner.id) },
    ...others.map((node) => withEdges(node, () => false)),
    isInEach ? items : alone,
  ];
  const pins = new Map(pinsOf(flow, ask));
  pins.set(givenId, { output: ask.scope.given ?? null, ports: ['done'] });
  return {
    flow: partOf(flow, nodes),
    pins,
    trigger: trigger?.id ?? startId,
    acting: new Set([inner.id]),
    ranInstead: null,
  };
}

type Around = {
  readonly flow: Flow;
  readonly ask: CutAsk & { readonly scope: Exclude<TryScope, 'flow'> };
  readonly target: FlowNode;
  readonly trigger: FlowNode | undefined;
  readonly wanted: string;
};

function cutAround({ flow, ask, target, trigger, wanted }: Around): CutOut {
  const { scope } = ask;
  const isGiven = Object.hasOwn(scope, 'given');
  const pinned = new Set(Object.keys(ask.pins));
  const after = 'from' in scope ? reachable(flow, [target.id]) : new Set([target.id]);
  const before = isGiven ? new Set<string>() : needed(flow, target.id, pinned);
  // Pinned steps stay for what reads them by name, even where nothing leads on from them.
  const kept = new Set([...after, ...before, ...pinned].filter((id) => rootNodeOf(flow, id)?.id === id));
  if (trigger !== undefined) kept.add(trigger.id);
  const isFree = (id: string) => pinned.has(id) || (isGiven && id === target.id);
  const nodes = flow.nodes
    .filter(({ id }) => kept.has(id))
    .map((node) => (node.id === trigger?.id ? freeTrigger(node) : node))
    .map((node) => withEdges(node, (to) => kept.has(to) && !isFree(to) && !(node.id === target.id && !after.has(to))))
    .map((node) => ('step' in scope && node.id === target.id ? withEdges(node, () => false) : node));
  const added: FlowNode[] = [];
  if (trigger === undefined) added.push(startNode);
  if (isGiven) added.push({ ...anyMap(givenId), next: nextTo(target.id) });
  // Everything starts somewhere: without a trigger the first steps hang on the one that is put there.
  const part = partOf(flow, [...added, ...nodes]);
  const pins = new Map(pinsOf(flow, { ...ask, leadsTo: new Set([...before, ...after]) }));
  if (isGiven) pins.set(givenId, { output: scope.given ?? null, ports: ['done'] });
  return {
    flow: part,
    pins,
    trigger: trigger?.id ?? startId,
    acting: after,
    ranInstead: target.id === wanted || target.was?.includes(wanted) === true ? null : target.id,
  };
}

function pinsOf(
  flow: Flow,
  ask: Pick<CutAsk, 'pins' | 'pinPorts'> & { readonly leadsTo?: ReadonlySet<string> },
): ReadonlyMap<string, PinnedStep> {
  return new Map(
    Object.entries(ask.pins).map(([id, output]) => {
      const node = findNode(flow, id);
      const wished = ask.pinPorts[id];
      const leading = node?.next?.ports.filter(({ port, targets }) =>
        port !== 'error' && ask.leadsTo !== undefined ? targets.some((to) => ask.leadsTo?.has(to)) : false,
      );
      const port = wished ?? leading?.[0]?.port ?? (node === undefined ? undefined : firstPort(node)) ?? 'done';
      return [node?.id ?? id, { output, ports: [port] }] as const;
    }),
  );
}

/** A part has no event of its own, so keys that events are known by ask nothing of it. */
function partOf({ correlation: _correlation, ...flow }: Flow, nodes: readonly FlowNode[]): Flow {
  return { ...flow, nodes };
}

function freeTrigger(node: FlowNode): FlowNode {
  const { dedupe: _dedupe, sequence: _sequence, ...config } = node.config;
  return { ...node, config };
}

/** Starts a part that has no trigger of its own. */
const startNode: FlowNode = { id: startId, type: 'manual@1', config: {} };

/** Steps that must run before a step because nothing stands in for them. */
function needed(flow: Flow, target: string, pinned: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const open = [target];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const node of flow.nodes) {
      const leadsHere = node.next?.ports.some(({ targets }) => targets.includes(id)) ?? false;
      if (!leadsHere || found.has(node.id)) continue;
      found.add(node.id);
      if (!pinned.has(node.id)) open.push(node.id);
    }
  }
  return found;
}

function reachable(flow: Flow, from: readonly string[]): Set<string> {
  const found = new Set(from);
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = flow.nodes.find((one) => one.id === id);
    for (const to of node?.next?.ports.flatMap(({ targets }) => targets) ?? []) {
      if (found.has(to)) continue;
      found.add(to);
      open.push(to);
    }
  }
  return found;
}

function withEdges(node: FlowNode, isKept: (to: string) => boolean): FlowNode {
  if (node.next === undefined) return node;
  const ports = node.next.ports.map((edges) => ({ ...edges, targets: edges.targets.filter(isKept) }));
  return { ...node, next: { ...node.next, ports: ports.filter(({ targets }) => targets.length > 0) } };
}

function anyMap(id: string): FlowNode {
  return { id, type: 'map@1', config: { expression: '$' } };
}

function nextTo(id: string): Next {
  return { short: true, ports: [{ port: 'done', targets: [id], list: false }] };
}

function isTrigger(node: FlowNode): boolean {
  return manifestOf(node)?.kind === 'trigger';
}

function firstPort(node: FlowNode): string | undefined {
  const manifest = manifestOf(node);
  return manifest === undefined ? undefined : factOf(manifest.ports, node.config)[0];
}

function manifestOf(node: FlowNode) {
  const reference = parseTypeReference(node.type);
  return reference === undefined ? undefined : nodeCatalogue.find(reference.type, reference.major);
}

function noSuchStep(flow: Flow, id: string) {
  return { code: 'try/no-such-step', message: `The flow "${flow.id}" has no step "${id}". Choose one it has.` };
}

import { tellingOrder } from '#flow/explain/way.ts';
import type { Flow, FlowNode } from '#flow/flow.ts';
import type { Layout } from '#flow/layout.ts';
import { errorPort } from '#flow/text/ports.ts';

/** A row of the outline. */
export type OutlineItem =
  | { readonly kind: 'step'; readonly id: string; readonly node: FlowNode; readonly children?: OutlineItems }
  /** What follows an outcome of the step it stands under; without children nothing does yet. */
  | {
      readonly kind: 'outcome';
      readonly id: string;
      readonly from: string;
      readonly port: string;
      readonly children?: OutlineItems;
    }
  /** An edge to a step that stands elsewhere. */
  | {
      readonly kind: 'link';
      readonly id: string;
      readonly from: string;
      readonly port: string;
      readonly to: string;
      /** True where the outcome does nothing but lead there: the row stands for the outcome as well. */
      readonly isOutcome?: true;
    }
  | { readonly kind: 'undo'; readonly id: string; readonly scope: string; readonly children: OutlineItems }
  | { readonly kind: 'notes'; readonly id: string; readonly children: OutlineItems }
  | { readonly kind: 'note'; readonly id: string; readonly note: string; readonly text: string };

type OutlineItems = readonly OutlineItem[];

/** What the outline asks about a step's type. `undefined` ports: the type is unknown, what is written counts. */
export type PortsOf = (node: FlowNode) => readonly string[];

/**
 * The flow as a tree: steps in the order people tell them, each outcome of a step that parts the way as a group, what
 * stands inside a scope below it. Where ways meet again the tree goes on one level up, and each way ends in a link.
 */
export function buildOutline(flow: Flow, notes: Layout['notes'], portsOf: PortsOf): readonly OutlineItem[] {
  const steps = outlineBody(flow.nodes, portsOf);
  if (notes.size === 0) return steps;
  const children = [...notes].map(
    ([note, { text }]): OutlineItem => ({ kind: 'note', id: `note:${note}`, note, text }),
  );
  return [...steps, { kind: 'notes', id: 'notes', children }];
}

/** Ids of every row that can be opened. */
export function branchIds(items: readonly OutlineItem[]): readonly string[] {
  return items.flatMap((item) => {
    const children = childrenOf(item);
    return children === undefined ? [] : [item.id, ...branchIds(children)];
  });
}

/** What stands below a row; undefined for a leaf. */
export function childrenOf(item: OutlineItem): readonly OutlineItem[] | undefined {
  return 'children' in item ? item.children : undefined;
}

/** The outcomes under which a step stands, outermost first. */
type Place = readonly string[];

/** Rows being collected, by the key of the group they stand in; the empty key is the body itself. */
type Groups = Map<string, OutlineItem[]>;

function outlineBody(nodes: readonly FlowNode[], portsOf: PortsOf): OutlineItem[] {
  const order = tellingOrder(nodes);
  const places = placeSteps(order, portsOf);
  const groups: Groups = new Map();
  for (const node of order) add(groups, places.get(node.id) ?? [], { kind: 'step', id: node.id, node });
  for (const node of order) addLinks(groups, node, places, portsOf);
  return finish(groups.get('') ?? [], groups, portsOf);
}

/** Where every step stands: under all outcomes that every way to it has in common. */
function placeSteps(order: readonly FlowNode[], portsOf: PortsOf): ReadonlyMap<string, Place> {
  const arriving = new Map<string, Place>();
  const places = new Map<string, Place>();
  for (const node of order) {
    const place = arriving.get(node.id) ?? [];
    places.set(node.id, place);
    for (const { port, targets } of node.next?.ports ?? []) {
      const here = placeBehind(node, port, place, portsOf);
      for (const to of targets) arriving.set(to, shared(arriving.get(to), here));
    }
  }
  return places;
}

function placeBehind(node: FlowNode, port: string, place: Place, portsOf: PortsOf): Place {
  return isGroup(node, port, portsOf) ? [...place, groupKey(node.id, port)] : place;
}

/** The only way a step can succeed needs no group of its own: the outline simply goes on. */
function isGroup(node: FlowNode, port: string, portsOf: PortsOf): boolean {
  return port === errorPort || successPorts(node, portsOf).length > 1;
}

function successPorts(node: FlowNode, portsOf: PortsOf): readonly string[] {
  const known = portsOf(node).filter((port) => port !== errorPort);
  return known.length > 0
    ? known
    : (node.next?.ports ?? []).map(({ port }) => port).filter((port) => port !== errorPort);
}

function shared(one: Place | undefined, other: Place): Place {
  if (one === undefined) return other;
  const end = one.findIndex((key, index) => key !== other[index]);
  return end === -1 ? one : one.slice(0, end);
}

function groupKey(from: string, port: string): string {
  return `${from}/${port}`;
}

function add(groups: Groups, place: Place, item: OutlineItem): void {
  const key = place.at(-1) ?? '';
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}

/** An edge out of the group its target stands in is shown as a link, or the way would seem to end there. */
function addLinks(groups: Groups, node: FlowNode, places: ReadonlyMap<string, Place>, portsOf: PortsOf): void {
  const own = places.get(node.id) ?? [];
  for (const { port, targets } of node.next?.ports ?? []) {
    const here = placeBehind(node, port, own, portsOf);
    for (const to of targets) {
      const there = places.get(to) ?? [];
      const isElsewhere = here.at(-1) !== there.at(-1) || here.length !== there.length;
      if (isElsewhere) add(groups, here, { kind: 'link', id: `${node.id}/${port}/${to}`, from: node.id, port, to });
    }
  }
}

/** Hangs groups and bodies below their steps. */
function finish(items: readonly OutlineItem[], groups: Groups, portsOf: PortsOf): OutlineItem[] {
  return items.map((item) => (item.kind === 'step' ? finishStep(item, groups, portsOf) : item));
}

function finishStep(item: Extract<OutlineItem, { kind: 'step' }>, groups: Groups, portsOf: PortsOf): OutlineItem {
  const { node } = item;
  const inside = node.body === undefined ? [] : outlineBody(node.body, portsOf);
  const undo = (node.compensations?.length ?? 0) === 0 ? [] : [undoGroup(node, portsOf)];
  const outcomes = outcomesShown(node, portsOf).map((port): OutlineItem => {
    const children = groups.get(groupKey(node.id, port));
    const [only, ...others] = children ?? [];
    if (only?.kind === 'link' && others.length === 0) return { ...only, isOutcome: true };
    const own = { kind: 'outcome', id: groupKey(node.id, port), from: node.id, port } as const;
    return children === undefined ? own : { ...own, children: finish(children, groups, portsOf) };
  });
  const children = [...inside, ...undo, ...outcomes];
  const isScope = node.body !== undefined;
  return children.length === 0 && !isScope ? item : { ...item, children };
}

function undoGroup(node: FlowNode, portsOf: PortsOf): OutlineItem {
  const children = (node.compensations ?? []).map(
    (step): OutlineItem => finishStep({ kind: 'step', id: step.id, node: step }, new Map(), portsOf),
  );
  return { kind: 'undo', id: `${node.id}/undo`, scope: node.id, children };
}

/** Outcomes with a group: all ways a step can succeed if there are several, and its failure where it leads somewhere. */
function outcomesShown(node: FlowNode, portsOf: PortsOf): readonly string[] {
  const success = successPorts(node, portsOf);
  const written = (node.next?.ports ?? []).map(({ port }) => port);
  const ports = [...(success.length > 1 ? success : []), ...written.filter((port) => isGroup(node, port, portsOf))];
  return [...new Set(ports)].sort((one, other) => Number(one === errorPort) - Number(other === errorPort));
}

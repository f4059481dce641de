import { placesOf } from '../edit/places.ts';
import { renameSteps } from '../edit/rename-node.ts';
import { allNodes, type Flow, type FlowNode } from '../flow.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { flattenComments } from './merge-comments.ts';
import type { MergeChoice, Three } from './merge-value.ts';

/** A flow taken apart for comparing: every step by its id wherever it stands, edges as lists of targets by outcome. */
export type FlowTree = {
  readonly header: JsonObject;
  /** Outer steps before inner ones. */
  readonly steps: ReadonlyMap<string, StepTree>;
  /** Ids in their order, by the place they stand in. */
  readonly orders: ReadonlyMap<string, readonly string[]>;
  /** Comments by step and key rather than by path, so that a step that moved keeps its own. */
  readonly comments: ReadonlyMap<string, readonly string[]>;
};

/** A step without its id: plain keys as in the file, `next` by outcome, and where it stands. */
export type StepTree = {
  /** The scope and list it stands in, such as `each_line.body`; empty for the flow itself. */
  readonly place: string;
  readonly next: Edges;
  readonly was: readonly string[];
  /** Everything else as the file wrote it; `lists` names the lists it holds. */
  readonly fields: JsonObject;
};

/** Targets by outcome. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/** Three flows whose steps have one id each, whoever renamed them. */
export type AlignedFlows = {
  readonly sides: Three<FlowTree>;
  /** What a step is called in the ids of conflicts: its id in the base, which no choice changes. */
  readonly keyOf: (id: string) => string;
  /** Steps both sides renamed differently, or to a name the other side gave to another step. */
  readonly renamedTwice: readonly ContestedId[];
};

/** A step whose new id in one side does not go with the other side; `id` is what it is called for now. */
type ContestedId = Three<string> & { readonly id: string };

/** Gives every step the id it will have in the end, and takes the three flows apart. */
export function alignFlows(
  flows: Three<Flow>,
  choices: ReadonlyMap<string, MergeChoice>,
  catalogue: NodeCatalogue,
): AlignedFlows {
  const baseIds = new Set(idsOf(flows.base));
  const mine = matchSteps(flows.ours, baseIds);
  const other = matchSteps(flows.theirs, baseIds);
  const { finals, renamedTwice } = chooseIds({ baseIds, mine, other, choices });
  const taken = new Set([...baseIds, ...finals.values(), ...idsOf(flows.ours), ...idsOf(flows.theirs)]);
  const newOfOurs = idsOf(flows.ours).filter((id) => !baseIds.has(id) && ![...mine.values()].includes(id));
  const reserved = new Set(finals.values());
  // Two new steps of one id become two steps where somebody asked for both.
  const ofOurs = new Set([...reserved, ...newOfOurs.filter((id) => choices.get(`nodes.${id}`) === 'both')]);
  const rename = (flow: Flow, matched: ReadonlyMap<string, string>, isTaken = reserved) =>
    takeApart(flow, namesFor(flow, { matched, finals, taken, reserved: isTaken }), catalogue);
  const keys = new Map([...finals].map(([base, id]) => [id, base] as const));
  return {
    sides: {
      base: rename(flows.base, new Map([...baseIds].map((id) => [id, id]))),
      ours: rename(flows.ours, mine),
      theirs: rename(flows.theirs, other, ofOurs),
    },
    keyOf: (id) => keys.get(id) ?? id,
    renamedTwice,
  };
}

/** The id of every step of the base: that of the side that renamed it, which no two steps may get. */
function chooseIds(given: {
  readonly baseIds: ReadonlySet<string>;
  readonly mine: ReadonlyMap<string, string>;
  readonly other: ReadonlyMap<string, string>;
  readonly choices: ReadonlyMap<string, MergeChoice>;
}): Pick<AlignedFlows, 'renamedTwice'> & { readonly finals: ReadonlyMap<string, string> } {
  const { baseIds, mine, other, choices } = given;
  const finals = new Map<string, string>();
  const contested: ContestedId[] = [];
  const wanted = [...baseIds].map((base) => ({ base, ours: mine.get(base) ?? base, theirs: other.get(base) ?? base }));
  const byOurs = new Map(wanted.map((step) => [step.ours, step.base] as const));
  const isTheirs = (base: string) => choices.get(`nodes.${base}.id`) === 'theirs';
  for (const { base, ours, theirs } of wanted) {
    const rival = theirs === base ? undefined : byOurs.get(theirs);
    const isClash = ours !== theirs && theirs !== base && (ours !== base || (rival !== undefined && rival !== base));
    if (isClash) {
      const id = isTheirs(base) ? theirs : ours;
      contested.push({ base, ours, theirs, id });
      finals.set(base, id);
      if (isTheirs(base) && rival !== undefined) finals.set(rival, rival);
    } else if (!finals.has(base)) finals.set(base, ours === base ? theirs : ours);
  }
  const seen = new Set<string>();
  for (const [base, id] of finals) {
    if (seen.has(id)) finals.set(base, base);
    seen.add(finals.get(base) ?? base);
  }
  const renamedTwice = contested.map((one) => ({ ...one, id: finals.get(one.base) ?? one.base }));
  return { finals, renamedTwice };
}

function idsOf(flow: Flow): readonly string[] {
  return [...allNodes(flow.nodes)].map(({ id }) => id);
}

/** Ids of a side by the id the same step has in the base; a step is the same under an earlier name of its own. */
function matchSteps(flow: Flow, baseIds: ReadonlySet<string>): ReadonlyMap<string, string> {
  const nodes = [...allNodes(flow.nodes)];
  const matched = new Map(nodes.filter(({ id }) => baseIds.has(id)).map(({ id }) => [id, id] as const));
  for (const { id, was = [] } of nodes) {
    if (baseIds.has(id)) continue;
    const former = was.findLast((name) => baseIds.has(name) && !matched.has(name));
    if (former !== undefined) matched.set(former, id);
  }
  return matched;
}

/** New names for a side; one it gave to a step of its own makes way where another step is called so in the end. */
function namesFor(
  flow: Flow,
  aligned: {
    readonly matched: ReadonlyMap<string, string>;
    readonly finals: ReadonlyMap<string, string>;
    readonly taken: Set<string>;
    /** Ids no step of its own may have. */
    readonly reserved: ReadonlySet<string>;
  },
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [base, id] of aligned.matched) names.set(id, aligned.finals.get(base) ?? id);
  for (const id of idsOf(flow)) {
    if (!names.has(id)) names.set(id, aligned.reserved.has(id) ? freeId(id, aligned.taken) : id);
  }
  return new Map([...names].filter(([from, to]) => from !== to));
}

function freeId(id: string, taken: Set<string>): string {
  let count = 2;
  while (taken.has(`${id}_${count}`)) count += 1;
  taken.add(`${id}_${count}`);
  return `${id}_${count}`;
}

function takeApart(flow: Flow, names: ReadonlyMap<string, string>, catalogue: NodeCatalogue): FlowTree {
  const { nodes, comments, ...header } = flow;
  const renamed = names.size === 0 ? flow : { ...flow, nodes: renameSteps(nodes, names, catalogue) };
  const steps = new Map<string, StepTree>();
  const orders = new Map<string, string[]>();
  for (const { node, container } of placesOf(renamed)) {
    const place = container === null ? '' : `${container.scope}.${container.list}`;
    steps.set(node.id, treeOf(node, place));
    orders.set(place, [...(orders.get(place) ?? []), node.id]);
  }
  const flat = flattenComments(flow, comments, (id) => names.get(id) ?? id);
  // What is left of a flow is plain data as the file wrote it.
  return { header: header as unknown as JsonObject, steps, orders, comments: flat };
}

function treeOf({ id: _id, next, was, body, compensations, ...rest }: FlowNode, place: string): StepTree {
  const lists = [...(body === undefined ? [] : ['body']), ...(compensations === undefined ? [] : ['compensations'])];
  const edges = (next?.ports ?? []).filter(({ targets }) => targets.length > 0);
  return {
    place,
    next: new Map(edges.map(({ port, targets }) => [port, targets])),
    was: was ?? [],
    fields: {
      // What is left of a step is plain data as the file wrote it.
      ...(rest as unknown as JsonObject),
      ...(lists.length === 0 ? {} : { lists: Object.fromEntries(lists.map((list) => [list, true])) }),
    },
  };
}

/** The id of the scope a place belongs to; undefined for the flow itself. */
export function scopeOf(place: string): string | undefined {
  return place === '' ? undefined : place.slice(0, place.lastIndexOf('.'));
}

/** Where something stands in a step, for its sentences. */
export function nameOfStep(sides: Three<FlowTree>, id: string): string {
  for (const side of [sides.ours, sides.theirs, sides.base]) {
    const name = side.steps.get(id)?.fields.name;
    if (typeof name === 'string') return name;
  }
  return id;
}

/** A step as plain JSON, for people to look at. */
export function jsonOfStep(tree: StepTree | undefined): Json | undefined {
  if (tree === undefined) return undefined;
  const { lists: _lists, ...fields } = tree.fields;
  return {
    ...fields,
    ...(tree.was.length === 0 ? {} : { was: tree.was }),
    ...(tree.place === '' ? {} : { place: tree.place }),
    ...(tree.next.size === 0 ? {} : { next: Object.fromEntries(tree.next) }),
  };
}

/** True where a step holds a list of its own. */
export function holdsList(tree: StepTree, list: 'body' | 'compensations'): boolean {
  const { lists } = tree.fields;
  return isJsonObject(lists) && lists[list] === true;
}

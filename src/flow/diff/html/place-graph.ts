import { factOf, type NodeCatalogue } from '../../node-type/manifest.ts';
import { manifestOf } from '../pair-steps.ts';
import type { MergedEdge, MergedGraph, MergedStep } from './merge-graph.ts';

/** A point of the drawing, in pixels. */
export type Point = { readonly x: number; readonly y: number };

/** A step with its place in the drawing. */
export type PlacedBox = {
  readonly step: MergedStep;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly isFrame: boolean;
  /** Outcomes that have rows of their own: their names and where they stand, from the corner of the box. */
  readonly rows: readonly { readonly port: string; readonly y: number }[];
};

/** An edge with the points it leads through. */
export type PlacedEdge = {
  readonly edge: MergedEdge;
  readonly start: Point;
  readonly end: Point;
  /** Heights at which it passes columns, from left to right. */
  readonly bends: readonly { readonly left: number; readonly right: number; readonly y: number }[];
  /** True where it leaves downwards. */
  readonly isDown: boolean;
};

/** A drawing: boxes, those around others first, and edges. */
export type Drawing = {
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
};

/** Height of the head of every card, with its name and type. */
export const cardHead = 64;
const rowHeight = 20;
const framePadding = 24;
/** Height of the title of a scope. */
export const frameHeader = 40;
const portRoom = 80;
const smallestFrame = { width: 288, height: 160 };
const margin = 28;
const rowGap = 36;
const laneHeight = 28;
const errorOutcome = 'error';

type Size = { readonly width: number; readonly height: number };
type Lane = { readonly left: number; readonly right: number; readonly y: number };

/** Everything known while a graph is placed; places are relative to the scope around a step until the end. */
type Plan = {
  readonly catalogue: NodeCatalogue;
  readonly cardWidth: number;
  readonly columnGap: number;
  readonly outgoing: ReadonlyMap<string, readonly MergedEdge[]>;
  readonly sizes: Map<string, Size>;
  readonly places: Map<string, Point>;
  /** Where edges to a step pass the columns before it. */
  readonly lanes: Map<string, { readonly scope: string; readonly lanes: ReadonlyMap<number, Lane> }>;
  readonly columns: Map<string, number>;
};

/** Finds a place for everything: where people put it, else column by column in the order of the flow. */
export function placeGraph(graph: MergedGraph, catalogue: NodeCatalogue): Drawing {
  const plan: Plan = {
    catalogue,
    cardWidth: graph.isArranged ? 240 : 184,
    columnGap: graph.isArranged ? 72 : 44,
    outgoing: Map.groupBy(graph.edges, ({ from }) => from),
    sizes: new Map(),
    places: new Map(),
    lanes: new Map(),
    columns: new Map(),
  };
  placeBody(plan, graph.steps, '');
  const boxes: PlacedBox[] = [];
  const origins = new Map<string, Point>();
  collect(plan, graph.steps, { x: margin, y: margin, scope: '' }, { boxes, origins });
  const byKey = new Map(boxes.map((box) => [box.step.key, box]));
  const edges = graph.edges.flatMap((edge) => {
    const [from, to] = [byKey.get(edge.from), byKey.get(edge.to)];
    return from === undefined || to === undefined ? [] : [leadEdge(plan, { edge, from, to, origins })];
  });
  const lowest = edges.flatMap(({ bends }) => bends.map(({ y }) => y));
  return {
    boxes,
    edges,
    width: Math.max(0, ...boxes.map(({ x, width }) => x + width)) + margin,
    height:
      lowest.reduce(
        (most, y) => Math.max(most, y),
        boxes.reduce((most, { y, height }) => Math.max(most, y + height), 0),
      ) + margin,
  };
}

function isFrame(step: MergedStep, catalogue: NodeCatalogue): boolean {
  return manifestOf(step.node, catalogue)?.kind === 'scope' || step.inside.length > 0;
}

/** Outcomes of a step: those its type has, then others that edges of either side leave by; failure is not among them. */
function outcomesOf({ key, node }: MergedStep, { catalogue, outgoing }: Plan): readonly string[] {
  const used = (outgoing.get(key) ?? []).map(({ port }) => port);
  return [...new Set([...knownOutcomes(node, catalogue), ...used])].filter((port) => port !== errorOutcome);
}

function knownOutcomes(node: MergedStep['node'], catalogue: NodeCatalogue): readonly string[] {
  const manifest = manifestOf(node, catalogue);
  try {
    return manifest === undefined ? [] : factOf(manifest.ports, node.config);
  } catch {
    // Facts about outcomes are written for settings that are complete; here they may not be.
    return [];
  }
}

function placeBody(plan: Plan, steps: readonly MergedStep[], scope: string): void {
  for (const step of steps) {
    if (isFrame(step, plan.catalogue)) placeBody(plan, step.inside, step.key);
    plan.sizes.set(step.key, sizeOf(plan, step));
  }
  const arranged = steps.filter(({ box }) => box !== undefined);
  if (arranged.length === 0) placeColumns(plan, steps, scope);
  else placeAsArranged(plan, steps, arranged, scope === '');
}

/** Keeps what people put somewhere, and finds room for the rest beside it. */
function placeAsArranged(
  plan: Plan,
  steps: readonly MergedStep[],
  arranged: readonly MergedStep[],
  isTop: boolean,
): void {
  // Inside a scope the corner is part of the arrangement; a drawing begins where its first box stands.
  const least = (values: readonly number[]) => Math.min(...values, ...(isTop ? [] : [0]));
  const corner = { x: least(arranged.map(({ box }) => box?.x ?? 0)), y: least(arranged.map(({ box }) => box?.y ?? 0)) };
  const settled: string[] = [];
  // What is there now keeps its place; what is gone makes room for it.
  for (const step of [...arranged].sort((one, other) => rankOf(one) - rankOf(other))) {
    const at = { x: (step.box?.x ?? 0) - corner.x, y: (step.box?.y ?? 0) - corner.y };
    plan.places.set(step.key, step.mark === 'removed' ? freePlace(plan, step, at, settled) : at);
    settled.push(step.key);
  }
  for (const step of steps) {
    if (step.box !== undefined) continue;
    plan.places.set(step.key, freePlace(plan, step, behind(plan, step, steps), settled));
    settled.push(step.key);
  }
}

function rankOf({ mark }: MergedStep): number {
  return mark === 'removed' ? 1 : 0;
}

/** Right of the first step that leads to it. */
function behind(plan: Plan, step: MergedStep, steps: readonly MergedStep[]): Point {
  const source = steps.find(
    ({ key }) => plan.places.has(key) && plan.outgoing.get(key)?.some(({ to }) => to === step.key),
  );
  const from = source && plan.places.get(source.key);
  if (source === undefined || from === undefined) return { x: 0, y: 0 };
  return { x: from.x + (plan.sizes.get(source.key)?.width ?? 0) + plan.columnGap, y: from.y };
}

/** The first place at or below `at` where a step covers no other. */
function freePlace(plan: Plan, step: MergedStep, at: Point, settled: readonly string[]): Point {
  const size = plan.sizes.get(step.key) ?? { width: 0, height: 0 };
  const near = settled
    .map((key) => ({
      place: plan.places.get(key) ?? { x: 0, y: 0 },
      size: plan.sizes.get(key) ?? { width: 0, height: 0 },
    }))
    .filter((one) => at.x < one.place.x + one.size.width && one.place.x < at.x + size.width)
    .sort((one, other) => one.place.y - other.place.y);
  let y = at.y;
  for (const { place, size: taken } of near) {
    if (y < place.y + taken.height + 12 && place.y < y + size.height + 12) y = place.y + taken.height + rowGap;
  }
  return { x: at.x, y };
}

function sizeOf(plan: Plan, step: MergedStep): Size {
  const outcomes = outcomesOf(step, plan).length;
  if (!isFrame(step, plan.catalogue)) {
    return { width: plan.cardWidth, height: cardHead + (outcomes > 1 ? 8 + rowHeight * outcomes : 0) };
  }
  let width = Math.max(smallestFrame.width, step.box?.width ?? 0);
  let height = Math.max(
    step.inside.length === 0 ? 104 : smallestFrame.height,
    step.box?.height ?? 0,
    frameHeader + framePadding * 2 + rowHeight * outcomes,
  );
  for (const { key } of step.inside) {
    const [place, size] = [plan.places.get(key), plan.sizes.get(key)];
    if (place === undefined || size === undefined) continue;
    width = Math.max(width, framePadding * 2 + (outcomes > 1 ? portRoom : 24) + place.x + size.width);
    height = Math.max(height, frameHeader + framePadding * 2 + place.y + size.height);
  }
  return { width, height };
}

/** A slot of a column: a step, or the way of edges that lead further. */
type Slot = { readonly key: string; readonly lane: boolean; readonly height: number; pull: number; top: number };

function placeColumns(plan: Plan, steps: readonly MergedStep[], scope: string): void {
  if (steps.length === 0) return;
  const depth = depthsOf(steps, plan);
  const last = Math.max(...depth.values());
  const columns: Slot[][] = Array.from({ length: last + 1 }, () => []);
  const sources = new Map<string, string[]>();
  const addSource = (slot: string, from: string): void => void sources.set(slot, [...(sources.get(slot) ?? []), from]);
  for (const { key } of steps) {
    columns[depth.get(key) ?? 0]?.push({
      key,
      lane: false,
      height: plan.sizes.get(key)?.height ?? cardHead,
      pull: 0,
      top: 0,
    });
  }
  const known = new Set<string>();
  for (const { key: from } of steps) {
    for (const { to } of plan.outgoing.get(from) ?? []) {
      const [start, end] = [depth.get(from), depth.get(to)];
      if (start === undefined || end === undefined || end <= start) continue;
      let previous = from;
      for (let column = start + 1; column < end; column += 1) {
        // Edges to one step share their way, so that a hundred failures do not draw a hundred lanes.
        const lane = `${to} @${column}`;
        addSource(lane, previous);
        previous = lane;
        if (known.has(lane)) continue;
        known.add(lane);
        columns[column]?.push({ key: lane, lane: true, height: laneHeight, pull: 0, top: 0 });
      }
      addSource(to, previous);
    }
  }
  for (const step of steps) plan.columns.set(step.key, depth.get(step.key) ?? 0);
  settleColumns(plan, { columns, sources, scope });
}

type Columns = {
  readonly columns: readonly Slot[][];
  readonly sources: ReadonlyMap<string, readonly string[]>;
  readonly scope: string;
};

/** Orders each column by where its edges come from, so that the first way through the flow runs straight. */
function settleColumns(plan: Plan, { columns, sources, scope }: Columns): void {
  const middles = new Map<string, number>();
  const lanesOf = new Map<string, Map<number, Lane>>();
  let x = 0;
  for (const [index, column] of columns.entries()) {
    const width = Math.max(
      plan.cardWidth,
      ...column.map(({ key, lane }) => (lane ? 0 : (plan.sizes.get(key)?.width ?? 0))),
    );
    for (const slot of column) {
      const from = (sources.get(slot.key) ?? []).flatMap((source) => middles.get(source) ?? []);
      slot.top = from.length === 0 ? cardHead / 2 : Math.min(...from);
      slot.pull = from.length === 0 ? cardHead / 2 : from.reduce((sum, one) => sum + one, 0) / from.length;
    }
    column.sort((one, other) => one.pull - other.pull);
    let free = 0;
    for (const { key, lane, height, top } of column) {
      const middle = lane ? height / 2 : Math.min(height, cardHead) / 2;
      const y = Math.max(free, Math.round(top - middle));
      if (lane) {
        const [to = ''] = key.split(' @');
        const known = lanesOf.get(to) ?? new Map<number, Lane>();
        known.set(index, { left: x, right: x + width, y: y + height / 2 });
        lanesOf.set(to, known);
      } else plan.places.set(key, { x, y });
      middles.set(key, y + middle);
      free = y + height + rowGap;
    }
    x += width + plan.columnGap;
  }
  for (const [to, lanes] of lanesOf) plan.lanes.set(to, { scope, lanes });
}

/** Longest way to each step; where edges of both sides make a circle, the earliest step of it counts as its start. */
function depthsOf(steps: readonly MergedStep[], { outgoing }: Plan): ReadonlyMap<string, number> {
  const waiting = new Map(steps.map(({ key }) => [key, 0]));
  for (const { key } of steps) {
    for (const { to } of outgoing.get(key) ?? []) {
      const count = waiting.get(to);
      if (count !== undefined && to !== key) waiting.set(to, count + 1);
    }
  }
  const depth = new Map<string, number>();
  const reached = new Map<string, number>();
  const ready = steps.filter(({ key }) => waiting.get(key) === 0).map(({ key }) => key);
  let next = 0;
  for (let at = 0; depth.size < steps.length; at += 1) {
    let key = ready[at];
    while (key === undefined) {
      const candidate = steps[next]?.key;
      next += 1;
      if (candidate === undefined) return depth;
      if (!depth.has(candidate)) key = candidate;
    }
    if (depth.has(key)) continue;
    depth.set(key, reached.get(key) ?? 0);
    for (const { to } of outgoing.get(key) ?? []) {
      const count = waiting.get(to);
      if (count === undefined || depth.has(to)) continue;
      reached.set(to, Math.max(reached.get(to) ?? 0, (depth.get(key) ?? 0) + 1));
      waiting.set(to, count - 1);
      if (count === 1) ready.push(to);
    }
  }
  return depth;
}

type Collected = { readonly boxes: PlacedBox[]; readonly origins: Map<string, Point> };

function collect(
  plan: Plan,
  steps: readonly MergedStep[],
  origin: Point & { readonly scope: string },
  found: Collected,
): void {
  found.origins.set(origin.scope, origin);
  for (const step of steps) {
    const place = plan.places.get(step.key) ?? { x: 0, y: 0 };
    const size = plan.sizes.get(step.key) ?? { width: plan.cardWidth, height: cardHead };
    const [x, y] = [origin.x + place.x, origin.y + place.y];
    const framed = isFrame(step, plan.catalogue);
    const outcomes = outcomesOf(step, plan);
    const first = framed ? frameHeader + framePadding : cardHead + 4 + rowHeight / 2;
    const rows = outcomes.length > 1 ? outcomes.map((port, at) => ({ port, y: first + rowHeight * at })) : [];
    found.boxes.push({ step, x, y, ...size, isFrame: framed, rows });
    if (framed)
      collect(plan, step.inside, { x: x + framePadding, y: y + frameHeader + framePadding, scope: step.key }, found);
  }
}

type Ends = {
  readonly edge: MergedEdge;
  readonly from: PlacedBox;
  readonly to: PlacedBox;
  readonly origins: ReadonlyMap<string, Point>;
};

function leadEdge(plan: Plan, { edge, from, to, origins }: Ends): PlacedEdge {
  const middle = ({ isFrame: framed }: PlacedBox) => (framed ? frameHeader + framePadding : cardHead / 2);
  const isDown = edge.port === errorOutcome;
  const row = from.rows.find(({ port }) => port === edge.port);
  const start = isDown
    ? { x: from.x + from.width - 44, y: from.y + from.height }
    : { x: from.x + from.width, y: from.y + (row?.y ?? middle(from)) };
  const known = plan.lanes.get(edge.to);
  const origin = known === undefined ? undefined : origins.get(known.scope);
  const [first, last] = [plan.columns.get(edge.from), plan.columns.get(edge.to)];
  const bends: Lane[] = [];
  if (known !== undefined && origin !== undefined && first !== undefined && last !== undefined) {
    for (let column = first + 1; column < last; column += 1) {
      const lane = known.lanes.get(column);
      if (lane !== undefined)
        bends.push({ left: lane.left + origin.x, right: lane.right + origin.x, y: lane.y + origin.y });
    }
  }
  return { edge, start, end: { x: to.x, y: to.y + middle(to) }, bends, isDown };
}

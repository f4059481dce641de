import { keyOf } from '../edges.ts';
import type { MergedEdge, MergedGraph, MergedStep } from './merge-graph.ts';

/** Graphs of at most this many steps are drawn whole. */
const mostWhole = 80;
/** A step with more edges than this is a landmark, and holds its surroundings apart from each other. */
const landmarkEdges = 6;

/**
 * Folds what is the same far from every difference into one box for each stretch, so that a large flow shows its
 * differences within reach of each other. Small graphs stay as they are; what a scope holds is never folded.
 */
export function foldGraph(graph: MergedGraph): MergedGraph {
  if (graph.steps.length <= mostWhole) return graph;
  const near = neighboursOf(graph);
  const kept = keptSteps(graph, near);
  if (kept.size === graph.steps.length) return graph;
  const stubOf = new Map<string, string>();
  const steps: MergedStep[] = [];
  for (const step of graph.steps) {
    if (kept.has(step.key)) steps.push({ ...step, box: undefined });
    else if (!stubOf.has(step.key)) steps.push(foldStretch(step.key, { near, kept, stubOf }));
  }
  return { steps, edges: leadToStubs(graph.edges, stubOf), isArranged: false };
}

type Neighbours = ReadonlyMap<string, ReadonlySet<string>>;

function neighboursOf({ steps, edges }: MergedGraph): Neighbours {
  const near = new Map<string, Set<string>>(steps.map(({ key }) => [key, new Set<string>()]));
  for (const { from, to } of edges) {
    if (!near.has(from) || !near.has(to)) continue;
    near.get(from)?.add(to);
    near.get(to)?.add(from);
  }
  return near;
}

/** Steps that differ or hold some that do, ends of edges that differ, what stands next to them, landmarks and starts. */
function keptSteps({ steps, edges }: MergedGraph, near: Neighbours): ReadonlySet<string> {
  const told = new Set(steps.filter(isTold).map(({ key }) => key));
  for (const { from, to, mark } of edges) if (mark !== 'same') told.add(from).add(to);
  const kept = new Set<string>();
  const targets = new Set(edges.map(({ to }) => to));
  for (const { key } of steps) {
    const around = near.get(key) ?? new Set<string>();
    if (told.has(key) || around.size > landmarkEdges || !targets.has(key)) kept.add(key);
    if (told.has(key) && around.size <= landmarkEdges) for (const one of around) kept.add(one);
  }
  return kept;
}

function isTold({ mark, inside }: MergedStep): boolean {
  return mark !== 'same' || inside.some(isTold);
}

type Folding = {
  readonly near: Neighbours;
  readonly kept: ReadonlySet<string>;
  /** The box each folded step went into; a stretch adds its own. */
  readonly stubOf: Map<string, string>;
};

function foldStretch(first: string, { near, kept, stubOf }: Folding): MergedStep {
  const key = `(from ${first})`;
  const stretch = [first];
  stubOf.set(first, key);
  for (const one of stretch) {
    for (const other of near.get(one) ?? []) {
      if (kept.has(other) || stubOf.has(other)) continue;
      stubOf.set(other, key);
      stretch.push(other);
    }
  }
  const name = stretch.length === 1 ? '1 unchanged step' : `${stretch.length} unchanged steps`;
  return {
    key,
    node: { id: key, type: '', name, config: {} },
    mark: 'same',
    box: undefined,
    inside: [],
    isFolded: true,
  };
}

function leadToStubs(edges: readonly MergedEdge[], stubOf: ReadonlyMap<string, string>): readonly MergedEdge[] {
  const led = new Map<string, MergedEdge>();
  for (const edge of edges) {
    const [from, to] = [stubOf.get(edge.from), stubOf.get(edge.to)];
    if (from !== undefined && from === to) continue;
    const moved = { ...edge, from: from ?? edge.from, to: to ?? edge.to, port: from === undefined ? edge.port : '' };
    led.set(`${keyOf(moved)} ${edge.mark}`, moved);
  }
  return [...led.values()];
}

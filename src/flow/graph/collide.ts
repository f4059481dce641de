import { type BitTable, createBitTable, hasBit, setBit } from './bits.ts';
import { type BodyGraph, type GraphEdge, idAt, isAcyclic } from './graph.ts';
import { findReachable } from './reach.ts';

/** One node on a path and the port the path leaves it by; the last node of a path has none. */
export type PathStep = { readonly node: string; readonly port?: string };

/** A node that two edges can reach in one run, and the two ways there. */
export type Collision = { readonly node: string; readonly paths: readonly [readonly PathStep[], readonly PathStep[]] };

/** What the proof must know about a body beyond its edges. */
type CollisionQuestion = {
  /** True when one run can fire both of two different ports of a node. */
  readonly mayFireTogether: (node: string, port: string, other: string) => boolean;
  /** Ids at which the body begins; other nodes without incoming edges never start. */
  readonly starts: readonly string[];
  /** True when all starts begin at once (a scope's body), false when one does (the triggers of a flow). */
  readonly startsTogether: boolean;
  /** True for the nodes that must not be reached twice. */
  readonly mustBeAlone: (node: string) => boolean;
};

/**
 * Finds every node that must not be reached twice and can be, with two paths that show it; by node id.
 *
 * The question. Two edges *collide* when one run can deliver both. Each delivered edge ends a path on which every
 * edge was delivered, so they collide exactly when there are two paths, one ending in each edge, that *agree*: no
 * node stands on both and is left by ports that cannot fire together.
 *   - If both are delivered, the two delivered paths agree, because a node fired both ports it is left by.
 *   - If two paths agree, let every node on them fire the ports it is left by. Nothing contradicts, so both paths
 *     are delivered: in an acyclic body all edges settle, and a node starts as soon as one of them is delivered.
 * So the answer is exact for flows in which every port can fire. It is cautious only towards what paths cannot
 * say: conditions of different nodes that happen to exclude each other, and runs that a `fail` closes before the
 * second edge arrives.
 *
 * The method. Listing paths is exponential; pairs of edges are enough. Let `agree(e, f)` say that agreeing paths
 * end in e and in f, and let u and w be the sources of e and f, both reached from a start.
 *   - u = w: agree(e, f) iff the two ports may fire together. One common way to u serves both paths, and a way
 *     agrees with itself.
 *   - u stands later than w in the order: no path to w passes u, so the choice at u is bound by nothing on the
 *     other path: agree(e, f) iff agree(d, f) for some edge d into u. If u is a start, also if it begins together
 *     with the start of some path to f.
 *   - w later than u: the same with the roles exchanged.
 * So agree(e, f) is a search from the pair backwards, always taking back the later of the two edges, for a pair that
 * leaves one node by ports that fire together. Pairs without a way are remembered across all questions of a body,
 * so all searches together look at each of the E² pairs once; in flows people draw, a search ends at the branch
 * just before the join.
 */
export function findCollisions(graph: BodyGraph, question: CollisionQuestion): readonly Collision[] {
  if (!isAcyclic(graph)) return [];
  const joins = graph.ids.flatMap((id, node) =>
    (graph.incoming[node]?.length ?? 0) > 1 && question.mustBeAlone(id) ? [node] : [],
  );
  if (joins.length === 0) return [];
  const search = prepareSearch(graph, question);
  const collisions: Collision[] = [];
  for (const join of joins) {
    const way = findAgreement(search, join);
    if (way !== undefined) collisions.push({ node: idAt(graph, join), paths: showPaths(search, way) });
  }
  return collisions;
}

type EdgePair = readonly [GraphEdge, GraphEdge];

type Search = {
  readonly graph: BodyGraph;
  readonly question: CollisionQuestion;
  readonly isStart: (node: number) => boolean;
  /** Edges into each node that a run can deliver at all. */
  readonly into: (node: number) => readonly GraphEdge[];
  /** Pairs known to have no agreeing paths. */
  readonly refuted: BitTable;
};

function prepareSearch(graph: BodyGraph, question: CollisionQuestion): Search {
  const starts = new Set(question.starts.flatMap((id) => graph.indexOf.get(id) ?? []));
  const reached = findReachable(graph, [...starts]);
  const alive = graph.incoming.map((edges) => edges.filter(({ from }) => reached[from] === 1));
  return {
    graph,
    question,
    isStart: (node) => starts.has(node),
    into: (node) => alive[node] ?? [],
    refuted: createBitTable(graph.edges.length, graph.edges.length),
  };
}

/** The first pair of edges into a node that agree, and the pairs before it down to where the two paths part. */
function findAgreement(search: Search, join: number): readonly EdgePair[] | undefined {
  const edges = search.into(join);
  for (const [position, edge] of edges.entries()) {
    for (const other of edges.slice(position + 1)) {
      const way = searchBack(search, [edge, other]);
      if (way !== undefined) return way;
    }
  }
  return undefined;
}

/** Depth first with a stack of our own; what is left without success is refuted for good. */
function searchBack(search: Search, pair: EdgePair): readonly EdgePair[] | undefined {
  const way = [{ pair, next: 0, before: pairsBefore(search, pair) }];
  for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
    if (here.next === 0 && partsFreely(search, here.pair)) return way.map((step) => step.pair);
    const before = here.before[here.next];
    here.next++;
    if (before === undefined) {
      refute(search.refuted, here.pair);
      way.pop();
    } else if (!isRefuted(search.refuted, before)) {
      way.push({ pair: before, next: 0, before: pairsBefore(search, before) });
    }
  }
  return undefined;
}

/** True where nothing before the pair matters any more: it leaves one node, or begins with the scope. */
function partsFreely({ question, graph, isStart }: Search, [one, other]: EdgePair): boolean {
  if (one.from !== other.from) return question.startsTogether && isStart(laterOf(graph, [one, other]).from);
  return one.port === other.port || question.mayFireTogether(idAt(graph, one.from), one.port, other.port);
}

/** The pair with its later edge taken back by one, in every way. */
function pairsBefore({ graph, into }: Search, pair: EdgePair): EdgePair[] {
  const [one, other] = pair;
  if (one.from === other.from) return [];
  const isOneLater = laterOf(graph, pair) === one;
  return isOneLater
    ? into(one.from).map((before): EdgePair => [before, other])
    : into(other.from).map((before): EdgePair => [one, before]);
}

function laterOf({ place }: BodyGraph, [one, other]: EdgePair): GraphEdge {
  return (place[one.from] ?? 0) > (place[other.from] ?? 0) ? one : other;
}

function refute(refuted: BitTable, [one, other]: EdgePair): void {
  setBit(refuted, Math.min(one.index, other.index), Math.max(one.index, other.index));
}

function isRefuted(refuted: BitTable, [one, other]: EdgePair): boolean {
  return hasBit(refuted, Math.min(one.index, other.index), Math.max(one.index, other.index));
}

/** Reads the two paths off the pairs of a successful search; what lies before both is some way, the same for both. */
function showPaths(search: Search, way: readonly EdgePair[]): [PathStep[], PathStep[]] {
  const path = (side: 0 | 1) => {
    const taken = [...new Set(way.map((pair) => pair[side]))].reverse();
    return describePath(search.graph, [...findWay(search, taken[0]), ...taken]);
  };
  return [path(0), path(1)];
}

function findWay({ into }: Search, edge: GraphEdge | undefined): GraphEdge[] {
  const way: GraphEdge[] = [];
  for (let here = edge && into(edge.from)[0]; here !== undefined; here = into(here.from)[0]) way.push(here);
  return way.reverse();
}

function describePath(graph: BodyGraph, edges: readonly GraphEdge[]): PathStep[] {
  const steps: PathStep[] = edges.map((edge) => ({ node: idAt(graph, edge.from), port: edge.port }));
  const last = edges.at(-1);
  return last === undefined ? steps : [...steps, { node: idAt(graph, last.to) }];
}

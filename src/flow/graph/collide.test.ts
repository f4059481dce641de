import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FlowNode } from '../flow.ts';
import { type Collision, findCollisions, type PathStep } from './collide.ts';
import { buildGraph } from './graph.ts';

/** A small graph: nodes 0…n-1 with edges to later nodes only, some nodes firing several ports at once. */
type Sketch = {
  readonly count: number;
  readonly edges: readonly { readonly from: number; readonly port: string; readonly to: number }[];
  readonly firesSeveral: readonly boolean[];
  readonly startsTogether: boolean;
  /** Nodes that never begin, although nothing leads to them. */
  readonly neverStarts: readonly boolean[];
};

const sketches: fc.Arbitrary<Sketch> = fc.integer({ min: 2, max: 8 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    edges: fc.array(
      fc
        .record({
          from: fc.nat(count - 2),
          port: fc.constantFrom('a', 'b', 'error'),
          skip: fc.integer({ min: 1, max: count - 1 }),
        })
        .map(({ from, port, skip }) => ({ from, port, to: Math.min(count - 1, from + skip) })),
      { minLength: 1, maxLength: 11 },
    ),
    firesSeveral: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
    startsTogether: fc.boolean(),
    neverStarts: fc.array(
      fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
      { minLength: count, maxLength: count },
    ),
  }),
);

test('two edges are refused exactly when some firing of the nodes delivers both', () => {
  const property = (sketch: Sketch) => {
    const found = findCollisions(buildGraph(nodesOf(sketch)), questionOf(sketch)).map(({ node }) => node);

    const reachedTwice = enumerateFirings(sketch);

    expect(found).toEqual(reachedTwice);
  };

  fc.assert(fc.property(sketches, property), { numRuns: 2_000 });
});

test('two edges are refused exactly when two paths exist that part nowhere at excluding ports', () => {
  const property = (sketch: Sketch) => {
    const found = findCollisions(buildGraph(nodesOf(sketch)), questionOf(sketch)).map(({ node }) => node);

    const byPaths = enumeratePaths(sketch);

    expect(found).toEqual(byPaths);
  };

  fc.assert(fc.property(sketches, property), { numRuns: 2_000 });
});

test('the two paths shown are real, end in the node, and agree', () => {
  const property = (sketch: Sketch) => {
    const question = questionOf(sketch);

    const collisions = findCollisions(buildGraph(nodesOf(sketch)), question);

    for (const collision of collisions) {
      expect(collision.paths.every((path) => isRealPath(sketch, path, collision))).toBe(true);
      expect(collision.paths[0]).not.toEqual(collision.paths[1]);
      expect(isAgreeing(collision.paths[0], collision.paths[1], question.mayFireTogether)).toBe(true);
    }
  };

  fc.assert(fc.property(sketches, property), { numRuns: 2_000 });
});

test('a ladder of three hundred diamonds is judged without listing its paths', () => {
  const rungs = 300;
  const edges = Array.from({ length: rungs }, (_, rung) => [
    { from: 3 * rung, port: 'a', to: 3 * rung + 1 },
    { from: 3 * rung, port: 'b', to: 3 * rung + 2 },
    { from: 3 * rung + 1, port: 'a', to: 3 * rung + 3 },
    { from: 3 * rung + 2, port: 'a', to: 3 * rung + 3 },
  ]).flat();
  const sketch = { count: 3 * rungs + 1, edges, firesSeveral: [], startsTogether: false, neverStarts: [] };

  const single = findCollisions(buildGraph(nodesOf(sketch)), questionOf(sketch));
  const several = findCollisions(buildGraph(nodesOf(sketch)), questionOf({ ...sketch, firesSeveral: [true] }));

  expect(single).toEqual([]);
  expect(several.map(({ node }) => node)).toEqual(['n003']);
});

test('two hundred layers that cross each other are judged without trying every way', () => {
  const layers = 200;
  const edges = Array.from({ length: layers }, (_, layer) => [
    { from: 2 * layer, port: 'a', to: 2 * layer + 2 },
    { from: 2 * layer, port: 'b', to: 2 * layer + 3 },
    { from: 2 * layer + 1, port: 'a', to: 2 * layer + 2 },
    { from: 2 * layer + 1, port: 'b', to: 2 * layer + 3 },
  ]).flat();
  const sketch = { count: 2 * layers + 2, edges, firesSeveral: [], startsTogether: false, neverStarts: [] };

  const found = findCollisions(buildGraph(nodesOf(sketch)), questionOf(sketch));

  expect(found).toEqual([]);
});

function nameOf(index: number): string {
  return `n${String(index).padStart(3, '0')}`;
}

function nodesOf(sketch: Sketch): FlowNode[] {
  return Array.from({ length: sketch.count }, (_, index) => {
    const own = sketch.edges.filter(({ from }) => from === index);
    const ports = [...new Set(own.map(({ port }) => port))].map((port) => ({
      port,
      targets: own.filter((edge) => edge.port === port).map(({ to }) => nameOf(to)),
      list: true,
    }));
    return { id: nameOf(index), type: 'map@1', config: {}, next: { short: false, ports } };
  });
}

function startsOf(sketch: Sketch): number[] {
  const all = Array.from({ length: sketch.count }, (_, index) => index);
  return all.filter((index) => sketch.neverStarts[index] !== true && sketch.edges.every(({ to }) => to !== index));
}

function mayFireTogether(sketch: Sketch, node: number, port: string, other: string): boolean {
  if (port === other) return true;
  return sketch.firesSeveral[node] === true && port !== 'error' && other !== 'error';
}

function questionOf(sketch: Sketch) {
  return {
    // Asked about different ports only; a wrong answer for equal ones must not matter.
    mayFireTogether: (node: string, port: string, other: string) =>
      port !== other && mayFireTogether(sketch, Number(node.slice(1)), port, other),
    starts: startsOf(sketch).map(nameOf),
    startsTogether: sketch.startsTogether,
    mustBeAlone: () => true,
  };
}

/** Every set of ports a node can fire: one of them, none (it failed unheard), or several where it may. */
function firingsOf(sketch: Sketch, node: number): string[][] {
  const ports = [...new Set(sketch.edges.filter(({ from }) => from === node).map(({ port }) => port))];
  const alone = [[], ...ports.map((port) => [port])];
  const success = ports.filter((port) => port !== 'error');
  return sketch.firesSeveral[node] === true && success.length === 2 ? [...alone, success] : alone;
}

/** Plays every combination of firings under the settling rules and collects the nodes that got two deliveries. */
function enumerateFirings(sketch: Sketch): string[] {
  const twice = new Set<number>();
  const starts = startsOf(sketch);
  const beginnings = sketch.startsTogether ? [starts] : starts.map((start) => [start]);
  const edges = uniqueEdges(sketch);
  function play(node: number, deliveries: readonly number[]) {
    if (node === sketch.count) return;
    if ((deliveries[node] ?? 0) > 1) twice.add(node);
    if ((deliveries[node] ?? 0) === 0) return play(node + 1, deliveries);
    for (const fired of firingsOf(sketch, node)) {
      const next = [...deliveries];
      for (const edge of edges) {
        if (edge.from === node && fired.includes(edge.port)) next[edge.to] = (next[edge.to] ?? 0) + 1;
      }
      play(node + 1, next);
    }
  }
  for (const beginning of beginnings) {
    play(
      0,
      Array.from({ length: sketch.count }, (_, index) => (beginning.includes(index) ? 1 : 0)),
    );
  }
  return [...twice].sort((one, other) => one - other).map(nameOf);
}

function uniqueEdges(sketch: Sketch) {
  const byName = new Map(sketch.edges.map((edge) => [`${edge.from} ${edge.port} ${edge.to}`, edge] as const));
  return [...byName.values()];
}

function enumeratePaths(sketch: Sketch): string[] {
  const edges = uniqueEdges(sketch);
  const starts = startsOf(sketch);
  const pathsTo = (node: number): PathStep[][] => {
    const own = starts.includes(node) ? [[{ node: nameOf(node) }]] : [];
    const longer = edges
      .filter(({ to }) => to === node)
      .flatMap((edge) =>
        pathsTo(edge.from).map((path) => [
          ...path.slice(0, -1),
          { node: nameOf(edge.from), port: edge.port },
          { node: nameOf(node) },
        ]),
      );
    return [...own, ...longer];
  };
  const together = (node: string, port: string, other: string) =>
    mayFireTogether(sketch, Number(node.slice(1)), port, other);
  const doubled = Array.from({ length: sketch.count }, (_, index) => index).filter((node) => {
    const paths = pathsTo(node);
    return paths.some((one, position) =>
      paths.slice(position + 1).some((other) => {
        // Two paths that end in the same edge deliver once.
        if (JSON.stringify(one.slice(-2)) === JSON.stringify(other.slice(-2))) return false;
        return (sketch.startsTogether || one[0]?.node === other[0]?.node) && isAgreeing(one, other, together);
      }),
    );
  });
  return doubled.map(nameOf);
}

function isAgreeing(
  one: readonly PathStep[],
  other: readonly PathStep[],
  together: (node: string, port: string, other: string) => boolean,
): boolean {
  return one.every((step) => {
    const twin = other.find(({ node }) => node === step.node);
    if (twin?.port === undefined || step.port === undefined) return true;
    return twin.port === step.port || together(step.node, step.port, twin.port);
  });
}

function isRealPath(sketch: Sketch, path: readonly PathStep[], collision: Collision): boolean {
  const begins = startsOf(sketch)
    .map(nameOf)
    .includes(path[0]?.node ?? '');
  const steps = path.slice(0, -1).every((step, position) =>
    sketch.edges.some(({ from, port, to }) => {
      return nameOf(from) === step.node && port === step.port && nameOf(to) === path[position + 1]?.node;
    }),
  );
  return begins && steps && path.at(-1)?.node === collision.node;
}

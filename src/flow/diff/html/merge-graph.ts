import { allNodes, type FlowNode } from '../../flow.ts';
import type { Box } from '../../layout.ts';
import type { Change } from '../change.ts';
import { compareEdges, type DiffEdge, keyOf } from '../edges.ts';
import { type DiffFacts, pairFlow } from '../flow-pair.ts';
import type { FlowSides } from '../pair-flows.ts';

/** What became of a step or an edge. */
export type Mark = 'added' | 'removed' | 'changed' | 'same';

/** A step of either side as it is drawn. */
export type MergedStep = {
  /** Unique in the graph: the later id, or for what is gone the earlier one, marked where another step has it now. */
  readonly key: string;
  readonly node: FlowNode;
  readonly mark: Mark;
  /** The word on its corner; absent on a step that is the same. */
  readonly word?: string;
  /** Where the layout has it, relative to the scope around it. */
  readonly box: Box | undefined;
  /** Steps inside a scope, undo steps included. */
  readonly inside: readonly MergedStep[];
  /** True for a box that stands for a stretch of unchanged steps. */
  readonly isFolded?: true;
};

/** An edge of either side between two keys. */
export type MergedEdge = DiffEdge & { readonly mark: Mark };

/** Two versions of a flow in one graph. */
export type MergedGraph = {
  readonly steps: readonly MergedStep[];
  readonly edges: readonly MergedEdge[];
  /** True where a person has arranged it. */
  readonly isArranged: boolean;
};

/** Kinds of changes that are told by the edges, or by no box at all. */
const notOfBoxes: ReadonlySet<string> = new Set([
  'edge-added',
  'edge-removed',
  'edge-changed',
  'reach',
  'waiver',
  'test',
  'text',
  'layout',
]);

/** Puts both versions of a flow into one graph: what stayed, came, went and changed. Linear in the flow. */
export function mergeGraph(sides: FlowSides, changes: readonly Change[], facts: DiffFacts): MergedGraph {
  const { before, after } = sides;
  if (before === undefined || after === undefined) return wholeGraph(sides);
  const pair = pairFlow(before.flow, after.flow, after.file, facts);
  const { pairing } = pair;
  const goneKey = (id: string) => (pairing.stepsAfter.has(id) ? `${id} (before)` : id);
  const words = wordsOf(changes);
  const idBefore = new Map([...pairing.idNow].map(([was, now]) => [now, was]));
  const children = new Map<string | undefined, Bare[]>();
  const hold = (scope: string | undefined, step: Bare): void => {
    const list = children.get(scope) ?? [];
    list.push(step);
    children.set(scope, list);
  };
  const added = new Set(pairing.added.map(({ node }) => node.id));
  for (const [id, { node, scope }] of pairing.stepsAfter) {
    const own = after.layout?.boxes.get(id);
    const box = own ?? (after.layout === undefined ? before.layout?.boxes.get(idBefore.get(id) ?? '') : undefined);
    const word = added.has(id) ? 'Added' : words.get(id);
    hold(scope, {
      key: id,
      node,
      box,
      mark: added.has(id) ? 'added' : word === undefined ? 'same' : 'changed',
      ...(word === undefined ? {} : { word }),
    });
  }
  for (const { node, scope } of pairing.removed) {
    const around = scope === undefined ? undefined : (pairing.idNow.get(scope) ?? goneKey(scope));
    hold(around, {
      key: goneKey(node.id),
      node,
      box: before.layout?.boxes.get(node.id),
      mark: 'removed',
      word: 'Removed',
    });
  }
  const sets = compareEdges(pair);
  const fresh = new Set(sets.added.map(keyOf));
  const later = [...sets.fromAfter.values()].flat();
  return {
    steps: nest(children, undefined),
    edges: [
      ...later.map((edge): MergedEdge => ({ ...edge, mark: fresh.has(keyOf(edge)) ? 'added' : 'same' })),
      ...sets.removed.map((edge): MergedEdge => ({ ...edge, mark: 'removed' })),
    ],
    isArranged: ((after.layout ?? before.layout)?.boxes.size ?? 0) > 0,
  };
}

type Bare = Omit<MergedStep, 'inside'>;

function nest(
  children: ReadonlyMap<string | undefined, readonly Bare[]>,
  scope: string | undefined,
): readonly MergedStep[] {
  return (children.get(scope) ?? []).map((step) => ({ ...step, inside: nest(children, step.key) }));
}

/** A flow that came or went as a whole. */
function wholeGraph({ before, after }: FlowSides): MergedGraph {
  const side = after ?? before;
  const [mark, word] = after === undefined ? (['removed', 'Removed'] as const) : (['added', 'Added'] as const);
  const make = (nodes: readonly FlowNode[]): readonly MergedStep[] =>
    nodes.map((node) => ({
      key: node.id,
      node,
      mark,
      word,
      box: side?.layout?.boxes.get(node.id),
      inside: make([...(node.body ?? []), ...(node.compensations ?? [])]),
    }));
  const nodes = side?.flow.nodes ?? [];
  return {
    steps: make(nodes),
    edges: [...allNodes(nodes)].flatMap(({ id, next }) =>
      (next?.ports ?? []).flatMap(({ port, targets }) =>
        targets.map((to): MergedEdge => ({ from: id, port, to, mark })),
      ),
    ),
    isArranged: (side?.layout?.boxes.size ?? 0) > 0,
  };
}

/** The word on each step that is different but for its edges; what changed inside it says more than where it stands. */
function wordsOf(changes: readonly Change[]): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const { node, kind } of changes) {
    if (node === null || notOfBoxes.has(kind)) continue;
    const word =
      kind === 'step-moved' ? 'Moved' : kind === 'step-renamed' || kind === 'step-name' ? 'Renamed' : 'Changed';
    const known = words.get(node);
    if (known === undefined || word === 'Changed') words.set(node, word);
  }
  return words;
}

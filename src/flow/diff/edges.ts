import type { FlowNode } from '../flow.ts';
import { factOf } from '../node-type/manifest.ts';
import type { FlowPair } from './flow-pair.ts';
import { manifestOf, type PlacedStep } from './pair-steps.ts';

/** An edge; ends are later ids wherever the step is still there. */
export type DiffEdge = { readonly from: string; readonly port: string; readonly to: string };

/** The edges that differ between two versions, without those that moved along with a renamed step. */
export type EdgeSets = {
  readonly added: readonly DiffEdge[];
  readonly removed: readonly DiffEdge[];
  /** Those that came or went, by their source and by their target. */
  readonly addedFrom: EdgesBy;
  readonly addedTo: EdgesBy;
  readonly removedFrom: EdgesBy;
  readonly removedTo: EdgesBy;
  /** Every edge of the later side by its source and by its target. */
  readonly fromAfter: EdgesBy;
  readonly toAfter: EdgesBy;
};

/** Edges by the step at one end. */
export type EdgesBy = ReadonlyMap<string, readonly DiffEdge[]>;

/** Text that is the same for the same edge. */
export function keyOf({ from, port, to }: DiffEdge): string {
  return `${from} ${port} ${to}`;
}

/** Compares the edges of two versions. */
export function compareEdges({ pairing }: FlowPair): EdgeSets {
  const before = listEdges(pairing.stepsBefore, (id) => pairing.idNow.get(id) ?? goneId(id, pairing.stepsAfter));
  const after = listEdges(pairing.stepsAfter, (id) => id);
  const had = new Set(before.map(keyOf));
  const has = new Set(after.map(keyOf));
  const added = after.filter((edge) => !had.has(keyOf(edge)));
  const removed = before.filter((edge) => !has.has(keyOf(edge)));
  return {
    added,
    removed,
    addedFrom: Map.groupBy(added, ({ from }) => from),
    addedTo: Map.groupBy(added, ({ to }) => to),
    removedFrom: Map.groupBy(removed, ({ from }) => from),
    removedTo: Map.groupBy(removed, ({ to }) => to),
    fromAfter: Map.groupBy(after, ({ from }) => from),
    toAfter: Map.groupBy(after, ({ to }) => to),
  };
}

/** An id that is free for another step now must not be taken for that step. */
function goneId(id: string, stepsAfter: ReadonlyMap<string, PlacedStep>): string {
  return stepsAfter.has(id) ? `${id} (before)` : id;
}

function listEdges(steps: ReadonlyMap<string, PlacedStep>, idOf: (id: string) => string): readonly DiffEdge[] {
  return [...steps.values()].flatMap(({ node }) =>
    (node.next?.ports ?? []).flatMap(({ port, targets }) =>
      targets.map((to) => ({ from: idOf(node.id), port, to: idOf(to) })),
    ),
  );
}

/** ` on error`, or nothing where the step has a single outcome beside its failure and this is it. */
export function sayPort(node: FlowNode | undefined, port: string, { catalogue }: FlowPair): string {
  const manifest = node && manifestOf(node, catalogue);
  const ports = node && manifest && factOf(manifest.ports, node.config);
  return ports?.length === 1 && ports[0] === port ? '' : ` on ${port}`;
}

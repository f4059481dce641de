import type { Change } from './change.ts';
import { type DiffEdge, type EdgeSets, keyOf } from './edges.ts';
import type { FlowPair } from './flow-pair.ts';
import type { StepPair } from './pair-steps.ts';
import { sayList } from './say-value.ts';

/** What is known while steps are told; edges that a sentence speaks of are added to `told`. */
export type Moving = {
  /** Steps whose move is told by the scope that came or went around them. */
  readonly wrapped: ReadonlySet<string>;
  readonly edges: EdgeSets;
  readonly told: Set<string>;
};

/** A step that stands in another scope, and after which step it stands there. */
export function* tellMove(pair: FlowPair, { before, after }: StepPair, moving: Moving): Generator<Change> {
  const scopeWas =
    before.scope === undefined ? undefined : (pair.pairing.idNow.get(before.scope) ?? `${before.scope} (before)`);
  if (scopeWas === after.scope && before.list === after.list) return;
  closeGap(after.node.id, moving);
  if (moving.wrapped.has(after.node.id)) return;
  const from = before.scope === undefined ? undefined : pair.sayBefore(before.scope);
  const to = after.scope === undefined ? undefined : pair.sayAfter(after.scope);
  const role = after.list === 'compensations' ? ', as an undo step' : '';
  const sentence = `Step ${pair.sayAfter(after.node.id)} moved ${sayWay(from, to)}${role}${sayPlace(pair, after.node.id, moving)}.`;
  const values = { before: before.scope ?? null, after: after.scope ?? null };
  yield pair.note({ kind: 'step-moved', risk: 'medium', node: after.node.id, sentence, ...values });
}

function sayWay(from: string | undefined, to: string | undefined): string {
  if (from === undefined) return `into ${to}`;
  if (to === undefined) return `out of ${from}`;
  return from === to ? `within ${to}` : `from ${from} into ${to}`;
}

/** The steps that newly lead to it. */
function sayPlace(pair: FlowPair, id: string, { edges, told }: Moving): string {
  const sources = (edges.addedTo.get(id) ?? []).filter((edge) => !told.has(keyOf(edge)));
  for (const edge of sources) told.add(keyOf(edge));
  return sources.length === 0 ? '' : `, after ${sayList([...new Set(sources.map(({ from }) => pair.sayAfter(from)))])}`;
}

/** Where a step was taken out of a row, what stood before it leads to what stood behind it; that goes without saying. */
function closeGap(id: string, { edges, told }: Moving): void {
  const behind = new Set((edges.removedFrom.get(id) ?? []).map(({ to }) => to));
  const isBridge = ({ port, to }: DiffEdge, lost: DiffEdge) => port === lost.port && behind.has(to);
  for (const lost of edges.removedTo.get(id) ?? []) {
    for (const edge of edges.addedFrom.get(lost.from) ?? []) if (isBridge(edge, lost)) told.add(keyOf(edge));
  }
}

import { factOf } from '../node-type/manifest.ts';
import type { Change } from './change.ts';
import { type Moving, tellMove } from './diff-moves.ts';
import { type DiffEdge, type EdgeSets, keyOf, sayPort } from './edges.ts';
import type { FlowPair } from './flow-pair.ts';
import { manifestOf, type PlacedStep, type StepPair } from './pair-steps.ts';
import { lossOf } from './protection.ts';
import { quote, sayList } from './say-value.ts';

/** Sentences about steps, and the edges they already tell of, by key. */
export type StepChanges = { readonly changes: readonly Change[]; readonly told: ReadonlySet<string> };

/** Steps that came, went, moved, or are called or typed differently. */
export function diffSteps(pair: FlowPair, edges: EdgeSets): StepChanges {
  const told = new Set<string>();
  const wrapped = new Set<string>();
  const addedIds = new Set(pair.pairing.added.map(({ node }) => node.id));
  const changes = [
    ...pair.pairing.added.map((step) => tellAdded(pair, { step, edges, told, wrapped, addedIds })),
    ...pair.pairing.removed.map((step) => tellRemoved(pair, { step, edges, told, wrapped, addedIds })),
    ...pair.pairing.pairs.flatMap((steps) => [...tellStep(pair, steps, { wrapped, edges, told })]),
  ];
  for (const edge of [...edges.added, ...edges.removed]) if (isCovered(pair, edge, addedIds)) told.add(keyOf(edge));
  for (const edge of edges.removed) if (leadsOnThrough(edge, edges, addedIds)) told.add(keyOf(edge));
  return { changes, told };
}

type Telling = {
  readonly step: PlacedStep;
  readonly edges: EdgeSets;
  readonly told: Set<string>;
  /** Steps whose move is told by the scope that came or went around them. */
  readonly wrapped: Set<string>;
  readonly addedIds: ReadonlySet<string>;
};

function tellAdded(pair: FlowPair, { step, edges, wrapped, addedIds }: Telling): Change {
  const { node } = step;
  const held = [...(node.body ?? []), ...(node.compensations ?? [])].filter(({ id }) => !addedIds.has(id));
  for (const { id } of held) wrapped.add(id);
  const where =
    held.length > 0 ? ` around ${sayList(held.map(({ id }) => pair.sayAfter(id)))}` : sayPlace(pair, step, edges);
  return pair.note({
    kind: 'step-added',
    risk: 'medium',
    node: node.id,
    sentence: `Step ${pair.sayAfter(node.id)} added${where}.`,
    after: { type: node.type, ...(node.name === undefined ? {} : { name: node.name }) },
  });
}

/** Where a new step stands: between two others, after those that lead to it, inside a scope. */
function sayPlace(pair: FlowPair, { node, scope, list }: PlacedStep, edges: EdgeSets): string {
  const sources = edges.toAfter.get(node.id) ?? [];
  const targets = edges.fromAfter.get(node.id) ?? [];
  const [source] = sources;
  const [target] = targets;
  const inside = scope === undefined ? '' : ` ${list === 'body' ? 'in' : 'as an undo step of'} ${pair.sayAfter(scope)}`;
  const sayFrom = ({ from, port }: DiffEdge) =>
    `${pair.sayAfter(from)}${sayPort(stepAt(pair, from)?.node, port, pair)}`;
  if (source === undefined) {
    const isTrigger = manifestOf(node, pair.catalogue)?.kind === 'trigger';
    return isTrigger && target !== undefined ? `${inside} before ${pair.sayAfter(target.to)}` : inside;
  }
  const lost = sources.length === 1 ? (edges.removedFrom.get(source.from) ?? []) : [];
  const behind = targets.find((edge) => lost.some(({ port, to }) => port === source.port && to === edge.to));
  if (behind !== undefined) return `${inside} between ${sayFrom(source)} and ${pair.sayAfter(behind.to)}`;
  return `${inside} after ${sayList(sources.map(sayFrom))}`;
}

function tellRemoved(pair: FlowPair, { step, edges, told, wrapped, addedIds }: Telling): Change {
  const { node } = step;
  const { risk, loss } = lossOf(node, pair.catalogue);
  const kept = [...(node.body ?? []), ...(node.compensations ?? [])].flatMap(
    ({ id }) => pair.pairing.idNow.get(id) ?? [],
  );
  for (const id of kept) wrapped.add(id);
  const parts = [
    ...(loss === undefined ? [] : [loss]),
    ...(kept.length === 0
      ? []
      : [`${sayList(kept.map(pair.sayAfter))} stand${kept.length === 1 ? 's' : ''} without it`]),
    ...sayBridges(pair, { node: step, edges, told, addedIds }),
  ];
  return pair.note({
    kind: 'step-removed',
    risk,
    node: node.id,
    sentence: `Step ${pair.sayBefore(node.id)} removed${parts.length === 0 ? '' : `; ${parts.join('; ')}`}.`,
    before: { type: node.type, ...(node.name === undefined ? {} : { name: node.name }) },
  });
}

type Bridging = Pick<Telling, 'edges' | 'told' | 'addedIds'> & { readonly node: PlacedStep };

/** What those that led to a removed step lead to now. */
function sayBridges(pair: FlowPair, { node: { node }, edges, told, addedIds }: Bridging): readonly string[] {
  const lost = edges.removedTo.get(node.id) ?? [];
  return lost.flatMap(({ from, port }) => {
    const instead = (edges.addedFrom.get(from) ?? []).filter(
      (edge) => edge.port === port && !addedIds.has(edge.to) && !told.has(keyOf(edge)),
    );
    for (const edge of instead) told.add(keyOf(edge));
    if (instead.length === 0) return [];
    const targets = sayList(instead.map(({ to }) => pair.sayAfter(to)));
    return [`${pair.sayAfter(from)} now leads to ${targets}${sayPort(stepAt(pair, from)?.node, port, pair)}`];
  });
}

function* tellStep(pair: FlowPair, { before, after }: StepPair, moving: Moving): Generator<Change> {
  const [was, is] = [before.node, after.node];
  if (was === is && before.scope === after.scope) return;
  const name = pair.sayAfter(is.id);
  const place = { node: is.id };
  if (was.id !== is.id) {
    const sentence = `Step ${name} has the new id ${is.id}; it was ${was.id}.`;
    yield pair.note({
      ...place,
      kind: 'step-renamed',
      risk: 'low',
      field: 'id',
      sentence,
      before: was.id,
      after: is.id,
    });
  } else if (JSON.stringify(was.was) !== JSON.stringify(is.was)) {
    const sentence = `Earlier ids of ${name} changed.`;
    yield pair.note({
      ...place,
      kind: 'step-renamed',
      risk: 'low',
      field: 'was',
      sentence,
      before: was.was,
      after: is.was,
    });
  }
  if (was.name !== is.name) {
    const sentence = `Step ${quote(was.name ?? was.id)} is now called ${quote(is.name ?? is.id)}.`;
    yield pair.note({
      ...place,
      kind: 'step-name',
      risk: 'low',
      field: 'name',
      sentence,
      before: was.name,
      after: is.name,
    });
  }
  yield* tellMove(pair, { before, after }, moving);
  yield* tellType(pair, { before, after });
  if (was.notes !== is.notes) {
    const verb = was.notes === undefined ? 'added' : is.notes === undefined ? 'removed' : 'changed';
    const sentence = `Notes of ${name} ${verb}.`;
    yield pair.note({
      ...place,
      kind: 'text',
      risk: 'low',
      field: 'notes',
      sentence,
      before: was.notes,
      after: is.notes,
    });
  }
}

function* tellType(pair: FlowPair, { before, after }: StepPair): Generator<Change> {
  const [was, is] = [before.node.type, after.node.type];
  if (was === is) return;
  const titles = [before, after].map(({ node }) => manifestOf(node, pair.catalogue)?.title ?? node.type);
  const isMajor = was.split('@')[0] === is.split('@')[0];
  const { risk, loss } = lossOf(before.node, pair.catalogue);
  const lost = isMajor || loss === undefined ? '' : `; ${loss}`;
  const sentence = isMajor
    ? `Step ${pair.sayAfter(after.node.id)} uses ${is} instead of ${was}.`
    : `Step ${pair.sayAfter(after.node.id)} is now ${quote(titles[1] ?? is)} instead of ${quote(titles[0] ?? was)}${lost}.`;
  const place = { node: after.node.id, field: 'type', before: was, after: is };
  yield pair.note({ kind: 'step-type', risk: isMajor ? 'medium' : risk, sentence, ...place });
}

/** Edges that came or went with a step, or with its move into another scope, need no sentence of their own. */
function isCovered({ pairing }: FlowPair, { from, to }: DiffEdge, addedIds: ReadonlySet<string>): boolean {
  if (addedIds.has(from) || addedIds.has(to)) return true;
  const [source, target] = [pairing.stepsAfter.get(from), pairing.stepsAfter.get(to)];
  if (source === undefined || target === undefined) return true;
  return source.scope !== target.scope;
}

/** True where the way an edge went now goes on through new steps alone. */
function leadsOnThrough({ from, port, to }: DiffEdge, edges: EdgeSets, addedIds: ReadonlySet<string>): boolean {
  const open = (edges.addedFrom.get(from) ?? [])
    .filter((edge) => edge.port === port && addedIds.has(edge.to))
    .map((edge) => edge.to);
  const seen = new Set(open);
  for (const id of open) {
    for (const next of edges.fromAfter.get(id) ?? []) {
      if (next.to === to) return true;
      if (!addedIds.has(next.to) || seen.has(next.to)) continue;
      seen.add(next.to);
      open.push(next.to);
    }
  }
  return false;
}

/** A step of the later side. */
export function stepAt({ pairing }: FlowPair, id: string): PlacedStep | undefined {
  return pairing.stepsAfter.get(id);
}

/** The outcomes a step has, its failure included; empty where its type is not installed here. */
export function outcomesOf({ node }: PlacedStep, { catalogue }: FlowPair): readonly string[] {
  const manifest = manifestOf(node, catalogue);
  if (manifest === undefined) return [];
  return [...factOf(manifest.ports, node.config), ...(manifest.fails ? ['error'] : [])];
}

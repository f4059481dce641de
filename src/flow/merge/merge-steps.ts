import type { Json } from '../json.ts';
import { conflictId, type FlowMerging, leadsTo, raise, sayStep } from './flow-merging.ts';
import { type Edges, type FlowTree, jsonOfStep, type StepTree, scopeOf } from './flow-tree.ts';
import { stepOfComment } from './merge-comments.ts';
import { mergeMembers, mergeOrder } from './merge-order.ts';
import { isSame, mergeObject, mergeValue, type Three } from './merge-value.ts';
import { sayFields } from './say-conflict.ts';

/** Merges the steps of three flows one by one, wherever they stand; how they go together is settled afterwards. */
export function mergeSteps(merging: FlowMerging): void {
  const { base, ours, theirs } = merging.aligned.sides;
  const touched = { ours: findTouched(base, ours, theirs), theirs: findTouched(base, theirs, ours) };
  const ids = new Set([...ours.steps.keys(), ...theirs.steps.keys()]);
  for (const id of ids) {
    const three = { base: base.steps.get(id), ours: ours.steps.get(id), theirs: theirs.steps.get(id) };
    const merged = mergeOne(merging, id, three, touched);
    if (merged !== undefined) merging.steps.set(id, merged);
  }
  for (const [id, side] of merging.kept) restoreEdgesTo(merging, id, side);
}

type Touched = {
  readonly ours: ReadonlyMap<string, readonly string[]>;
  readonly theirs: ReadonlyMap<string, readonly string[]>;
};

function mergeOne(
  merging: FlowMerging,
  id: string,
  { base, ours, theirs }: Three<StepTree | undefined>,
  touched: Touched,
): StepTree | undefined {
  if (ours === undefined || theirs === undefined) {
    const [side, tree] = ours === undefined ? (['theirs', theirs] as const) : (['ours', ours] as const);
    return base === undefined ? tree : keepOrRemove(merging, id, { base, tree, side, touched: touched[side] });
  }
  if (base !== undefined) return mergeStep(merging, id, { base, ours, theirs });
  const nothing: StepTree = { ...ours, next: new Map(), was: [] };
  if (isSame(ours.fields, theirs.fields) && ours.place === theirs.place) {
    return mergeStep(merging, id, { base: nothing, ours, theirs });
  }
  return addedTwice(merging, id, ours, theirs);
}

function addedTwice(merging: FlowMerging, id: string, ours: StepTree, theirs: StepTree): StepTree {
  const choice = raise(merging, {
    id: conflictId(merging, id),
    node: id,
    field: null,
    sentence: `Both sides added a step ${id}, with different content. Ours was kept; with both, theirs gets an id of its own.`,
    ours: jsonOfStep(ours),
    theirs: jsonOfStep(theirs),
    canKeepBoth: true,
  });
  return choice === 'theirs' ? theirs : ours;
}

/** One side removed the step: it goes, unless the other side changed it, led to it, or put something into it. */
function keepOrRemove(
  merging: FlowMerging,
  id: string,
  given: {
    readonly base: StepTree;
    readonly tree: StepTree | undefined;
    readonly side: 'ours' | 'theirs';
    readonly touched: ReadonlyMap<string, readonly string[]>;
  },
): StepTree | undefined {
  const { base, tree, side, touched } = given;
  if (tree === undefined) return undefined;
  const around = scopeOf(tree.place);
  if (around !== undefined && merging.kept.get(around) === side) {
    merging.kept.set(id, side);
    return tree;
  }
  const fields = touched.get(id);
  if (fields === undefined) return undefined;
  const [remover, changer] = side === 'ours' ? ['Theirs', 'ours'] : ['Ours', 'theirs'];
  const state = side === 'ours' ? 'It was kept.' : 'It is left out for now.';
  const choice = raise(merging, {
    id: conflictId(merging, id),
    node: id,
    field: null,
    sentence: `${remover} removed the step ${sayStep(merging, id)}, ${changer} changed ${sayFields(fields)}. ${state}`,
    base: jsonOfStep(base),
    [side]: jsonOfStep(tree),
    canKeepBoth: true,
  });
  if ((choice ?? 'ours') !== side && choice !== 'both') return undefined;
  merging.kept.set(id, side);
  return tree;
}

function mergeStep(merging: FlowMerging, id: string, { base, ours, theirs }: Three<StepTree>): StepTree {
  const path = conflictId(merging, id);
  const fields = mergeObject(merging.values, path, { base: base.fields, ours: ours.fields, theirs: theirs.fields });
  const place = mergeValue(merging.values, conflictId(merging, id, 'place'), {
    base: base.place,
    ours: ours.place,
    theirs: theirs.place,
  });
  return {
    fields,
    place: typeof place === 'string' ? place : ours.place,
    was: mergeMembers({ base: base.was, ours: ours.was, theirs: theirs.was }),
    next: mergeEdges({ base: base.next, ours: ours.next, theirs: theirs.next }),
  };
}

/** Edges are a set: what either side added is there, what either side removed is not. */
function mergeEdges({ base, ours, theirs }: Three<Edges>): Edges {
  const ports = mergeOrder({ base: [...base.keys()], ours: [...ours.keys()], theirs: [...theirs.keys()] });
  const merged = ports.map((port): [string, readonly string[]] => [
    port,
    mergeMembers({
      base: base.get(port) ?? [],
      ours: ours.get(port) ?? [],
      theirs: theirs.get(port) ?? [],
    }),
  ]);
  return new Map(merged.filter(([, targets]) => targets.length > 0));
}

/** Who removed a step removed its edges with it; where it stays, those of the side that holds on to it do too. */
function restoreEdgesTo({ aligned, steps }: FlowMerging, id: string, side: 'ours' | 'theirs'): void {
  for (const [from, { next }] of aligned.sides[side].steps) {
    const tree = steps.get(from);
    if (tree === undefined) continue;
    for (const [port, targets] of next) {
      if (!targets.includes(id) || leadsTo(steps.get(from), port, id)) continue;
      const present = steps.get(from) ?? tree;
      const edges = new Map([...present.next, [port, [...(present.next.get(port) ?? []), id]]]);
      steps.set(from, { ...present, next: edges });
    }
  }
}

/** Steps a side changed, led to or filled, with what it did, in the words of a sentence. */
function findTouched(base: FlowTree, side: FlowTree, other: FlowTree): ReadonlyMap<string, readonly string[]> {
  const touched = new Map<string, string[]>();
  const touch = (id: string, what: string): void => {
    const said = touched.get(id) ?? [];
    touched.set(id, said.includes(what) ? said : [...said, what]);
  };
  for (const [id, tree] of side.steps) {
    const before = base.steps.get(id);
    if (before !== undefined) for (const field of changedFields(before, tree)) touch(id, field);
    for (const target of newTargets(before, tree)) touch(target, `that "${nameOf(tree, id)}" leads to it`);
  }
  for (const [key, lines] of side.comments) {
    const step = stepOfComment(key) ?? '';
    if (base.steps.has(step) && !isSame(lines, base.comments.get(key))) touch(step, 'its comments');
  }
  // Inner steps stand behind their scopes, so from the end on one pass reaches the outermost.
  for (const [id, { place }] of [...side.steps].reverse()) {
    const scope = scopeOf(place);
    const isNew = !base.steps.has(id);
    if (scope !== undefined && !other.steps.has(id) && (isNew || touched.has(id))) touch(scope, 'what stands in it');
  }
  return touched;
}

function nameOf(tree: StepTree, id: string): string {
  return typeof tree.fields.name === 'string' ? tree.fields.name : id;
}

function changedFields(before: StepTree, after: StepTree): readonly string[] {
  const keys = new Set([...Object.keys(before.fields), ...Object.keys(after.fields)]);
  const value = (tree: StepTree, key: string): Json | undefined => tree.fields[key];
  const fields = [...keys].filter((key) => !isSame(value(before, key), value(after, key)));
  return [
    ...fields.map((key) => `its ${key}`),
    ...(before.place === after.place ? [] : ['where it stands']),
    ...(isSame(before.was, after.was) ? [] : ['its id']),
    ...([...newTargets(before, { ...after, fields: {} })].length === 0 ? [] : ['where it leads']),
  ];
}

/** Steps a step now leads to, or names as its undo step, and did not before. */
function* newTargets(before: StepTree | undefined, after: StepTree): Generator<string> {
  for (const [port, targets] of after.next) {
    for (const target of targets) if (!leadsTo(before, port, target)) yield target;
  }
  const { compensate } = after.fields;
  if (typeof compensate === 'string' && before?.fields.compensate !== compensate) yield compensate;
}

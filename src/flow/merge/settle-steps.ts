import { conflictId, type FlowMerging, leadsTo, raise, sayStep } from './flow-merging.ts';
import { type FlowTree, jsonOfStep, type StepTree, scopeOf } from './flow-tree.ts';

/** Makes the merged steps one flow: every step stands somewhere, every edge leads somewhere, and nothing runs in a circle. */
export function settleSteps(merging: FlowMerging): void {
  settleOrphans(merging);
  settleNesting(merging);
  settleTargets(merging);
  settleLoops(merging);
}

/** Steps whose scope is gone: one that only theirs has waits for a decision, one of ours goes where we have it. */
function settleOrphans(merging: FlowMerging): void {
  const { steps, aligned } = merging;
  for (let isStable = false; !isStable; ) {
    isStable = true;
    for (const [id, tree] of [...steps]) {
      const scope = scopeOf(tree.place);
      if (scope === undefined || steps.has(scope)) continue;
      isStable = false;
      const ours = aligned.sides.ours.steps.get(id);
      if (ours === undefined) settleNewOrphan(merging, id, tree);
      else settleMovedOrphan(merging, id, tree, ours);
    }
  }
}

function settleNewOrphan(merging: FlowMerging, id: string, tree: StepTree): void {
  const choice = raise(merging, {
    id: conflictId(merging, id),
    node: id,
    field: null,
    sentence: `Theirs has the step ${sayStep(merging, id)} inside ${sayStep(merging, scopeOf(tree.place) ?? '')}, which ours removed. It is left out for now.`,
    theirs: jsonOfStep(tree),
    canKeepBoth: true,
  });
  if (choice === 'theirs' || choice === 'both')
    merging.steps.set(id, { ...tree, place: placeLeft(merging, tree.place) });
  else merging.steps.delete(id);
}

function settleMovedOrphan(merging: FlowMerging, id: string, tree: StepTree, ours: StepTree): void {
  const oursScope = scopeOf(ours.place);
  const hasPlace = ours.place !== tree.place && (oursScope === undefined || merging.steps.has(oursScope));
  merging.steps.set(id, { ...tree, place: hasPlace ? ours.place : placeLeft(merging, tree.place) });
  if (ours.place !== tree.place) {
    raise(merging, {
      id: conflictId(merging, id, 'place'),
      node: id,
      field: 'place',
      sentence: `Theirs moved the step ${sayStep(merging, id)} into ${sayStep(merging, scopeOf(tree.place) ?? '')}, which ours removed. It stays where ours has it.`,
      ours: ours.place,
      theirs: tree.place,
    });
  }
}

/** The nearest place around a lost one that is still there. */
function placeLeft({ steps, aligned }: FlowMerging, place: string): string {
  let left = place;
  for (let scope = scopeOf(left); scope !== undefined && !steps.has(scope); scope = scopeOf(left)) {
    left = aligned.sides.theirs.steps.get(scope)?.place ?? aligned.sides.ours.steps.get(scope)?.place ?? '';
  }
  return left;
}

/** Two scopes moved into each other go back to where one side has them: ours, unless theirs was chosen. */
function settleNesting(merging: FlowMerging): void {
  const { steps, aligned } = merging;
  for (const id of [...steps.keys()]) {
    const circle = circleAround(merging, id);
    const side = circle.some((member) => choosesTheirs(merging, member)) ? aligned.sides.theirs : aligned.sides.ours;
    for (const member of circle) setPlace(steps, member, side.steps.get(member)?.place ?? '');
    if (circleAround(merging, id).length > 0) setPlace(steps, id, '');
  }
}

/** Speaks of a scope theirs moved into a circle; true where somebody chose that it stays there. */
function choosesTheirs(merging: FlowMerging, member: string): boolean {
  const { steps, aligned } = merging;
  const place = steps.get(member)?.place;
  const ours = aligned.sides.ours.steps.get(member)?.place;
  if (place === ours) return false;
  const choice = raise(merging, {
    id: conflictId(merging, member, 'place'),
    node: member,
    field: 'place',
    sentence: `Theirs moved ${sayStep(merging, member)} into a step that ours moved into it. It stays where ours has it.`,
    ours,
    theirs: place,
  });
  return choice === 'theirs';
}

function setPlace(steps: Map<string, StepTree>, id: string, place: string): void {
  const tree = steps.get(id);
  if (tree !== undefined) steps.set(id, { ...tree, place });
}

/** Scopes that stand in one another, a step among them; none where the way out ends at the flow. */
function circleAround({ steps }: FlowMerging, id: string): readonly string[] {
  const way = [id];
  for (let scope = scopeOf(steps.get(id)?.place ?? ''); scope !== undefined; ) {
    if (scope === id) return way;
    if (way.includes(scope)) return [];
    way.push(scope);
    scope = scopeOf(steps.get(scope)?.place ?? '');
  }
  return [];
}

/** Edges to steps that are not there, or that stand elsewhere now. */
function settleTargets(merging: FlowMerging): void {
  const { steps, aligned } = merging;
  const { ours, theirs } = aligned.sides;
  for (const [from, tree] of [...steps]) {
    const next = [...tree.next].map(([port, targets]): [string, readonly string[]] => [
      port,
      targets.filter((to) => {
        const side = leadsTo(ours.steps.get(from), port, to) ? ours : theirs;
        if (!steps.has(to)) return !side.steps.has(to) || keepsLost(merging, { from, port, to }, side);
        const isTorn = tree.place !== steps.get(to)?.place && isTogether(side, from, to);
        return !isTorn || keepsTorn(merging, { from, port, to }, side);
      }),
    ]);
    steps.set(from, { ...tree, next: new Map(next.filter(([, targets]) => targets.length > 0)) });
  }
}

function isTogether({ steps }: FlowTree, one: string, other: string): boolean {
  return steps.get(one)?.place === steps.get(other)?.place;
}

type Edge = { readonly from: string; readonly port: string; readonly to: string };

function keepsLost(merging: FlowMerging, edge: Edge, side: FlowTree): boolean {
  const about = conflictId(merging, edge.to);
  const isSpokenOf = merging.choices.has(about) || merging.conflicts.some(({ id }) => id === about);
  if (isSpokenOf) return false;
  raiseEdge(merging, edge, side, 'and the step it leads to is gone on the other side. The edge is left out for now.');
  return false;
}

/** An edge of ours stays and the checker speaks of it; one of theirs waits. */
function keepsTorn(merging: FlowMerging, edge: Edge, side: FlowTree): boolean {
  const isOurs = side === merging.aligned.sides.ours;
  const state = isOurs ? 'Ours was kept, and leads over a border.' : 'The edge is left out for now.';
  const choice = raiseEdge(merging, edge, side, `but the other side moved one of the two into another scope. ${state}`);
  return (choice === 'theirs') !== isOurs;
}

function raiseEdge(merging: FlowMerging, edge: Edge, side: FlowTree, why: string) {
  const { from, port, to } = edge;
  const isOurs = side === merging.aligned.sides.ours;
  return raise(merging, {
    id: conflictId(merging, from, 'next', port, to),
    node: from,
    field: `next.${port}`,
    sentence: `${isOurs ? 'Ours' : 'Theirs'} leads ${sayStep(merging, from)} (${port}) to ${sayStep(merging, to)}, ${why}`,
    [isOurs ? 'ours' : 'theirs']: to,
  });
}

/** Edges of both sides that together run in a circle; a side that has one of its own is left to the checker. */
function settleLoops(merging: FlowMerging): void {
  const { steps, aligned, choices } = merging;
  const { ours, theirs } = aligned.sides;
  if (hasLoop(ours) || hasLoop(theirs)) return;
  const all = [...steps].flatMap(([from, { next }]) =>
    [...next].flatMap(([port, targets]) => targets.map((to): Edge => ({ from, port, to }))),
  );
  const isOurs = ({ from, port, to }: Edge) => leadsTo(ours.steps.get(from), port, to);
  const isPreferred = ({ from, port, to }: Edge) =>
    choices.get(conflictId(merging, from, 'next', port, to)) === 'theirs';
  const rank = (edge: Edge) => (isPreferred(edge) ? 0 : isOurs(edge) ? 1 : 2);
  const ways = new Map<string, string[]>();
  const lost: Edge[] = [];
  for (const edge of all.toSorted((one, other) => rank(one) - rank(other))) {
    if (reaches(ways, edge.to, edge.from)) {
      lost.push(edge);
      if (rank(edge) === 2)
        raiseEdge(
          merging,
          edge,
          theirs,
          'and with the edges of ours that makes a circle. The edge is left out for now.',
        );
    } else ways.set(edge.from, [...(ways.get(edge.from) ?? []), edge.to]);
  }
  for (const edge of lost) dropEdge(steps, edge);
}

function dropEdge(steps: Map<string, StepTree>, { from, port, to }: Edge): void {
  const tree = steps.get(from);
  if (tree === undefined) return;
  const next = [...tree.next].map(([name, targets]): [string, readonly string[]] => [
    name,
    name === port ? targets.filter((target) => target !== to) : targets,
  ]);
  steps.set(from, { ...tree, next: new Map(next.filter(([, targets]) => targets.length > 0)) });
}

function hasLoop({ steps }: FlowTree): boolean {
  const ways = new Map([...steps].map(([id, { next }]) => [id, [...next.values()].flat()] as const));
  const done = new Set<string>();
  return [...ways.keys()].some((start) => {
    if (done.has(start)) return false;
    const isLooping = reaches(ways, start, start, true);
    done.add(start);
    return isLooping;
  });
}

/** True where edges lead from one step to another; with `atLeastOne`, over one edge or more. */
function reaches(ways: ReadonlyMap<string, readonly string[]>, from: string, to: string, atLeastOne = false): boolean {
  if (from === to && !atLeastOne) return true;
  const seen = new Set<string>();
  const open = [...(ways.get(from) ?? [])];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    if (here === to) return true;
    if (seen.has(here)) continue;
    seen.add(here);
    open.push(...(ways.get(here) ?? []));
  }
  return false;
}

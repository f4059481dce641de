import type { Json } from '#flow/json.ts';
import { type Facts, find, type Place, pathOf } from './facts.ts';
import type { ReferenceNode } from './model.ts';
import { attemptedStep } from './steps.ts';

/** Undoes one step after the other, in reverse order of their first intents, and says what came of it. */
export function compensate(place: Place, saga: ReferenceNode): 'compensated' | 'stuck' | 'under way' {
  const targets = undoTargets(place);
  if (isPastPivot(place, saga)) return 'stuck';
  const stopped = find(place.facts, 'cancel')?.abandon === true;
  for (const { id, node, input } of targets) {
    const step = attemptedStep({ ...place, stopped }, { ...node, id }, input);
    place.facts.steps.set(pathOf(place, id), step);
    if (step.state === 'done') continue;
    return step.state === 'failed' || step.state === 'cancelled' ? 'stuck' : 'under way';
  }
  return 'compensated';
}

/** The pivot of this saga or of one inside went through, or nobody knows that it did not. */
function isPastPivot(place: Place, saga: ReferenceNode): boolean {
  const own = saga.body.some(({ source, id, kind, firstPort }) => {
    const step = source.pivot === true ? place.facts.steps.get(pathOf(place, id)) : undefined;
    return (
      step?.state === 'done' && (kind !== 'scope' || step.ports.includes(firstPort)) && !step.ports.includes('error')
    );
  });
  return own || writesInside(place).some(({ path, isOpen }) => isOpen && nodeAt(place, path)?.source.pivot === true);
}

type UndoTarget = { readonly id: string; readonly order: number; readonly node: ReferenceNode; readonly input: Json };

/** Every write inside the frame that may have taken effect, names an undo node and has not been undone. */
function undoTargets(place: Place): readonly UndoTarget[] {
  const targets: UndoTarget[] = [];
  for (const { path, intents, isOpen, order } of writesInside(place)) {
    const undo = place.facts.byId.get(nodeAt(place, path)?.source.compensate ?? '');
    const id = `~${undo?.id}:${order}`;
    if (undo === undefined || !isOpen || isUndoneElsewhere(place, id)) continue;
    const results = intents
      .map(({ attempt }) => resultOf(place.facts, path, attempt))
      .filter((one) => one !== undefined);
    // Entries hold JSON text by contract.
    const [input, result] = [intents[0]?.input, results[0]].map((text) => JSON.parse(text ?? 'null') as Json);
    const known = results.length > 0 ? { result: result ?? null, outcome: 'done' } : { outcome: 'unknown' };
    targets.push({ id, order, node: undo, input: { input: input ?? null, ...known } });
  }
  return targets.sort((one, other) => other.order - one.order);
}

function writesInside(place: Place) {
  const intents = place.facts.history.filter((entry) => entry.kind === 'intended');
  const inside = intents.filter(({ path }) => path.startsWith(`${place.frame}/`) && !path.includes('~'));
  return [...new Set(inside.map((intent) => intent.path))].map((path) => {
    const own = inside.filter((intent) => intent.path === path);
    const isOpen = own.some(({ attempt }) => !isRefused(place.facts, path, attempt));
    return { path, intents: own, isOpen, order: Math.min(...own.map(({ order }) => order)) };
  });
}

function nodeAt(place: Place, path: string): ReferenceNode | undefined {
  return place.facts.byId.get(path.slice(path.lastIndexOf('/') + 1));
}

/** The result of an attempt that went through, or that a person says went through. */
function resultOf(facts: Facts, path: string, attempt: number): string | undefined {
  const end = find(facts, 'attempted', path, attempt);
  const verdict = find(facts, 'doubt-settled', path, attempt);
  if (end?.port !== undefined) return end.learned ?? end.output ?? 'null';
  return verdict?.resolution === 'happened' ? (verdict.learned ?? verdict.output ?? 'null') : undefined;
}

function isRefused(facts: Facts, path: string, attempt: number): boolean {
  const end = find(facts, 'attempted', path, attempt);
  if (end?.doubt === true) return find(facts, 'doubt-settled', path, attempt)?.resolution === 'send';
  return end?.failure !== undefined && end.failure.unknown !== true;
}

/** An inner saga has undone it already. */
function isUndoneElsewhere(place: Place, id: string): boolean {
  return place.facts.history.some((entry) => {
    const isDone =
      (entry.kind === 'attempted' && entry.port !== undefined) ||
      (entry.kind === 'doubt-settled' && entry.resolution === 'happened');
    return isDone && entry.path.endsWith(`/${id}`) && entry.path !== `${place.frame}/${id}`;
  });
}

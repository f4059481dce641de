import type { Flow } from '../flow.ts';
import { changeNodes, type Place, placesOf, withoutKey } from './places.ts';

/** Ids of the undo steps a step may name: those of the nearest saga around it; an undo step itself has none. */
export function undoStepsFor({ container, scopes }: Place): readonly string[] {
  if (container?.list === 'compensations') return [];
  const saga = scopes.findLast((scope) => scope.type.startsWith('saga@'));
  return (saga?.compensations ?? []).map(({ id }) => id);
}

/** Removes `compensate` where a change took its undo step away; what was wrong before stays for the checker. */
export function dropLostUndo(before: Flow, after: Flow): Flow {
  const left = new Set(namingUndo(after));
  const lost = new Set([...namingUndo(before)].filter((name) => !left.has(name)));
  if (lost.size === 0) return after;
  return changeNodes(after, (node) =>
    node.compensate !== undefined && lost.has(`${node.id} ${node.compensate}`) ? withoutKey(node, 'compensate') : node,
  );
}

/** Every `compensate` that names an undo step of its saga. */
function* namingUndo(flow: Flow): Generator<string> {
  for (const place of placesOf(flow)) {
    const { id, compensate } = place.node;
    if (compensate !== undefined && undoStepsFor(place).includes(compensate)) yield `${id} ${compensate}`;
  }
}

import { presentDocument } from '../../document/document.ts';
import { findNode, nodesOf } from '../../document/find-node.ts';
import { enter, reveal, useView } from '../../document/view.ts';
import { choose, selectedNotes, selectedSteps, useBoard } from '../board.ts';
import { bringIntoView, focusCanvas, rememberView } from '../camera.ts';
import { setCanvasState } from '../canvas-state.ts';
import { isFrame } from '../geometry.ts';
import { noteKey } from '../react-flow.ts';
import { rectsOf } from '../rects.ts';
import { firstFieldOf } from './first-field.ts';
import { tellDone } from './tell.ts';
import { type Direction, nearestIn } from './walk.ts';

/** Goes into a scope: it fills the canvas, and the crumb grows. */
export function drillInto(id: string): void {
  const { flow } = presentDocument();
  const found = flow === undefined ? undefined : nodesOf(flow).get(id);
  if (found === undefined || !isFrame(found.node)) return;
  goInside([...found.inside, id]);
  tellDone('told.entered', { name: found.node.name ?? id });
}

/** The places that were left by going in, so that going back leads to where one came from. */
let trail: (readonly string[])[] = [];

/** Goes to another place of the flow, out or in, and remembers what was looked at here. */
export function goInside(inside: readonly string[]): void {
  rememberView();
  const { inside: before } = useView.getState();
  trail = before.length < inside.length ? [...trail, before] : trail.filter((place) => place.length < inside.length);
  enter(inside);
  focusCanvas();
}

/** Goes back out to where this scope was entered from, and selects the scope. */
export function goOut(): void {
  const { inside } = useView.getState();
  const left = inside.at(-1);
  if (left === undefined) return;
  const from = trail.at(-1);
  const isOnTheWay = from?.every((scope, index) => inside[index] === scope) && from.length < inside.length;
  goInside(from !== undefined && isOnTheWay ? from : inside.slice(0, -1));
  choose([left]);
}

/** Opens what is selected: a scope is gone into, a step's form gets the focus, a note is written in. */
export function openSelected(): void {
  const [note] = selectedNotes();
  const id = selectedSteps().at(-1);
  const node = findNode(presentDocument().flow, id);
  if (node === undefined) {
    if (note !== undefined) setCanvasState({ renaming: noteKey(note) });
    return;
  }
  if (isFrame(node)) drillInto(node.id);
  else reveal(node.id, firstFieldOf(node));
}

/** Begins to type another name for the selected step, or into the selected note. */
export function renameSelected(): void {
  const [note] = selectedNotes();
  const id = selectedSteps().at(-1);
  if (id !== undefined) {
    // Whoever renames wants to type: far out the field only stands once the view does.
    bringIntoView(id, false);
    setCanvasState({ renaming: id });
  } else if (note !== undefined) setCanvasState({ renaming: noteKey(note) });
}

/** Selects the nearest step in a direction; the first one when none is selected. */
export function walk(direction: Direction): void {
  const { nodes } = useBoard.getState();
  const from = selectedSteps().at(-1);
  const rects = new Map([...rectsOf(nodes)].filter(([id]) => id !== from && !id.startsWith('note:')));
  const start = from === undefined ? undefined : rectsOf(nodes).get(from);
  const next =
    start === undefined ? nodes.find((node) => node.type !== 'note')?.id : nearestIn(direction, start, rects);
  if (next === undefined) return;
  choose([next]);
  bringIntoView(next);
}

/** Selects the next, or the former, step in the order of the flow. */
export function stepThrough(by: 1 | -1): void {
  const { flow } = presentDocument();
  if (flow === undefined) return;
  const there = new Set(useBoard.getState().nodes.map((node) => node.id));
  const ids = [...nodesOf(flow).keys()].filter((id) => there.has(id));
  const from = selectedSteps().at(-1);
  const at = from === undefined ? (by > 0 ? -1 : 0) : ids.indexOf(from);
  const next = ids.at((at + by + ids.length) % Math.max(1, ids.length));
  if (next === undefined) return;
  choose([next]);
  bringIntoView(next);
}

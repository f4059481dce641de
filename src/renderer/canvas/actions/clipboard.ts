import type { Fragment } from '#flow/edit/fragment.ts';
import { copyFragment, printFragment, readFragment, unresolved } from '#flow/edit/fragment.ts';
import type { Box, Layout } from '#flow/layout.ts';
import { showToast } from '#ui/toaster.tsx';
import { catalogue } from '../../document/catalogue.ts';
import { presentDocument } from '../../document/document.ts';
import { edit } from '../../document/edit.ts';
import { bodyOf, nodesOf } from '../../document/find-node.ts';
import { useView } from '../../document/view.ts';
import { choose, selectedSteps, useBoard } from '../board.ts';
import { seenRect } from '../camera.ts';
import type { Point } from '../canvas-state.ts';
import { grid } from '../geometry.ts';
import { shiftBoxes } from '../gestures/move-boxes.ts';
import { placeBoxes } from '../place-boxes.ts';
import { bodyLookedAt, newIds, placeAt } from './add.ts';
import { addNote } from './notes.ts';
import { outermost, removeSelection } from './remove.ts';
import { say, tellDone, tellProblems } from './tell.ts';

/** How far a copy stands from its original. */
const copyOffset = 5 * grid;

/** Where the steps of the text copied last stood: a fragment itself holds no places. */
let lastCopied: { readonly text: string; readonly boxes: ReadonlyMap<string, Box> } | undefined;

/** The selected steps as text; undefined when none are selected. */
export function copySelection(): string | undefined {
  const { flow } = presentDocument();
  const ids = outermost(selectedSteps());
  if (flow === undefined || ids.length === 0) return undefined;
  const text = printFragment(copyFragment(flow, ids, catalogue));
  lastCopied = { text, boxes: useBoard.getState().placed.boxes };
  tellDone('told.copied', { count: ids.length });
  return text;
}

/** The selected steps as text, deleted from the flow. */
export function cutSelection(): string | undefined {
  const text = copySelection();
  if (text !== undefined) removeSelection({ reconnect: false });
  return text;
}

/** Pastes steps at a point of the canvas; any other text becomes a note there. */
export function pasteText(text: string, at: Point | undefined): void {
  if (text.trim() === '') return;
  const point = at ?? middleSeen();
  const read = readFragment(text);
  if (read.ok) pasteSteps(read.value, text, point);
  else if (/^\s*\{\s*"penstock"/.test(text)) tellProblems(read.problems);
  else addNote(point, text);
}

function pasteSteps(fragment: Fragment, text: string, point: Point): void {
  const { flow } = presentDocument();
  if (flow === undefined) return;
  const { placed } = useBoard.getState();
  const container = placeAt(point).container ?? bodyLookedAt();
  const isCentred = container === undefined || container.scope === useView.getState().inside.at(-1);
  let pasted: readonly string[] = [];
  const problems = edit(
    { edit: 'paste-fragment', arguments: { fragment, ...(container === undefined ? {} : { container }) } },
    (after) => {
      const index = nodesOf(after);
      const fresh = newIds(flow, after);
      pasted = fresh.filter((id) => !(index.get(id)?.inside ?? []).some((scope) => fresh.includes(scope)));
      const boxes = new Map(placed.boxes);
      for (const [id, box] of placesOf(fragment, text, fresh)) boxes.set(id, box);
      const layout = placeBoxes(after, { ...placed, boxes });
      return isCentred ? gather(layout, pasted, point) : layout;
    },
  );
  if (tellProblems(problems)) return;
  choose(pasted);
  tellDone('told.pasted', { count: pasted.length });
  reportMissing(fragment);
}

/** Places of the originals under the ids of the copies: both stand in the same order. */
function placesOf(fragment: Fragment, text: string, fresh: readonly string[]): readonly (readonly [string, Box])[] {
  if (lastCopied === undefined || lastCopied.text !== text) return [];
  const originals: string[] = [];
  const collect = (nodes: Fragment['nodes']): void => {
    for (const node of nodes) {
      originals.push(node.id);
      collect([...(node.body ?? []), ...(node.compensations ?? [])]);
    }
  };
  collect(fragment.nodes);
  const { boxes } = lastCopied;
  return fresh.flatMap((id, index) => {
    const box = boxes.get(originals[index] ?? '');
    return box === undefined ? [] : [[id, box] as const];
  });
}

/** Moves steps together so that the first of them stands at a point. */
function gather(layout: Layout, ids: readonly string[], point: Point): Layout {
  const own = ids.flatMap((id) => layout.boxes.get(id) ?? []);
  const x = Math.min(...own.map((box) => box.x));
  const y = Math.min(...own.map((box) => box.y));
  const snap = (value: number) => Math.round(value / grid) * grid;
  return shiftBoxes(layout, ids, { x: snap(point.x - x), y: snap(point.y - y) });
}

function reportMissing(fragment: Fragment): void {
  const missing = unresolved(fragment, { catalogue });
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  showToast({ tone: 'warn', title: say('pasteMissing', { names }), durationMs: 10_000 });
}

/** Copies the selected steps beside themselves. */
export function duplicateSelection(): void {
  const { flow } = presentDocument();
  const ids = outermost(selectedSteps());
  if (flow === undefined || ids.length === 0) return;
  const { placed } = useBoard.getState();
  let copies: readonly string[] = [];
  const problems = edit({ edit: 'duplicate-nodes', arguments: { ids } }, (after) => {
    const index = nodesOf(after);
    const fresh = newIds(flow, after);
    copies = fresh.filter((id) => !(index.get(id)?.inside ?? []).some((scope) => fresh.includes(scope)));
    const originals = [...nodesOf(flow).keys()].filter((id) => isWithin(flow, id, ids));
    const boxes = new Map(placed.boxes);
    fresh.forEach((id, at) => {
      const box = placed.boxes.get(originals[at] ?? '');
      if (box !== undefined) boxes.set(id, box);
    });
    return shiftBoxes(placeBoxes(after, { ...placed, boxes }), copies, { x: copyOffset, y: copyOffset });
  });
  if (tellProblems(problems)) return;
  choose(copies);
  tellDone('told.duplicated', { count: copies.length });
}

function isWithin(flow: Parameters<typeof nodesOf>[0], id: string, ids: readonly string[]): boolean {
  return ids.includes(id) || (nodesOf(flow).get(id)?.inside ?? []).some((scope) => ids.includes(scope));
}

function middleSeen(): Point {
  const { x, y, width, height } = seenRect();
  return { x: x + width / 2 - 120, y: y + height / 2 - 32 };
}

/** Selects every step and note of the body that is looked at. */
export function selectAll(): void {
  const { flow } = presentDocument();
  if (flow === undefined) return;
  const top = new Set(bodyOf(flow, useView.getState().inside).map(({ id }) => id));
  const { nodes } = useBoard.getState();
  choose(nodes.filter((node) => node.type === 'note' || top.has(node.id)).map((node) => node.id));
  tellDone('told.selected', { count: useBoard.getState().selected.size });
}

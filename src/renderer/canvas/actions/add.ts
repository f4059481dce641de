import type { AddNode } from '#flow/edit/add-node.ts';
import type { Edit } from '#flow/edit/edit.ts';
import { freeId, takenIds } from '#flow/edit/step-id.ts';
import type { Flow } from '#flow/flow.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';
import { errorPort, portsOf } from '#flow/text/ports.ts';
import { manifestOf } from '../../document/catalogue.ts';
import { presentDocument } from '../../document/document.ts';
import { edit } from '../../document/edit.ts';
import { findNode, nodesOf } from '../../document/find-node.ts';
import { reveal, useView } from '../../document/view.ts';
import { markSelected, selectedSteps, useBoard } from '../board.ts';
import { bringIntoView, canvasBounds, focusCanvas, seenRect, toCanvas, toWindow } from '../camera.ts';
import { type AddPlace, type Point, setCanvasState, useCanvasState } from '../canvas-state.ts';
import { cardWidth, frameHeader, framePadding } from '../geometry.ts';
import { rectsOf, topmostAt } from '../rects.ts';
import { firstFieldOf } from './first-field.ts';
import { placeAdded } from './place-added.ts';
import { settingsAtHand } from './settings-at-hand.ts';
import { tellDone, tellProblems } from './tell.ts';

/** Adds a step where it was asked for, selects it, and brings its first field into the inspector. */
export function addStep(manifest: NodeManifest, place: AddPlace): string | undefined {
  const { flow } = presentDocument();
  if (flow === undefined) return undefined;
  const { placed } = useBoard.getState();
  const container = place.container ?? bodyLookedAt();
  const isBeside = place.after !== undefined || place.onEdge !== undefined;
  const id = freeId(manifest.title, takenIds(flow));
  const given: AddNode = {
    id,
    type: `${manifest.type}@${manifest.major}`,
    name: manifest.title,
    ...(place.after === undefined ? {} : { after: place.after }),
    ...(place.onEdge === undefined ? {} : { onEdge: place.onEdge }),
    ...(isBeside || container === undefined ? {} : { container }),
  };
  let added: string | undefined;
  const settings = settingsAtHand(flow, manifest, place).map(
    ({ key, value }): Edit => ({ edit: 'set-config', arguments: { node: id, path: [key], value } }),
  );
  const problems = edit([{ edit: 'add-node', arguments: given }, ...settings], (after) => {
    added = newIds(flow, after)[0];
    if (added === undefined) return placed;
    const at = place.at === undefined ? undefined : toBody(after, added, place.at);
    return placeAdded(after, placed, added, place, at);
  });
  if (tellProblems(problems) || added === undefined) return undefined;
  tellDone('told.added', { name: manifest.title });
  present(added);
  return added;
}

/** Selects a step that was just made and hands its form the focus. */
function present(id: string): void {
  setCanvasState({ fresh: id });
  markSelected(new Set([id]));
  const { flow } = presentDocument();
  const node = findNode(flow, id);
  focusCanvas();
  reveal(id, node === undefined ? undefined : firstFieldOf(node));
  requestAnimationFrame(() => bringIntoView(id));
}

/** The ids a flow has that another did not have, outer before inner. */
export function newIds(before: Flow, after: Flow): readonly string[] {
  const known = nodesOf(before);
  return [...nodesOf(after).keys()].filter((id) => !known.has(id));
}

/** The body that is drilled into; undefined for the flow itself. */
export function bodyLookedAt(): AddPlace['container'] {
  const scope = useView.getState().inside.at(-1);
  return scope === undefined ? undefined : { scope, list: 'body' };
}

/** A point of the canvas relative to the body a step stands in. */
function toBody(flow: Flow, id: string, { x, y }: Point): Point {
  const parent = nodesOf(flow).get(id)?.inside.at(-1);
  const frame = parent === undefined ? undefined : rectsOf(useBoard.getState().nodes).get(parent);
  if (frame === undefined) return { x, y };
  return {
    x: Math.max(0, x - frame.x - framePadding),
    y: Math.max(0, y - frame.y - frameHeader - framePadding),
  };
}

/** What stands at a point of the canvas, as a place for a new step: inside the frame there, if there is one. */
export function placeAt(point: Point): AddPlace {
  const frame = topmostAt(useBoard.getState().nodes, point, (node) => node.type === 'frame');
  return {
    at: { x: point.x, y: point.y - frameHeader + 8 },
    ...(frame === undefined ? {} : { container: { scope: frame.id, list: 'body' } }),
  };
}

/** The first outcome of a step that leads nowhere yet; the error outcome does not count. */
export function openPortOf(id: string): string | undefined {
  const node = findNode(presentDocument().flow, id);
  if (node === undefined) return undefined;
  const taken = new Set((node.next?.ports ?? []).map(({ port }) => port));
  return portsOf(manifestOf(node), node.config).find((port) => port !== errorPort && !taken.has(port));
}

/** Opens the list of step types: in the selected edge, behind the selected step, or where the pointer is. */
export function openQuickAdd(pointer: Point | undefined): void {
  const { edge } = useView.getState();
  if (edge !== undefined) {
    openQuickAddAt(middleOfEdge(edge.from, edge.to), { onEdge: edge });
    return;
  }
  const [only, ...others] = selectedSteps();
  const port = only === undefined || others.length > 0 ? undefined : openPortOf(only);
  if (only !== undefined && port !== undefined) {
    openQuickAddAt(besideCard(only), { after: { node: only, port } });
    return;
  }
  const at = pointer ?? middleOfCanvas();
  openQuickAddAt(at, pointer === undefined ? { ...bodyPlace() } : placeAt(toCanvas(at)));
}

/** Opens the list of step types at a point of the window. */
export function openQuickAddAt(window: Point, place: AddPlace): void {
  setCanvasState({ quickAdd: { window, place }, menu: undefined });
}

/** Closes the list of step types. */
export function closeQuickAdd(): void {
  if (useCanvasState.getState().quickAdd !== undefined) setCanvasState({ quickAdd: undefined });
}

function bodyPlace(): AddPlace {
  const container = bodyLookedAt();
  const { nodes } = useBoard.getState();
  const seen = seenRect();
  const at = { x: seen.x + seen.width / 2 - cardWidth / 2, y: seen.y + seen.height / 2 - 32 };
  return { ...(nodes.length === 0 ? {} : { at }), ...(container === undefined ? {} : { container }) };
}

/** A point of the window beside a card, where a list about it opens. */
export function besideCard(id: string): Point {
  const rect = rectsOf(useBoard.getState().nodes).get(id);
  if (rect === undefined) return middleOfCanvas();
  return clamp(toWindow({ x: rect.x + rect.width + 12, y: rect.y }));
}

function middleOfEdge(from: string, to: string): Point {
  const rects = rectsOf(useBoard.getState().nodes);
  const start = rects.get(from);
  const end = rects.get(to);
  if (start === undefined || end === undefined) return middleOfCanvas();
  return clamp(toWindow({ x: (start.x + start.width + end.x) / 2, y: (start.y + end.y) / 2 + 32 }));
}

/** The middle of the canvas on the window. */
export function middleOfCanvas(): Point {
  const { x, y, width, height } = canvasBounds();
  return { x: x + width / 2, y: y + height / 3 };
}

function clamp(point: Point): Point {
  const { x, y, width, height } = canvasBounds();
  return {
    x: Math.min(Math.max(point.x, x + 8), x + width - 8),
    y: Math.min(Math.max(point.y, y + 8), y + height - 8),
  };
}

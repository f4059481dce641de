import type { ReactFlowInstance } from '@xyflow/react';
import { presentDocument } from '../document/document.ts';
import { useView } from '../document/view.ts';
import { useBoard } from './board.ts';
import type { Point } from './canvas-state.ts';
import type { CanvasEdge, CanvasNode } from './react-flow.ts';
import { boundsOf, type Rect, rectsOf } from './rects.ts';

/** Below this zoom a step shows its name only. */
export const nameZoom = 0.62;
/** Below this zoom a step is a tinted block. */
export const blockZoom = 0.32;
export const smallestZoom = 0.05;
export const largestZoom = 2;
/** Flows with more steps are never opened as a whole, because nothing could be read. */
const wholeLimit = 150;
const glideMs = 280;

type View = { readonly x: number; readonly y: number; readonly zoom: number };

let instance: ReactFlowInstance<CanvasNode, CanvasEdge> | undefined;
let root: HTMLElement | undefined;
const remembered = new Map<string, View>();

/** Takes the canvas that is shown, or forgets it. */
export function setCamera(now: ReactFlowInstance<CanvasNode, CanvasEdge> | undefined): void {
  instance = now;
}

/** Takes the element that holds the focus of the canvas. */
export function setCanvasRoot(element: HTMLElement | null): void {
  root = element ?? undefined;
}

/** The element that holds the focus of the canvas. */
export function canvasRoot(): HTMLElement | undefined {
  return root;
}

/** Gives the canvas the focus. */
export function focusCanvas(): void {
  root?.focus({ preventScroll: true });
}

/** Gives the canvas the focus without its ring, until a key is pressed there: for a page nobody has touched yet. */
export function focusCanvasQuietly(): void {
  const canvas = root;
  if (canvas == null) return;
  canvas.dataset.quiet = '';
  canvas.focus({ preventScroll: true });
  const end = (): void => {
    delete canvas.dataset.quiet;
  };
  for (const event of ['keydown', 'blur']) canvas.addEventListener(event, end, { once: true });
}

/** The canvas on the window, in px. */
export function canvasBounds(): Rect {
  const { x = 0, y = 0, width = 800, height = 600 } = root?.getBoundingClientRect() ?? {};
  return { x, y, width, height };
}

/** A point of the window on the unzoomed canvas. */
export function toCanvas(point: Point): Point {
  return instance?.screenToFlowPosition(point, { snapToGrid: false }) ?? point;
}

/** A point of the unzoomed canvas on the window. */
export function toWindow(point: Point): Point {
  return instance?.flowToScreenPosition(point) ?? point;
}

/** The part of the unzoomed canvas that is seen. */
export function seenRect(): Rect {
  const { x, y, width, height } = canvasBounds();
  const start = toCanvas({ x, y });
  const end = toCanvas({ x: x + width, y: y + height });
  return { x: start.x, y: start.y, width: end.x - start.x, height: end.y - start.y };
}

/** Zoom now; 1 is 100 %. */
export function zoomNow(): number {
  return instance?.getZoom() ?? 1;
}

/** Zooms by a factor around the middle. */
export function zoomBy(factor: number): void {
  void instance?.zoomTo(zoomNow() * factor, glide());
}

/** Zooms to a scale around the middle. */
export function zoomTo(zoom: number): void {
  void instance?.zoomTo(zoom, glide());
}

/** Shows the middle of the canvas at a point. */
export function lookAt(point: Point, zoom = zoomNow(), isGliding = true): void {
  void instance?.setCenter(point.x, point.y, { zoom, ...(isGliding ? glide() : {}) });
}

/** Shows everything, or some of it, whole. */
export function fit(ids?: readonly string[]): void {
  const { nodes } = useBoard.getState();
  const rects = rectsOf(nodes);
  const wanted = ids ?? nodes.map((node) => node.id);
  const bounds = boundsOf(wanted.flatMap((id) => rects.get(id) ?? []));
  if (bounds === undefined) return;
  void instance?.fitBounds(bounds, { padding: 0.1, ...glide() }).then(() => {
    if (zoomNow() > 1) lookAt({ x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 }, 1, false);
  });
}

/** Brings a step into sight, if it is not, with as little movement as can be. */
export function bringIntoView(id: string, isGliding = true): void {
  const rect = rectsOf(useBoard.getState().nodes).get(id);
  if (rect === undefined || instance === undefined) return;
  const seen = seenRect();
  const margin = 40 / zoomNow();
  const isSeen =
    rect.x >= seen.x &&
    rect.y >= seen.y &&
    rect.x + Math.min(rect.width, seen.width - 2 * margin) <= seen.x + seen.width &&
    rect.y + Math.min(rect.height, seen.height - 2 * margin) <= seen.y + seen.height;
  if (isSeen && zoomNow() >= nameZoom) return;
  const middle = { x: rect.x + Math.min(rect.width, 480) / 2, y: rect.y + rect.height / 2 };
  lookAt(middle, Math.max(zoomNow(), nameZoom), isGliding);
}

/** Remembers what is looked at, for this flow and place. */
export function rememberView(): void {
  if (instance !== undefined) remembered.set(placeKey(), instance.getViewport());
}

/** Shows the flow where it was left, or from its start at a zoom at which it can be read. */
export function openView(): void {
  const known = remembered.get(placeKey());
  void instance?.setViewport(known ?? firstView(useBoard.getState().nodes, canvasBounds()));
}

/** Where a flow is opened the first time: whole if it can be read then, else at its first trigger. */
export function firstView(nodes: readonly CanvasNode[], { width, height }: Pick<Rect, 'width' | 'height'>): View {
  const rects = rectsOf(nodes);
  const bounds = boundsOf(rects.values());
  // The first step of an empty flow stands where it is read first, with room for what follows.
  if (bounds === undefined) return { x: 96, y: Math.round(height / 4), zoom: 1 };
  const margin = 48;
  const whole = Math.min((width - 2 * margin) / bounds.width, (height - 2 * margin - 40) / bounds.height, 1);
  if (whole >= nameZoom && nodes.length <= wholeLimit) {
    const x = (width - bounds.width * whole) / 2 - bounds.x * whole;
    return { x, y: (height - 40 - bounds.height * whole) / 2 - bounds.y * whole, zoom: whole };
  }
  const first = nodes.find((node) => node.type === 'step') ?? nodes[0];
  const start = (first === undefined ? undefined : rects.get(first.id)) ?? bounds;
  const zoom = nodes.length > wholeLimit ? 1 : Math.max(nameZoom, 0.8);
  return { x: margin - start.x * zoom, y: height / 2 - (start.y + start.height / 2) * zoom, zoom };
}

/** True where movement should be left out. */
export function isStill(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function glide(): { readonly duration?: number } {
  return isStill() ? {} : { duration: glideMs };
}

function placeKey(): string {
  return [presentDocument().path ?? '', ...useView.getState().inside].join(' ');
}

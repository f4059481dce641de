import type { Connection, FinalConnectionState, HandleType } from '@xyflow/react';
import { openQuickAddAt, placeAt } from '../actions/add.ts';
import { connectSteps, disconnectSteps, drawingOf, outcomesOf, reconnectSteps, whyNot } from '../actions/connect.ts';
import { toCanvas } from '../camera.ts';
import { type Drawing, setCanvasState, useCanvasState } from '../canvas-state.ts';
import { type CanvasEdge, edgeKey } from '../react-flow.ts';

/** Set once an edge was drawn onto a port: the end of the drag has nothing left to do then. */
let isDone = false;

/** A new edge is drawn from an outcome. */
export function beginEdge(from: string | null, port: string | null): void {
  isDone = false;
  // React Flow tells of an edge that is moved as of a new one too.
  if (useCanvasState.getState().drawing?.moved !== undefined) return;
  if (from !== null && port !== null) setCanvasState({ drawing: drawingOf({ from, port }) });
}

/** True where the loose end may be dropped on a port. */
export function mayConnect({ source, sourceHandle, target }: Connection | CanvasEdge): boolean {
  const { drawing } = useCanvasState.getState();
  if (drawing === undefined || source === null || target === null) return false;
  if (drawing.loose === 'to') return drawing.legal.has(target);
  const port = sourceHandle ?? '';
  return drawing.legal.has(source) && whyNot({ from: source, port, to: target }, drawing.moved) === undefined;
}

/** An edge was dropped on a port. */
export function finishEdge({ source, sourceHandle, target }: Connection): void {
  isDone = true;
  connectSteps({ from: source, port: sourceHandle ?? '', to: target });
}

/** The drag of a new edge is over: on a step it is drawn, on empty canvas a new step is asked for. */
export function endEdge(event: MouseEvent | TouchEvent, _state: FinalConnectionState): void {
  const { drawing } = useCanvasState.getState();
  if (drawing?.moved !== undefined) return;
  setCanvasState({ drawing: undefined });
  if (isDone || drawing?.from === undefined || drawing.port === undefined || !('clientX' in event)) return;
  const under = stepUnder(event);
  const { from, port } = drawing;
  if (under !== undefined && under !== from) {
    connectSteps({ from, port, to: under });
    return;
  }
  const window = { x: event.clientX, y: event.clientY };
  // A press without a drag, or one that came back to its port, draws nothing.
  if (under === from || isNear(event, from)) return;
  const { at } = placeAt(toCanvas(window));
  openQuickAddAt(window, { after: { node: from, port }, ...(at === undefined ? {} : { at }) });
}

/** An end of an edge was taken. `fixed` is the end that stays. */
export function beginReconnect(edge: CanvasEdge, fixed: HandleType): void {
  isDone = false;
  const { data } = edge;
  if (data === undefined) return;
  const { from, port, to } = data;
  setCanvasState({
    drawing: drawingOf(fixed === 'source' ? { from, port } : { to }, { from, port, to }),
    hoveredEdge: undefined,
  });
}

/** The end of an edge was dropped on another port. */
export function finishReconnect({ data }: CanvasEdge, { source, sourceHandle, target }: Connection): void {
  isDone = true;
  if (data !== undefined) reconnectSteps(data, { from: source, port: sourceHandle ?? '', to: target });
}

/** The drag of an edge's end is over: on a step it moves there, on empty canvas the edge is deleted. */
export function endReconnect(event: MouseEvent | TouchEvent, { data }: CanvasEdge): void {
  const { drawing } = useCanvasState.getState();
  setCanvasState({ drawing: undefined });
  if (isDone || data === undefined || drawing === undefined || !('clientX' in event)) return;
  const under = stepUnder(event);
  if (under === undefined) disconnectSteps(data);
  else dropOnStep(data, drawing, under);
}

function dropOnStep(
  edge: { readonly from: string; readonly port: string; readonly to: string },
  drawing: Drawing,
  under: string,
): void {
  if (drawing.loose === 'to') {
    reconnectSteps(edge, { ...edge, to: under });
    return;
  }
  const open = outcomesOf(under).find((port) => whyNot({ from: under, port, to: edge.to }, edge) === undefined);
  reconnectSteps(edge, { from: under, port: open ?? outcomesOf(under)[0] ?? '', to: edge.to });
}

/** Why the loose end cannot be dropped on what is under the pointer; undefined where it can, or nothing is there. */
export function reasonUnder(event: { readonly target: EventTarget | null }, drawing: Drawing): string | undefined {
  const target = event.target instanceof Element ? event.target.closest('.react-flow__node') : null;
  const id = target?.getAttribute('data-id') ?? undefined;
  if (id === undefined || id.startsWith('note:') || drawing.legal.has(id)) return undefined;
  if (drawing.loose === 'to' && drawing.from !== undefined && id !== drawing.from) {
    return whyNot({ from: drawing.from, port: drawing.port ?? '', to: id }, drawing.moved);
  }
  if (drawing.loose === 'from' && drawing.to !== undefined && id !== drawing.to) {
    return whyNot({ from: id, port: outcomesOf(id)[0] ?? '', to: drawing.to }, drawing.moved);
  }
  return undefined;
}

/** The step under the pointer. */
export function stepUnder({
  clientX,
  clientY,
}: {
  readonly clientX: number;
  readonly clientY: number;
}): string | undefined {
  for (const element of document.elementsFromPoint(clientX, clientY)) {
    const id = element.closest('.react-flow__node')?.getAttribute('data-id');
    if (id !== null && id !== undefined && !id.startsWith('note:')) return id;
  }
  return undefined;
}

/** The key of the edge under the pointer. */
export function edgeUnder({
  clientX,
  clientY,
}: {
  readonly clientX: number;
  readonly clientY: number;
}): CanvasEdge['data'] {
  for (const element of document.elementsFromPoint(clientX, clientY)) {
    const key = element.closest('.react-flow__edge')?.getAttribute('data-id');
    const [from, port, to] = key?.split(':') ?? [];
    if (from !== undefined && port !== undefined && to !== undefined && edgeKey(from, port, to) === key)
      return { from, port, to };
  }
  return undefined;
}

/** True within 24 px of a card, where letting go means nothing. */
function isNear({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }, id: string): boolean {
  const box = document.getElementById(`step-${id}`)?.getBoundingClientRect();
  if (box === undefined) return false;
  return clientX > box.left - 24 && clientX < box.right + 24 && clientY > box.top - 24 && clientY < box.bottom + 24;
}

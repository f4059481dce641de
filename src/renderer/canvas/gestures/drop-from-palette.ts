import type { DragEvent } from 'react';
import { parseTypeReference } from '#flow/flow.ts';
import { catalogue } from '../../document/catalogue.ts';
import { addStep, placeAt } from '../actions/add.ts';
import { useBoard } from '../board.ts';
import { toCanvas } from '../camera.ts';
import { type AddPlace, setCanvasState } from '../canvas-state.ts';
import { edgeKey } from '../react-flow.ts';
import { topmostAt } from '../rects.ts';
import { edgeUnder } from './draw-edge.ts';

/** What the palette puts on a drag: a type with its major version, such as `map@1`. */
export const dragType = 'application/x-penstock-type';

/** A step type is dragged over the canvas: the edge or frame it would go into is marked. */
export function overCanvas(event: DragEvent): void {
  if (!event.dataTransfer.types.includes(dragType)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
  const edge = edgeUnder(event);
  const point = toCanvas({ x: event.clientX, y: event.clientY });
  const frame = topmostAt(useBoard.getState().nodes, point, (node) => node.type === 'frame');
  setCanvasState({ dropTarget: edge === undefined ? frame?.id : edgeKey(edge.from, edge.port, edge.to) });
}

/** The drag left the canvas. */
export function leaveCanvas(event: DragEvent): void {
  const to = event.relatedTarget;
  if (to instanceof Node && event.currentTarget.contains(to)) return;
  setCanvasState({ dropTarget: undefined });
}

/** A step type was dropped: into the edge there, else at the pointer. */
export function dropOnCanvas(event: DragEvent): void {
  const reference = parseTypeReference(event.dataTransfer.getData(dragType));
  setCanvasState({ dropTarget: undefined });
  const manifest = reference === undefined ? undefined : catalogue.find(reference.type, reference.major);
  if (manifest === undefined) return;
  event.preventDefault();
  const edge = edgeUnder(event);
  const isThrough = manifest.kind !== 'trigger' && manifest.kind !== 'end';
  addStep(manifest, edge !== undefined && isThrough ? { onEdge: edge } : under(event));
}

function under({ clientX, clientY }: DragEvent): AddPlace {
  const place = placeAt(toCanvas({ x: clientX, y: clientY }));
  // The pointer holds the card by its middle.
  return place.at === undefined ? place : { ...place, at: { x: place.at.x - 120, y: place.at.y } };
}

import { blockZoom, nameZoom } from './camera.ts';
import type { Detail } from './canvas-state.ts';

/** Above this many nodes on the canvas, far out, one picture is drawn in place of all of them. */
export const pictureAbove = 300;

/** How much of each step can be read at a zoom. */
export function detailAt(zoom: number, count: number): Detail {
  if (zoom >= nameZoom) return 'full';
  if (zoom >= blockZoom) return 'name';
  return count > pictureAbove ? 'picture' : 'block';
}

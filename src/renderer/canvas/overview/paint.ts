import { manifestOf } from '../../document/catalogue.ts';
import { type Family, familyOf } from '../cards/family.ts';
import type { CanvasEdge, CanvasNode } from '../react-flow.ts';
import type { Rect } from '../rects.ts';

/** Colours of the present theme, read once for each picture. */
export type Palette = {
  readonly fill: Readonly<Record<Family, string>>;
  readonly soft: Readonly<Record<Family, string>>;
  readonly edge: string;
  readonly accent: string;
  readonly danger: string;
  readonly note: string;
  readonly frame: string;
  readonly panel: string;
};

const families = ['trigger', 'map', 'logic', 'human', 'action', 'guard', 'sub'] as const satisfies readonly Family[];

/** Reads the theme's colours: a canvas cannot use custom properties by itself. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const byFamily = (end: string) =>
    // One entry for each family, made from the list of all of them.
    Object.fromEntries(families.map((family) => [family, read(`--ps-f-${family}${end}`)])) as Record<Family, string>;
  return {
    fill: byFamily(''),
    soft: byFamily('-soft'),
    edge: read('--ps-edge'),
    accent: read('--ps-accent'),
    danger: read('--ps-danger'),
    note: read('--ps-note-line'),
    frame: read('--ps-frame-line'),
    panel: read('--ps-bg-panel'),
  };
}

/** The family of what a node shows; a note has none. */
export function familyOfNode(node: CanvasNode): Family | undefined {
  return node.type === 'note' ? undefined : familyOf(manifestOf(node.data.node));
}

/** Draws every edge as one curve, in coordinates of the unzoomed canvas. */
export function paintEdges(
  context: CanvasRenderingContext2D,
  edges: readonly CanvasEdge[],
  rects: ReadonlyMap<string, Rect>,
): void {
  context.beginPath();
  for (const { source, target } of edges) {
    const from = rects.get(source);
    const to = rects.get(target);
    if (from === undefined || to === undefined) continue;
    const x1 = from.x + from.width;
    const y1 = from.y + Math.min(32, from.height / 2);
    const y2 = to.y + Math.min(32, to.height / 2);
    const bend = Math.max(40, Math.abs(to.x - x1) * 0.4);
    context.moveTo(x1, y1);
    context.bezierCurveTo(x1 + bend, y1, to.x - bend, y2, to.x, y2);
  }
  context.stroke();
}

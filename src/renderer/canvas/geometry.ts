import type { FlowNode } from '#flow/flow.ts';
import type { Box, Layout } from '#flow/layout.ts';
import { errorPort, portsOf } from '#flow/text/ports.ts';
import { manifestOf } from '../document/catalogue.ts';
import { badgesOf } from './cards/badges.ts';

/** Pixels of the unzoomed canvas; all multiples of the grid, so that nothing has to be measured. */
export const grid = 8;
export const cardWidth = 240;
const cardHeight = 64;
const badgeRow = 24;
const portRow = 20;
const portSize = 12;
const errorPortSize = 10;
/** Space a frame leaves around the steps inside it, and for its title above them. */
export const framePadding = 24;
export const frameHeader = 40;
/** Room at the right of a frame for the names of its outcomes. */
const portNameRoom = 80;
const smallestFrame = { width: 288, height: 160 };

/** Where a port sits on its card: its middle, measured from the card's corner. */
export type PortPlace = {
  readonly port: string;
  readonly side: 'left' | 'right' | 'bottom';
  readonly x: number;
  readonly y: number;
  readonly size: number;
};

/** The size of a card or frame and its ports. The canvas, the layout worker and the stylesheet all rely on it. */
export type Geometry = {
  readonly width: number;
  readonly height: number;
  readonly ports: readonly PortPlace[];
  /** True where outcomes have their own labelled rows. */
  readonly hasPortRows: boolean;
};

/** Name of the place where edges end. */
export const inPort = 'in';

/** The geometry of a step drawn as a card: a function of its config alone. */
export function cardGeometry(node: FlowNode): Geometry {
  const manifest = manifestOf(node);
  const outcomes = portsOf(manifest, node.config);
  const success = outcomes.filter((port) => port !== errorPort);
  const hasBadges = badgesOf(node).length > 0;
  const hasPortRows = success.length > 1;
  const height = cardHeight + (hasPortRows ? grid + portRow * success.length : 0) + (hasBadges ? badgeRow : 0);
  const rightPorts = success.map((port, index) => {
    const y = hasPortRows ? cardHeight + grid / 2 + portRow / 2 + portRow * index : cardHeight / 2;
    return { port, side: 'right', x: cardWidth, y, size: portSize } as const;
  });
  return {
    width: cardWidth,
    height,
    hasPortRows,
    ports: [...inPortOf(manifest?.kind), ...rightPorts, ...errorPortOf(outcomes, { width: cardWidth, height })],
  };
}

/** The geometry of a scope drawn as a frame around its steps. */
export function frameGeometry(node: FlowNode, size: { readonly width: number; readonly height: number }): Geometry {
  const manifest = manifestOf(node);
  const outcomes = portsOf(manifest, node.config);
  const success = outcomes.filter((port) => port !== errorPort);
  const rightPorts = success.map(
    (port, index) =>
      ({
        port,
        side: 'right',
        x: size.width,
        y: frameHeader + framePadding + portRow * index,
        size: portSize,
      }) as const,
  );
  return {
    ...size,
    hasPortRows: true,
    ports: [...inPortOf(manifest?.kind, frameHeader + framePadding), ...rightPorts, ...errorPortOf(outcomes, size)],
  };
}

/** True where a step is drawn as a frame around others. */
export function isFrame(node: FlowNode): boolean {
  return manifestOf(node)?.kind === 'scope';
}

/** The size of any step, scopes with everything inside them included. */
export function sizeOf(node: FlowNode, layout: Layout): { readonly width: number; readonly height: number } {
  if (!isFrame(node)) return cardGeometry(node);
  const inner = [...(node.body ?? []), ...(node.compensations ?? [])];
  const own = layout.boxes.get(node.id);
  let width = Math.max(smallestFrame.width, own?.width ?? 0);
  const outcomes = portsOf(manifestOf(node), node.config).length;
  let height = Math.max(smallestFrame.height, own?.height ?? 0, frameHeader + framePadding * 2 + portRow * outcomes);
  for (const child of inner) {
    const box: Box = layout.boxes.get(child.id) ?? { x: 0, y: 0 };
    const size = sizeOf(child, layout);
    width = Math.max(width, framePadding * 2 + portNameRoom + box.x + size.width);
    height = Math.max(height, frameHeader + framePadding * 2 + box.y + size.height);
  }
  return { width: toGrid(width), height: toGrid(height) };
}

/** The next multiple of the grid. */
export function toGrid(value: number): number {
  return Math.ceil(value / grid) * grid;
}

function inPortOf(kind: string | undefined, y = cardHeight / 2): readonly PortPlace[] {
  return kind === 'trigger' ? [] : [{ port: inPort, side: 'left', x: 0, y, size: portSize }];
}

function errorPortOf(
  outcomes: readonly string[],
  size: { readonly width: number; readonly height: number },
): readonly PortPlace[] {
  if (!outcomes.includes(errorPort)) return [];
  return [{ port: errorPort, side: 'bottom', x: size.width - 44, y: size.height, size: errorPortSize }];
}

import type { Flow, FlowNode } from '#flow/flow.ts';
import type { Layout } from '#flow/layout.ts';
import { errorPort } from '#flow/text/ports.ts';
import { frameHeader, framePadding, isFrame, sizeOf } from '../../canvas/geometry.ts';
import { placeBoxes } from '../../canvas/place-boxes.ts';

/** A step of a small picture; places in pixels of the picture. */
export type DrawnStep = {
  readonly node: FlowNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly isFrame: boolean;
};

/** A flow as a small still picture. */
export type Drawn = {
  readonly width: number;
  readonly height: number;
  /** Frames stand before what is inside them. */
  readonly steps: readonly DrawnStep[];
  readonly edges: readonly { readonly path: string; readonly isFailure: boolean }[];
};

/** Pixels of the picture for one of the canvas. */
const scale = 0.66;
const margin = 8;

/** Draws a flow as the canvas would place it, smaller. */
export function drawFlow(flow: Flow, layout: Layout): Drawn {
  const placed = placeBoxes(flow, layout);
  const steps: DrawnStep[] = [];
  const add = (nodes: readonly FlowNode[], left: number, top: number): void => {
    for (const node of nodes) {
      const box = placed.boxes.get(node.id) ?? { x: 0, y: 0 };
      const size = sizeOf(node, placed);
      const [x, y] = [left + box.x, top + box.y];
      steps.push({
        node,
        x: Math.round(x * scale) + margin,
        y: Math.round(y * scale) + margin,
        width: Math.round(size.width * scale),
        height: Math.round(size.height * scale),
        isFrame: isFrame(node),
      });
      const inner = [...(node.body ?? []), ...(node.compensations ?? [])];
      add(inner, x + framePadding, y + frameHeader + framePadding);
    }
  };
  add(flow.nodes, 0, 0);
  const most = (end: (step: DrawnStep) => number): number => Math.max(0, ...steps.map(end)) + margin;
  return {
    width: most(({ x, width }) => x + width),
    height: most(({ y, height }) => y + height),
    steps,
    edges: edgesOf(steps),
  };
}

function edgesOf(steps: readonly DrawnStep[]): Drawn['edges'] {
  const byId = new Map(steps.map((step) => [step.node.id, step]));
  return steps.flatMap((from) =>
    (from.node.next?.ports ?? []).flatMap(({ port, targets }) =>
      targets.flatMap((target) => {
        const to = byId.get(target);
        return to === undefined ? [] : [{ path: curve(from, to), isFailure: port === errorPort }];
      }),
    ),
  );
}

/** From the right of one step to the left of another, both at the height of their names. */
function curve(from: DrawnStep, to: DrawnStep): string {
  const [x1, y1] = [from.x + from.width, from.y + Math.min(21, from.height / 2)];
  const [x2, y2] = [to.x, to.y + Math.min(21, to.height / 2)];
  const bend = Math.max(18, Math.abs(x2 - x1) * 0.4);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

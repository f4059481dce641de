import type { FlowNode } from '#flow/flow.ts';
import type { Box, Layout } from '#flow/layout.ts';
import { startWorker } from '#ui/start-worker.ts';
import { isFrame } from '../geometry.ts';
import { type ElkGraph, readPlaces, toElkGraph } from './elk-graph.ts';
import TidyWorker from './tidy-worker.ts?worker&url';

/** What the engine answers; `data` is the graph, or why there is none. */
type Answer = { readonly id: number; readonly data?: ElkGraph; readonly error?: unknown };

let worker: Worker | undefined;
let number = 0;

/**
 * Lays steps of one body out from left to right, whatever stands inside them first, in a worker.
 *
 * @returns the layout with new places for those steps and everything inside them
 */
export async function layOut(nodes: readonly FlowNode[], layout: Layout): Promise<Layout> {
  let present = layout;
  for (const node of nodes) {
    const inner = isFrame(node) ? [...(node.body ?? []), ...(node.compensations ?? [])] : [];
    if (inner.length === 0) continue;
    present = await layOut(inner, present);
    present = withCorner(inner, present);
  }
  const answer = await ask('layout', { graph: toElkGraph(nodes, present), layoutOptions: {}, options: {} });
  const places = readPlaces(answer, present);
  return { ...present, boxes: new Map([...present.boxes, ...places]) };
}

/** Inside a frame everything begins at its corner. */
function withCorner(nodes: readonly FlowNode[], layout: Layout): Layout {
  const own = nodes.flatMap((node) => layout.boxes.get(node.id) ?? []);
  const left = Math.min(...own.map(({ x }) => x));
  const top = Math.min(...own.map(({ y }) => y));
  const moved = nodes.flatMap((node): readonly (readonly [string, Box])[] => {
    const box = layout.boxes.get(node.id);
    return box === undefined ? [] : [[node.id, { ...box, x: box.x - left, y: box.y - top }]];
  });
  return { ...layout, boxes: new Map([...layout.boxes, ...moved]) };
}

async function ask(cmd: string, body: object): Promise<ElkGraph> {
  const engine = worker ?? startEngine();
  number += 1;
  const id = number;
  return await new Promise((resolve, reject) => {
    const take = ({ data }: MessageEvent<Answer>): void => {
      if (data.id !== id) return;
      engine.removeEventListener('message', take);
      if (data.data === undefined) reject(new Error(`The layout engine refused: ${JSON.stringify(data.error)}`));
      else resolve(data.data);
    };
    engine.addEventListener('message', take);
    engine.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
    engine.postMessage({ id, cmd, ...body });
  });
}

function startEngine(): Worker {
  worker = startWorker(TidyWorker, 'tidy');
  worker.postMessage({ id: 0, cmd: 'register', algorithms: ['layered'] });
  return worker;
}

/**
 * The one place that knows React Flow's values: version 13 renames its stores and change handlers, and then only
 * this file changes.
 */
import { type Edge, type Node, type NodeHandle, Position, useStore, useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import type { Flow, FlowNode } from '#flow/flow.ts';
import type { Layout, Note } from '#flow/layout.ts';
import { bodyOf, nodesOf } from '../document/find-node.ts';
import {
  cardGeometry,
  frameGeometry,
  frameHeader,
  framePadding,
  type Geometry,
  inPort,
  isFrame,
  sizeOf,
} from './geometry.ts';

/** A step on the canvas: a card, or a frame around others. */
export type StepData = {
  readonly node: FlowNode;
  readonly geometry: Geometry;
  /** True for a step that undoes another one: All or undo starts it, no edge does. */
  readonly isUndo: boolean;
};
export type StepCanvasNode = Node<StepData, 'step' | 'frame'>;

/** A sticky note on the canvas. */
export type NoteCanvasNode = Node<{ readonly note: Note }, 'note'>;
export type CanvasNode = StepCanvasNode | NoteCanvasNode;

/** An edge on the canvas. */
export type EdgeData = { readonly from: string; readonly port: string; readonly to: string };
export type CanvasEdge = Edge<EdgeData, 'flow'>;

/** Id of the canvas node of a sticky note; steps keep their own ids, which hold no colon. */
export function noteKey(id: string): string {
  return `note:${id}`;
}

/** Id of the canvas edge between two steps. */
export function edgeKey(from: string, port: string, to: string): string {
  return `${from}:${port}:${to}`;
}

// What lies inside a frame is canvas too: marquee, double click and drop must reach it.
const frameStyle = { pointerEvents: 'none' } as const;

type Cached = { readonly node: FlowNode; readonly key: string; readonly made: StepCanvasNode };

/**
 * Turns the body that is looked at into canvas nodes. A step whose value and place are unchanged gives the very
 * object of the time before, so that only what changed renders again.
 */
export function createNodeMaker(): (flow: Flow, layout: Layout, inside: readonly string[]) => readonly CanvasNode[] {
  let cache = new Map<string, Cached>();
  return (flow, layout, inside) => {
    const next = new Map<string, Cached>();
    const made: CanvasNode[] = [];
    const add = (node: FlowNode, parent: string | undefined, isUndo: boolean): void => {
      const cached = makeStep({ node, layout, parent, isUndo }, cache.get(node.id));
      next.set(node.id, cached);
      made.push(cached.made);
      if (!isFrame(node)) return;
      for (const child of node.body ?? []) add(child, node.id, false);
      for (const child of node.compensations ?? []) add(child, node.id, true);
    };
    const undo = new Set(nodesOf(flow).get(inside.at(-1) ?? '')?.node.compensations);
    for (const node of bodyOf(flow, inside)) add(node, undefined, undo.has(node));
    for (const [id, note] of layout.notes) if (note.container === inside.at(-1)) made.push(makeNote(id, note));
    cache = next;
    return made;
  };
}

type Asked = {
  readonly node: FlowNode;
  readonly layout: Layout;
  readonly parent: string | undefined;
  readonly isUndo: boolean;
};

function makeStep({ node, layout, parent, isUndo }: Asked, known: Cached | undefined): Cached {
  const box = layout.boxes.get(node.id) ?? { x: 0, y: 0 };
  const isInFrame = parent !== undefined;
  const x = box.x + (isInFrame ? framePadding : 0);
  const y = box.y + (isInFrame ? frameHeader + framePadding : 0);
  const size = sizeOf(node, layout);
  const key = `${x},${y},${size.width},${size.height},${parent ?? ''},${isUndo}`;
  if (known !== undefined && known.node === node && known.key === key) return known;
  const geometry = isFrame(node) ? frameGeometry(node, size) : cardGeometry(node);
  const made: StepCanvasNode = {
    id: node.id,
    type: isFrame(node) ? 'frame' : 'step',
    position: { x, y },
    width: geometry.width,
    height: geometry.height,
    measured: { width: geometry.width, height: geometry.height },
    handles: handlesOf(geometry),
    data: { node, geometry, isUndo },
    ariaRole: 'presentation',
    ...(isInFrame ? { parentId: parent } : {}),
    ...(isFrame(node) ? { zIndex: -1, dragHandle: '.frame-title', style: frameStyle } : {}),
  };
  return { node, key, made };
}

function handlesOf(geometry: Geometry): NodeHandle[] {
  return geometry.ports.map(({ port, side, x, y, size }) => ({
    id: port,
    type: port === inPort ? 'target' : 'source',
    position: side === 'left' ? Position.Left : side === 'right' ? Position.Right : Position.Bottom,
    x: x - size / 2,
    y: y - size / 2,
    width: size,
    height: size,
  }));
}

function makeNote(id: string, note: Note): NoteCanvasNode {
  return {
    id: noteKey(id),
    type: 'note',
    position: { x: note.x, y: note.y },
    width: note.width,
    height: note.height,
    measured: { width: note.width, height: note.height },
    data: { note },
    zIndex: -2,
  };
}

/**
 * Turns the edges of the body that is looked at, and of every frame in it, into canvas edges. An edge that is still
 * there gives the very object of the time before.
 */
export function createEdgeMaker(): (flow: Flow, inside: readonly string[], selected: string) => readonly CanvasEdge[] {
  let cache = new Map<string, CanvasEdge>();
  return (flow, inside, selected) => {
    const next = new Map<string, CanvasEdge>();
    const collect = (nodes: readonly FlowNode[]): void => {
      const ids = new Set(nodes.map((node) => node.id));
      for (const node of nodes) {
        for (const { port, targets } of node.next?.ports ?? []) {
          for (const to of targets) {
            const key = edgeKey(node.id, port, to);
            if (ids.has(to)) next.set(key, makeEdge({ from: node.id, port, to }, key === selected, cache.get(key)));
          }
        }
        if (isFrame(node)) collect([...(node.body ?? []), ...(node.compensations ?? [])]);
      }
    };
    collect(bodyOf(flow, inside));
    cache = next;
    return [...next.values()];
  };
}

function makeEdge({ from, port, to }: EdgeData, selected: boolean, known: CanvasEdge | undefined): CanvasEdge {
  if (known !== undefined && (known.selected === true) === selected) return known;
  return {
    id: edgeKey(from, port, to),
    type: 'flow',
    source: from,
    sourceHandle: port,
    target: to,
    targetHandle: inPort,
    data: { from, port, to },
    // Every edge is told of by the steps at its ends; here it is a drawing with a name.
    ariaRole: 'img',
    ...(selected ? { selected, zIndex: 1 } : {}),
  };
}

/** A fact of the zoom; components that use it render again only when the fact changes. */
export function useZoom<T>(read: (zoom: number) => T): T {
  return useStore((state) => read(state.transform[2]));
}

/** Calls back after every change of what is seen: the shift in px of the window, and the zoom. */
export function useEachView(draw: (x: number, y: number, zoom: number) => void): void {
  const store = useStoreApi();
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(() => {
    const tell = (): void => latest.current(...store.getState().transform);
    let before = store.getState().transform;
    tell();
    return store.subscribe(({ transform }) => {
      if (transform === before) return;
      before = transform;
      tell();
    });
  }, [store]);
}

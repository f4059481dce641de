import type { NodeChange } from '@xyflow/react';
import { commitMove, finishNudge } from '../actions/arrange.ts';
import { changeBoard, selectedSteps, useBoard } from '../board.ts';
import { seenRect, toCanvas } from '../camera.ts';
import { type Point, setCanvasState, showGuides, useCanvasState } from '../canvas-state.ts';
import type { CanvasNode } from '../react-flow.ts';
import { overlap, type Rect, rectsOf, topmostAt } from '../rects.ts';
import { moveNodes } from './move-into.ts';
import { snapToGuides } from './snap-to-guides.ts';

/** Where the dragged box may be lined up, gathered when the drag begins. */
let candidates: readonly Rect[] = [];

/** The box that is dragged, if it is one, and where its frame stands: worked out once, not with every movement. */
let grabbed:
  | { readonly id: string; readonly origin: Point; readonly width: number; readonly height: number }
  | undefined;

/** A drag begins: everything else in sight becomes something to line up with. */
export function beginDrag(dragged: readonly CanvasNode[]): void {
  finishNudge();
  const { nodes } = useBoard.getState();
  const moving = new Set(dragged.map((node) => node.id));
  const parent = dragged[0]?.parentId;
  const seen = seenRect();
  const rects = rectsOf(nodes);
  const [first] = dragged;
  const own = first === undefined ? undefined : rects.get(first.id);
  const at = nodes.find((node) => node.id === first?.id)?.position;
  grabbed =
    first === undefined || own === undefined || at === undefined || dragged.length > 1
      ? undefined
      : { id: first.id, origin: { x: own.x - at.x, y: own.y - at.y }, width: own.width, height: own.height };
  candidates = nodes.flatMap((node) => {
    const rect = rects.get(node.id);
    const isMate = node.parentId === parent && !moving.has(node.id) && node.type !== 'note';
    return rect !== undefined && isMate && overlap(rect, seen) ? [rect] : [];
  });
}

/** Takes what React Flow reports; one box that is dragged is drawn to the lines of the others. */
export function takeChanges(changes: readonly NodeChange<CanvasNode>[]): void {
  const [only] = changes;
  if (changes.length !== 1 || only?.type !== 'position' || only.position === undefined || only.dragging !== true) {
    changeBoard(changes);
    return;
  }
  if (grabbed === undefined || grabbed.id !== only.id) {
    changeBoard(changes);
    return;
  }
  const { origin, width, height } = grabbed;
  const wanted = { x: origin.x + only.position.x, y: origin.y + only.position.y, width, height };
  const { dx, dy, x, y } = snapToGuides(wanted, candidates);
  showGuides(x, y);
  changeBoard([{ ...only, position: { x: only.position.x + dx, y: only.position.y + dy } }]);
}

/** Marks the frame a dragged step would join. */
export function overFrame(event: MouseEvent | TouchEvent, dragged: CanvasNode): void {
  if (!('clientX' in event) || dragged.type === 'note') return;
  const frame = frameUnder(event, dragged);
  setCanvasState({ dropTarget: frame !== undefined && frame.id !== dragged.parentId ? frame.id : undefined });
}

/** The drag is over: boxes stay where they are now, or join the frame they were dropped into. */
export function endDrag(event: MouseEvent | TouchEvent, dragged: readonly CanvasNode[]): void {
  showGuides();
  const target = useCanvasState.getState().dropTarget;
  setCanvasState({ dropTarget: undefined });
  const moved = new Set(dragged.map((node) => node.id));
  const now = useBoard.getState().nodes.filter((node) => moved.has(node.id));
  const [first] = now;
  if (first === undefined) return;
  if (target !== undefined && now.every((node) => node.type !== 'note')) {
    if (moveNodes(now, target)) return;
  } else if (first.parentId !== undefined && hasLeft(first) && 'clientX' in event) {
    const outer = frameUnder(event, first);
    if (moveNodes(now, outer?.id)) return;
  }
  commitMove(now);
}

/** True where a step stands wholly outside of the frame it belongs to. */
function hasLeft(node: CanvasNode): boolean {
  const rects = rectsOf(useBoard.getState().nodes);
  const own = rects.get(node.id);
  const frame = rects.get(node.parentId ?? '');
  return own !== undefined && frame !== undefined && !overlap(own, frame);
}

/** The innermost frame under the pointer that is not itself dragged. */
function frameUnder(
  event: { readonly clientX: number; readonly clientY: number },
  dragged: CanvasNode,
): CanvasNode | undefined {
  const { nodes } = useBoard.getState();
  if (!nodes.some((node) => node.type === 'frame')) return undefined;
  const point = toCanvas({ x: event.clientX, y: event.clientY });
  const moving = new Set([dragged.id, ...selectedSteps()]);
  const parents = new Map(nodes.map((node) => [node.id, node.parentId]));
  const isMoving = (id: string): boolean => {
    for (let up: string | undefined = id; up !== undefined; up = parents.get(up)) if (moving.has(up)) return true;
    return false;
  };
  return topmostAt(nodes, point, (node) => node.type === 'frame' && !isMoving(node.id));
}

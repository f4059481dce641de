import { catalogue } from '../../document/catalogue.ts';
import { arrange, presentDocument } from '../../document/document.ts';
import { edit } from '../../document/edit.ts';
import { bodyOf, nodesOf } from '../../document/find-node.ts';
import { useView } from '../../document/view.ts';
import { placeOnBoard, selectedSteps, useBoard } from '../board.ts';
import { isStill } from '../camera.ts';
import { setCanvasState, useCanvasState } from '../canvas-state.ts';
import { frameHeader, framePadding } from '../geometry.ts';
import { moveBoxes, shiftBoxes } from '../gestures/move-boxes.ts';
import type { CanvasNode } from '../react-flow.ts';
import { rectsOf } from '../rects.ts';
import { newIds } from './add.ts';
import { type Alignment, alignRects } from './align.ts';
import { outermost } from './remove.ts';
import { tellDone, tellProblems } from './tell.ts';

/** How long no key is pressed before moves by keys become one entry of the history. */
const idleMs = 800;
const glideMs = 280;

let timer: ReturnType<typeof setTimeout> | undefined;

/** What was moved by keys and is not written down yet; the selection may be another one by then. */
let nudged: ReadonlySet<string> = new Set();

/** Moves what is selected by so many pixels; moves in a row are one entry of the history. */
export function nudge(dx: number, dy: number): void {
  const { nodes, selected } = useBoard.getState();
  if (selected.size === 0) return;
  const moving = topOf(nodes, selected);
  nudged = new Set([...nudged, ...moving.map(({ id }) => id)]);
  placeOnBoard(new Map(moving.map((node) => [node.id, { x: node.position.x + dx, y: node.position.y + dy }])));
  clearTimeout(timer);
  timer = setTimeout(finishNudge, idleMs);
}

/** Writes moves by keys down at once, as before another edit or when the canvas is left. */
export function finishNudge(): void {
  if (timer === undefined) return;
  clearTimeout(timer);
  timer = undefined;
  const moved = nudged;
  nudged = new Set();
  commitMove(useBoard.getState().nodes.filter(({ id }) => moved.has(id)));
}

/** Takes over where the canvas has these now, as one entry of the history. */
export function commitMove(moved: readonly CanvasNode[]): void {
  if (moved.length === 0) return;
  const { placed } = useBoard.getState();
  arrange(moveBoxes(placed, moved), { key: 'edit.move', params: { count: moved.length } });
}

/** Of selected nodes those whose frame is not selected too: it takes them with it. */
function topOf(nodes: readonly CanvasNode[], selected: ReadonlySet<string>): readonly CanvasNode[] {
  const parents = new Map(nodes.map((node) => [node.id, node.parentId]));
  return nodes.filter((node) => {
    if (!selected.has(node.id)) return false;
    for (let up = node.parentId; up !== undefined; up = parents.get(up)) if (selected.has(up)) return false;
    return true;
  });
}

/** Lines selected things up, or spreads them evenly. */
export function alignSelection(alignment: Alignment): void {
  const { nodes, selected, placed } = useBoard.getState();
  const rects = rectsOf(nodes);
  const chosen = new Map(
    topOf(nodes, selected).flatMap(({ id }) => {
      const rect = rects.get(id);
      return rect === undefined ? [] : [[id, rect] as const];
    }),
  );
  const goals = alignRects(chosen, alignment);
  let layout = placed;
  for (const [id, goal] of goals) {
    const rect = chosen.get(id);
    if (rect !== undefined) layout = shiftBoxes(layout, [id], { x: goal.x - rect.x, y: goal.y - rect.y });
  }
  if (goals.size === 0) return;
  const isSpread = alignment === 'horizontal' || alignment === 'vertical';
  arrange(layout, { key: isSpread ? 'edit.distribute' : 'edit.align', params: { count: chosen.size } });
  tellDone('told.aligned', { count: chosen.size });
}

/** Lays the selection, or everything, out anew; it glides there and is one entry of the history. */
export async function tidy(): Promise<void> {
  const { flow, layout } = presentDocument();
  if (flow === undefined || useCanvasState.getState().isTidying) return;
  setCanvasState({ isTidying: true });
  try {
    const { layOut } = await import('../tidy/lay-out.ts');
    const { placed, nodes: before } = useBoard.getState();
    const next = await layOut(chosenBody(), placed);
    // Somebody edited meanwhile: what was worked out no longer fits.
    if (presentDocument().flow !== flow || presentDocument().layout !== layout) return;
    await glideTo(before, next.boxes);
    arrange(next, { key: 'edit.tidy', params: { count: before.length } });
    tellDone('told.tidied');
  } finally {
    setCanvasState({ isTidying: false });
  }
}

/** What is tidied: selected steps of one body if there are some, else the body that is looked at. */
function chosenBody() {
  const { flow } = presentDocument();
  if (flow === undefined) return [];
  const index = nodesOf(flow);
  const chosen = outermost(selectedSteps());
  const inside = index.get(chosen[0] ?? '')?.inside ?? [];
  const isOneBody = chosen.every((id) => index.get(id)?.inside.join() === inside.join());
  if (chosen.length < 2 || !isOneBody) return bodyOf(flow, useView.getState().inside);
  const wanted = new Set(chosen);
  return bodyOf(flow, inside).filter((node) => wanted.has(node.id));
}

/** Moves nodes to their new places over a moment; at once for people who do not want movement. */
async function glideTo(
  nodes: readonly CanvasNode[],
  boxes: ReadonlyMap<string, { readonly x: number; readonly y: number }>,
): Promise<void> {
  if (isStill() || nodes.length > 400) return;
  const ways = nodes.flatMap((node) => {
    const box = boxes.get(node.id);
    if (box === undefined) return [];
    const inFrame = node.parentId !== undefined;
    const x = box.x + (inFrame ? framePadding : 0);
    const y = box.y + (inFrame ? frameHeader + framePadding : 0);
    return [{ id: node.id, from: node.position, to: { x, y } }];
  });
  const begun = performance.now();
  for (let part = 0; part < 1; ) {
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    part = Math.min(1, (now - begun) / glideMs);
    const eased = 1 - (1 - part) ** 3;
    placeOnBoard(
      new Map(
        ways.map(({ id, from, to }) => [
          id,
          { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased },
        ]),
      ),
    );
  }
}

/** Kinds of scope a selection can be put into. */
export const wrappings = ['retry', 'try', 'each', 'saga'] as const;

/** Puts the selected steps into a new scope, which stands where they stood. */
export function wrapSelection(type: (typeof wrappings)[number]): void {
  const { flow } = presentDocument();
  const ids = outermost(selectedSteps());
  if (flow === undefined || ids.length === 0) return;
  const { placed } = useBoard.getState();
  const name = catalogue.find(type, 1)?.title;
  let scope: string | undefined;
  const problems = edit(
    { edit: 'wrap-nodes', arguments: { ids, type, ...(name === undefined ? {} : { name }) } },
    (after) => {
      scope = newIds(flow, after)[0];
      const own = ids.flatMap((id) => placed.boxes.get(id) ?? []);
      const x = Math.min(...own.map((box) => box.x));
      const y = Math.min(...own.map((box) => box.y));
      const { boxes, notes } = shiftBoxes(placed, ids, { x: -x, y: -y });
      const frame = { x: x - framePadding, y: y - frameHeader - framePadding };
      return { notes, boxes: scope === undefined ? boxes : new Map([...boxes, [scope, frame]]) };
    },
  );
  if (tellProblems(problems) || scope === undefined) return;
  useView.setState({ selection: [scope], edge: undefined });
  tellDone('told.wrapped', { count: ids.length });
}

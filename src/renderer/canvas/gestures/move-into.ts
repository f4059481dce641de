import { lostEdges } from '#flow/edit/edges.ts';
import { showToast } from '#ui/toaster.tsx';
import { presentDocument, undo } from '../../document/document.ts';
import { edit } from '../../document/edit.ts';
import { useView } from '../../document/view.ts';
import { say, tellDone, tellProblems } from '../actions/tell.ts';
import { useBoard } from '../board.ts';
import { frameHeader, framePadding, grid } from '../geometry.ts';
import type { CanvasNode } from '../react-flow.ts';
import { rectsOf } from '../rects.ts';

/**
 * Moves steps into a scope, or out of the one they stand in, keeping them where they are on the canvas.
 *
 * @param scope undefined: the body that is looked at
 * @returns false where it was refused; the boxes are then merely moved
 */
export function moveNodes(nodes: readonly CanvasNode[], scope: string | undefined): boolean {
  const { flow: before } = presentDocument();
  const board = useBoard.getState();
  const home = scope ?? useView.getState().inside.at(-1);
  const ids = nodes.map((node) => node.id);
  const rects = rectsOf(board.nodes);
  const frame = scope === undefined ? undefined : rects.get(scope);
  const container = home === undefined ? null : ({ scope: home, list: 'body' } as const);
  const problems = edit({ edit: 'move-nodes', arguments: { ids, container } }, () => {
    const boxes = new Map(board.placed.boxes);
    for (const id of ids) {
      const rect = rects.get(id);
      if (rect === undefined) continue;
      const x = frame === undefined ? rect.x : Math.max(0, rect.x - frame.x - framePadding);
      const y = frame === undefined ? rect.y : Math.max(0, rect.y - frame.y - frameHeader - framePadding);
      boxes.set(id, { ...boxes.get(id), x: Math.round(x / grid) * grid, y: Math.round(y / grid) * grid });
    }
    return { ...board.placed, boxes };
  });
  if (tellProblems(problems)) return false;
  const { flow: after } = presentDocument();
  const lost = before === undefined || after === undefined ? 0 : lostEdges(before, after).length;
  if (lost > 0) {
    const action = { label: say('undoMove'), onSelect: () => undo() };
    showToast({ tone: 'warn', title: say('edgesLost', { count: lost }), action, durationMs: 10_000 });
  }
  tellDone(scope === undefined ? 'told.movedOut' : 'told.movedIn', { count: ids.length });
  return true;
}

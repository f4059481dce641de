import type { RefObject } from 'react';
import { useDocument } from '../document/document.ts';
import { useView } from '../document/view.ts';
import { useCommand } from '../keys/commands.ts';
import { besideCard, middleOfCanvas, openQuickAdd } from './actions/add.ts';
import { alignSelection, nudge, tidy } from './actions/arrange.ts';
import { duplicateSelection, selectAll } from './actions/clipboard.ts';
import { pickTarget, stepThroughEdges } from './actions/connect.ts';
import { addNote, addNoteNearby } from './actions/notes.ts';
import { goOut, openSelected, renameSelected, stepThrough, walk } from './actions/open.ts';
import { reach } from './actions/reach.ts';
import { removeSelection } from './actions/remove.ts';
import { copyToSystem, pasteFromSystem, useSystemClipboard } from './actions/system-clipboard.ts';
import { choose, selectedSteps, useBoard } from './board.ts';
import { fit as showWhole, toCanvas, zoomBy, zoomTo } from './camera.ts';
import { type Point, setCanvasState, useCanvasState } from './canvas-state.ts';

const near = 8;
const far = 40;

/** Offers every command of the canvas, as long as a flow is open. */
export function useCanvasCommands(pointer: RefObject<Point | undefined>): void {
  const isOpen = useDocument((state) => state.status === 'open');
  const isAnySelected = useBoard((state) => state.selected.size > 0);
  const isEdgeSelected = useView((state) => state.edge !== undefined);
  const isInside = useView((state) => state.inside.length > 0);
  const steps = useView((state) => state.selection.length);
  useSelectCommands(isOpen, steps, isAnySelected || isEdgeSelected, isInside);
  useEditCommands(isOpen, steps, isAnySelected, isEdgeSelected, pointer);
  useArrangeCommands(isOpen, isAnySelected);
  useViewCommands(isOpen, isAnySelected);
}

function useSelectCommands(isOpen: boolean, steps: number, isAny: boolean, isInside: boolean): void {
  useCommand('canvas.walk-left', () => walk('left'), isOpen);
  useCommand('canvas.walk-right', () => walk('right'), isOpen);
  useCommand('canvas.walk-up', () => walk('up'), isOpen);
  useCommand('canvas.walk-down', () => walk('down'), isOpen);
  useCommand('canvas.next-step', () => stepThrough(1), isOpen);
  useCommand('canvas.previous-step', () => stepThrough(-1), isOpen);
  useCommand('canvas.next-edge', () => stepThroughEdges(1), isOpen && isAny);
  useCommand('canvas.previous-edge', () => stepThroughEdges(-1), isOpen && isAny);
  useCommand('canvas.select-all', selectAll, isOpen);
  useCommand('canvas.select-upstream', () => selectReach('upstream'), isOpen && steps > 0);
  useCommand('canvas.select-downstream', () => selectReach('downstream'), isOpen && steps > 0);
  useCommand('canvas.open', openSelected, isOpen && isAny);
  useCommand('canvas.up', () => goUp(isAny), isOpen);
  useCommand('canvas.back', goOut, isOpen && isInside);
}

function useEditCommands(
  isOpen: boolean,
  steps: number,
  isAny: boolean,
  isEdge: boolean,
  pointer: RefObject<Point | undefined>,
): void {
  const canWrite = useSystemClipboard((state) => state.canWrite);
  const canRead = useSystemClipboard((state) => state.canRead);
  const at = () => (pointer.current === undefined ? undefined : toCanvas(pointer.current));
  useCommand('canvas.add', () => openQuickAdd(pointer.current), isOpen);
  useCommand('canvas.connect', pickTarget, isOpen && steps === 1);
  useCommand('canvas.note', () => noteAt(at()), isOpen);
  useCommand('canvas.rename', renameSelected, isOpen && isAny);
  useCommand('canvas.delete', () => removeSelection({ reconnect: false }), isOpen && (isAny || isEdge));
  useCommand('canvas.delete-reconnect', () => removeSelection({ reconnect: true }), isOpen && steps > 0);
  useCommand('canvas.duplicate', duplicateSelection, isOpen && steps > 0);
  useCommand('canvas.copy', () => void copyToSystem('copy'), isOpen && steps > 0 && canWrite);
  useCommand('canvas.cut', () => void copyToSystem('cut'), isOpen && steps > 0 && canWrite);
  useCommand('canvas.paste', () => void pasteFromSystem(at()), isOpen && canRead);
  useCommand('canvas.wrap', openWrapMenu, isOpen && steps > 0);
}

function useArrangeCommands(isOpen: boolean, isAny: boolean): void {
  useCommand('canvas.tidy', () => void tidy(), isOpen);
  useCommand('canvas.align-left', () => alignSelection('left'), isOpen && isAny);
  useCommand('canvas.align-center', () => alignSelection('center'), isOpen && isAny);
  useCommand('canvas.align-right', () => alignSelection('right'), isOpen && isAny);
  useCommand('canvas.align-top', () => alignSelection('top'), isOpen && isAny);
  useCommand('canvas.align-middle', () => alignSelection('middle'), isOpen && isAny);
  useCommand('canvas.align-bottom', () => alignSelection('bottom'), isOpen && isAny);
  useCommand('canvas.distribute-horizontal', () => alignSelection('horizontal'), isOpen && isAny);
  useCommand('canvas.distribute-vertical', () => alignSelection('vertical'), isOpen && isAny);
  useCommand('canvas.nudge-left', () => nudge(-near, 0), isOpen && isAny);
  useCommand('canvas.nudge-right', () => nudge(near, 0), isOpen && isAny);
  useCommand('canvas.nudge-up', () => nudge(0, -near), isOpen && isAny);
  useCommand('canvas.nudge-down', () => nudge(0, near), isOpen && isAny);
  useCommand('canvas.nudge-far-left', () => nudge(-far, 0), isOpen && isAny);
  useCommand('canvas.nudge-far-right', () => nudge(far, 0), isOpen && isAny);
  useCommand('canvas.nudge-far-up', () => nudge(0, -far), isOpen && isAny);
  useCommand('canvas.nudge-far-down', () => nudge(0, far), isOpen && isAny);
}

function useViewCommands(isOpen: boolean, isAny: boolean): void {
  useCommand('canvas.select-mode', () => setCanvasState({ mode: 'select' }), isOpen);
  useCommand('canvas.pan-mode', () => setCanvasState({ mode: 'pan' }), isOpen);
  useCommand('canvas.fit', () => showWhole(), isOpen);
  useCommand('canvas.fit-selection', () => showWhole([...useBoard.getState().selected]), isOpen && isAny);
  useCommand('canvas.zoom-in', () => zoomBy(1.25), isOpen);
  useCommand('canvas.zoom-out', () => zoomBy(0.8), isOpen);
  useCommand('canvas.zoom-100', () => zoomTo(1), isOpen);
  useCommand('canvas.map', () => setCanvasState({ isMapShown: !useCanvasState.getState().isMapShown }), isOpen);
}

function selectReach(way: 'upstream' | 'downstream'): void {
  const { flow } = useDocument.getState();
  if (flow === undefined) return;
  const there = new Set(useBoard.getState().nodes.map((node) => node.id));
  choose(reach(flow, selectedSteps(), way).filter((id) => there.has(id)));
}

/** One level up: what is going on ends, then nothing is selected, then the scope is left. */
function goUp(isAny: boolean): void {
  const { drawing, quickAdd, picking } = useCanvasState.getState();
  if (drawing !== undefined || quickAdd !== undefined || picking !== undefined) {
    setCanvasState({ drawing: undefined, quickAdd: undefined, picking: undefined });
  } else if (isAny) {
    choose([]);
    useView.setState({ edge: undefined });
  } else goOut();
}

function openWrapMenu(): void {
  const id = selectedSteps().at(-1);
  setCanvasState({
    menu: { window: id === undefined ? middleOfCanvas() : besideCard(id), target: 'wrap', isByKeys: true },
  });
}

function noteAt(point: Point | undefined): void {
  if (point === undefined) addNoteNearby();
  else addNote(point);
}

import { arrange } from '../../document/document.ts';
import { useView } from '../../document/view.ts';
import { choose, useBoard } from '../board.ts';
import { seenRect } from '../camera.ts';
import { type Point, setCanvasState } from '../canvas-state.ts';
import { grid } from '../geometry.ts';
import { noteKey } from '../react-flow.ts';
import { overlap, rectsOf } from '../rects.ts';
import { tellDone } from './tell.ts';

const size = { width: 240, height: 96 };

/** Puts an empty note into the first free place near the middle of what is seen. */
export function addNoteNearby(): void {
  const seen = seenRect();
  const rects = [...rectsOf(useBoard.getState().nodes).values()];
  const x = seen.x + seen.width / 2 - size.width / 2;
  let y = seen.y + seen.height / 4;
  // At most as many tries as there are things to stand in the way.
  for (const _ of rects) {
    const taken = rects.find((rect) => overlap(rect, { x, y, ...size }));
    if (taken === undefined) break;
    y = taken.y + taken.height + 3 * grid;
  }
  addNote({ x, y });
}

/** Puts a sticky note at a point of the canvas; an empty one is typed into at once. */
export function addNote(at: Point, text = ''): void {
  const { placed } = useBoard.getState();
  let number = placed.notes.size + 1;
  while (placed.notes.has(`note_${number}`)) number += 1;
  const id = `note_${number}`;
  const container = useView.getState().inside.at(-1);
  const note = {
    x: Math.round(at.x / grid) * grid,
    y: Math.round(at.y / grid) * grid,
    ...size,
    text: text.slice(0, 4_000),
    ...(container === undefined ? {} : { container }),
  };
  arrange({ ...placed, notes: new Map([...placed.notes, [id, note]]) }, { key: 'edit.add-note', params: {} });
  choose([noteKey(id)]);
  tellDone('told.noteAdded');
  if (text === '') setCanvasState({ renaming: noteKey(id) });
}

/** Changes the words of a note. */
export function writeNote(id: string, text: string): void {
  const { placed } = useBoard.getState();
  const note = placed.notes.get(id);
  if (note === undefined || note.text === text) return;
  arrange(
    { ...placed, notes: new Map([...placed.notes, [id, { ...note, text }]]) },
    { key: 'edit.write-note', params: {} },
  );
}

import type { Layout } from '#flow/layout.ts';
import { frameHeader, framePadding } from '../geometry.ts';
import type { CanvasNode } from '../react-flow.ts';

/** The layout after boxes and notes were dragged to where the canvas has them now. */
export function moveBoxes(layout: Layout, moved: readonly CanvasNode[]): Layout {
  const boxes = new Map(layout.boxes);
  const notes = new Map(layout.notes);
  for (const node of moved) {
    if (node.type === 'note') {
      const id = node.id.slice('note:'.length);
      const note = notes.get(id);
      if (note !== undefined) notes.set(id, { ...note, ...sizeOf(node, note), x: node.position.x, y: node.position.y });
      continue;
    }
    const isInFrame = node.parentId !== undefined;
    boxes.set(node.id, {
      ...boxes.get(node.id),
      // Left and top of what a frame leaves free nothing can stand: a frame grows to the right and down only.
      x: isInFrame ? Math.max(0, node.position.x - framePadding) : node.position.x,
      y: isInFrame ? Math.max(0, node.position.y - frameHeader - framePadding) : node.position.y,
    });
  }
  return { boxes, notes };
}

/** The layout after steps and notes were moved by so many pixels. */
export function shiftBoxes(
  layout: Layout,
  ids: Iterable<string>,
  by: { readonly x: number; readonly y: number },
): Layout {
  const boxes = new Map(layout.boxes);
  const notes = new Map(layout.notes);
  for (const id of ids) {
    const note = id.startsWith('note:') ? notes.get(id.slice('note:'.length)) : undefined;
    if (note !== undefined) notes.set(id.slice('note:'.length), { ...note, x: note.x + by.x, y: note.y + by.y });
    const box = boxes.get(id);
    if (box !== undefined) boxes.set(id, { ...box, x: box.x + by.x, y: box.y + by.y });
  }
  return { boxes, notes };
}

/** The layout without steps and notes that were removed. */
export function dropBoxes(layout: Layout, steps: Iterable<string>, notes: Iterable<string> = []): Layout {
  const boxes = new Map(layout.boxes);
  const kept = new Map(layout.notes);
  for (const id of steps) boxes.delete(id);
  for (const id of notes) kept.delete(id);
  return { boxes, notes: kept };
}

function sizeOf(node: CanvasNode, note: { readonly width: number; readonly height: number }) {
  return { width: Math.round(node.width ?? note.width), height: Math.round(node.height ?? note.height) };
}

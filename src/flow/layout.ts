import { readJson } from './contract/read-json.ts';
import { allNodes, type Flow } from './flow.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { type Problem, type Result, refuse, succeed } from './problem.ts';

/** Where a box stands on the canvas, in whole pixels of the unzoomed canvas; scopes have a size. */
export type Box = { readonly x: number; readonly y: number; readonly width?: number; readonly height?: number };

/** A sticky note on the canvas. `container` is the scope whose body it lies on; absent for the flow itself. */
export type Note = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly text: string;
  readonly container?: string;
};

/** The value of one `*.layout.json`: what a person put where. It has no part in what a flow means. */
export type Layout = {
  /** Positions by node id, each relative to the body the node stands in. */
  readonly boxes: ReadonlyMap<string, Box>;
  /** Sticky notes by their own id. */
  readonly notes: ReadonlyMap<string, Note>;
};

/** The layout of a flow nobody has arranged yet. */
export const emptyLayout: Layout = { boxes: new Map(), notes: new Map() };

/** A layout with what was left out of it, to be told and never to stop anybody. */
export type ReadLayout = { readonly layout: Layout; readonly infos: readonly Problem[] };

/** Positions beyond this, in pixels either way, are drawn at the edge: nobody could find such a box again. */
const farthest = 1_000_000;

/** Characters a sticky note may hold; the rest of a longer one is cut. */
const longestNote = 4_000;

/**
 * Reads a layout file against its flow. Positions of nodes the flow does not have are dropped with an info; those
 * under an earlier id of a node go to its present one. Refused only when the file is no layout at all.
 */
export function parseLayout(text: string, flow: Flow): Result<ReadLayout> {
  const read = readJson(text);
  const boxes = read.ok && isJsonObject(read.value) ? (read.value.boxes ?? {}) : undefined;
  const notes = read.ok && isJsonObject(read.value) ? (read.value.notes ?? {}) : undefined;
  if (!isJsonObject(boxes) || !isJsonObject(notes)) {
    const message =
      'The layout file cannot be read; delete it, and boxes are placed anew. The flow itself is unharmed.';
    return refuse({ code: 'layout/unreadable', message, line: 1, column: 1 });
  }
  const presentIds = presentIdByName(flow);
  const placed = new Map<string, Box>();
  const infos: Problem[] = [];
  for (const [name, value] of Object.entries(boxes)) {
    const id = presentIds.get(name);
    const box = readBox(value);
    if (id !== undefined && box !== undefined) {
      if (id === name || !placed.has(id)) placed.set(id, box);
    } else infos.push(infoAbout(name, id === undefined));
  }
  return succeed({ layout: { boxes: placed, notes: readNotes(notes, presentIds) }, infos });
}

/** Writes a layout: one box or note a line, ids in order, whole pixels, so that two people moving boxes do not collide. */
export function printLayout({ boxes, notes }: Layout): string {
  const sections = [`  "penstock": 1`, `  "boxes": ${printLines(boxes, printBox)}`];
  if (notes.size > 0) sections.push(`  "notes": ${printLines(notes, printNote)}`);
  return `{\n${sections.join(',\n')}\n}\n`;
}

function printLines<T>(values: ReadonlyMap<string, T>, print: (value: T) => string): string {
  const lines = [...values]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([id, value]) => `    ${JSON.stringify(id)}: ${print(value)}`);
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
}

function readNotes(notes: JsonObject, presentIds: ReadonlyMap<string, string>): ReadonlyMap<string, Note> {
  const found = Object.entries(notes).flatMap(([id, value]) => {
    const box = readBox(value);
    if (box?.width === undefined || box.height === undefined || !isJsonObject(value)) return [];
    const container = typeof value.container === 'string' ? presentIds.get(value.container) : undefined;
    const text = typeof value.text === 'string' ? value.text.slice(0, longestNote) : '';
    const note = { x: box.x, y: box.y, width: box.width, height: box.height, text };
    return [[id, container === undefined ? note : { ...note, container }] as const];
  });
  return new Map(found);
}

function printNote({ text, container, ...box }: Note): string {
  const place = printBox(box).slice(0, -2);
  const inside = container === undefined ? '' : `, "container": ${JSON.stringify(container)}`;
  return `${place}${inside}, "text": ${JSON.stringify(text)} }`;
}

function presentIdByName(flow: Flow): ReadonlyMap<string, string> {
  const nodes = [...allNodes(flow.nodes)];
  const former = nodes.flatMap((node) => (node.was ?? []).map((old) => [old, node.id] as const));
  return new Map([...former, ...nodes.map((node) => [node.id, node.id] as const)]);
}

function infoAbout(name: string, isUnknown: boolean): Problem {
  const message = isUnknown
    ? `The layout places \`${name}\`, which this flow does not have; the position is dropped.`
    : `The position of \`${name}\` is no pair of numbers; the box is placed anew.`;
  return { code: isUnknown ? 'layout/unknown-node' : 'layout/bad-position', message, node: name };
}

function readBox(value: Json): Box | undefined {
  if (!isJsonObject(value) || typeof value.x !== 'number' || typeof value.y !== 'number') return undefined;
  const { x, y, width, height } = value;
  const hasSize = typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0;
  return { x: toPixel(x), y: toPixel(y), ...(hasSize ? { width: toPixel(width), height: toPixel(height) } : {}) };
}

function printBox({ x, y, width, height }: Box): string {
  const size =
    width === undefined || height === undefined ? '' : `, "width": ${toPixel(width)}, "height": ${toPixel(height)}`;
  return `{ "x": ${toPixel(x)}, "y": ${toPixel(y)}${size} }`;
}

function toPixel(value: number): number {
  // Adding zero turns -0, which JSON cannot carry, into 0.
  return Math.max(-farthest, Math.min(farthest, Math.round(value))) + 0;
}

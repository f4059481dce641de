import { readJson } from '../contract/read-json.ts';
import type { Flow } from '../flow.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { parseLayout, printLayout } from '../layout.ts';
import { type Result, refuse, succeed } from '../problem.ts';
import { mergeOrder } from './merge-order.ts';
import { isSame, ownValue, type Three } from './merge-value.ts';

/**
 * Brings two arrangements of one flow together. Where a box stands has no meaning, so two people who moved the same one
 * are no conflict: ours counts. Of a sticky note both wrote on, both texts are kept.
 */
export function mergeLayouts(texts: Three<string>): Result<string> {
  const [base, ours, theirs] = [texts.base, texts.ours, texts.theirs].map(readParts);
  if (base === undefined || ours === undefined || theirs === undefined) {
    const message =
      'One of the versions of the layout is no JSON. Take either; boxes it does not place are placed anew.';
    return refuse({ code: 'layout/unreadable', message, line: 1, column: 1 });
  }
  const boxes = mergeEach({ base: base.boxes, ours: ours.boxes, theirs: theirs.boxes }, (three) => three.ours);
  const notes = mergeEach({ base: base.notes, ours: ours.notes, theirs: theirs.notes }, joinNotes);
  const read = parseLayout(JSON.stringify({ penstock: 1, boxes, notes }), flowOf(boxes, notes));
  return read.ok ? succeed(printLayout(read.value.layout)) : read;
}

type Parts = { readonly boxes: JsonObject; readonly notes: JsonObject };

function readParts(text: string): Parts | undefined {
  if (text.trim() === '') return { boxes: {}, notes: {} };
  const read = readJson(text);
  if (!read.ok || !isJsonObject(read.value)) return undefined;
  const { boxes = {}, notes = {} } = read.value;
  return { boxes: isJsonObject(boxes) ? boxes : {}, notes: isJsonObject(notes) ? notes : {} };
}

function mergeEach(sides: Three<JsonObject>, choose: (three: Three) => Json | undefined): JsonObject {
  const { base, ours, theirs } = sides;
  const ids = mergeOrder({ base: Object.keys(base), ours: Object.keys(ours), theirs: Object.keys(theirs) });
  const merged = ids.flatMap((id): readonly [string, Json][] => {
    const three = { base: ownValue(base, id), ours: ownValue(ours, id), theirs: ownValue(theirs, id) };
    const value = isSame(three.theirs, three.base)
      ? three.ours
      : isSame(three.ours, three.base)
        ? three.theirs
        : choose(three);
    return value === undefined ? [] : [[id, value]];
  });
  return Object.fromEntries(merged);
}

function joinNotes({ base, ours, theirs }: Three): Json | undefined {
  if (!isJsonObject(ours) || !isJsonObject(theirs)) return ours ?? theirs;
  const [before, mine, other] = [isJsonObject(base) ? base.text : undefined, ours.text, theirs.text];
  if (isSame(mine, other) || isSame(other, before)) return ours;
  return { ...ours, text: isSame(mine, before) ? (other ?? '') : `${String(mine)}\n\n${String(other)}` };
}

/** A flow with a step for every name of the layout, because which of them are left is the flow's own merge. */
function flowOf(boxes: JsonObject, notes: JsonObject): Flow {
  const containers = Object.values(notes).flatMap((note) =>
    isJsonObject(note) && typeof note.container === 'string' ? [note.container] : [],
  );
  const ids = [...new Set([...Object.keys(boxes), ...containers])];
  const nodes = ids.map((id) => ({ id, type: 'map@1', config: {} }));
  return { penstock: 1, id: 'layout', name: 'Layout', nodes, comments: new Map() };
}

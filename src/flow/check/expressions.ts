import { parseTextTemplate } from '../expression/text-template.ts';
import type { Flow } from '../flow.ts';
import { isJsonObject } from '../json.ts';
import type { ExaminedNode } from './examination.ts';
import { type ConfigField, fieldsOf } from './fields.ts';
import type { Observation } from './finding.ts';
import { type ReadExpression, readExpression, type UsedVariable } from './read-expression.ts';

/** One expression of a flow: a whole field, or one `{{ }}` of a text. */
export type ExpressionPlace = {
  /** The node it belongs to; undefined for expressions of the header. */
  readonly node: ExaminedNode | undefined;
  /** Path in the document. */
  readonly path: string;
  /** The whole text of the field. */
  readonly text: string;
  /** Where the expression begins in that text. */
  readonly offset: number;
  readonly read: ReadExpression;
};

/** Finds and reads every expression of a flow: the header's correlation, config fields, texts and `key:`. */
export function findExpressions(flow: Flow, nodes: readonly ExaminedNode[]): readonly ExpressionPlace[] {
  const places: ExpressionPlace[] = [];
  if (flow.correlation !== undefined) places.push(wholeField(undefined, 'correlation', flow.correlation));
  for (const node of nodes) {
    for (const place of placesOf(node)) places.push({ ...place, node });
    if (node.node.key !== undefined) places.push(wholeField(node, `${node.path}.key`, node.node.key));
  }
  return places;
}

const kept = new WeakMap<readonly ConfigField[], readonly ExpressionPlace[]>();

/** Kept by the fields of a node, which are the same list as long as its config is the same value. */
function placesOf(node: ExaminedNode): readonly ExpressionPlace[] {
  const fields = fieldsOf(node);
  const known = kept.get(fields) ?? fields.flatMap((field) => [...placesIn(node, field)]);
  kept.set(fields, known);
  return known;
}

/** Every use of a variable that an expression does not make itself. */
export function* findUses(
  places: readonly ExpressionPlace[],
): Generator<{ readonly place: ExpressionPlace; readonly variable: UsedVariable }> {
  for (const place of places) {
    if (place.read.ok) for (const variable of place.read.variables) yield { place, variable };
  }
}

/** The part of an observation that says where in which expression something stands. */
export function whereIn(place: ExpressionPlace, offset: number): Pick<Observation, 'node' | 'path' | 'position'> {
  const at = { path: place.path, position: placeInText(place.text, place.offset + offset) };
  return place.node === undefined ? at : { node: place.node.id, ...at };
}

/** Names an expression's place in a sentence: `"Build order" (map_order)` or `the flow's correlation`. */
export function ownerOf(place: ExpressionPlace): string {
  return place.node?.label ?? "the flow's correlation";
}

function placeInText(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, Math.max(0, Math.min(offset, text.length)));
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}

function wholeField(node: ExaminedNode | undefined, path: string, text: string): ExpressionPlace {
  return { node, path, text, offset: 0, read: readExpression(text) };
}

function* placesIn(node: ExaminedNode, { value, meta, path }: ConfigField): Generator<ExpressionPlace> {
  if (meta.computed && isJsonObject(value) && typeof value.$ === 'string') {
    yield wholeField(node, `${path}.$`, value.$);
  } else if (meta.field === 'expression' && typeof value === 'string') yield wholeField(node, path, value);
  else if (meta.field === 'text' && typeof value === 'string') yield* partsOf(node, path, value);
}

/** The `{{ }}` parts of a text; one without its end is refused where it begins. */
function partsOf(node: ExaminedNode, path: string, text: string): ExpressionPlace[] {
  const parts = parseTextTemplate(text);
  if (!parts.ok) {
    const read = { ok: false, offset: 0, message: 'the {{ has no }}' } as const;
    return [{ node, path, text, offset: text.lastIndexOf('{{'), read }];
  }
  return parts.value.flatMap((part) => {
    if (part.kind === 'literal') return [];
    return [{ node, path, text, offset: part.start, read: readExpression(part.expression) }];
  });
}

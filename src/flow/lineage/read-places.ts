import type { ExaminedNode } from '../check/examination.ts';
import type { ExpressionPlace } from '../check/expressions.ts';
import { parseTextTemplate } from '../expression/text-template.ts';
import { editDistance } from '../text/nearest-name.ts';
import { type Inferred, inferExpression, type Surroundings } from './infer-expression.ts';
import type { DataShape } from './lineage.ts';
import { asList, joinOrigins, nothing, objectShape, opaque, rowOf, single, unknownShape } from './shape.ts';
import { inputsByNode, type Trace, type Visit } from './trace.ts';

/** The most names proposed for an unknown field. */
const mostNames = 5;

/** What an expression sees: the data, the trigger, the results so far, and further variables by name. */
export function surroundings(
  trace: Trace,
  input: DataShape,
  further: ReadonlyMap<string, DataShape> | undefined,
): Surroundings {
  const variable = (name: string): DataShape | undefined => {
    if (name === 'trigger') return trace.triggerVariable;
    if (name === 'run' || name === 'vars') return unknownShape;
    return further?.get(name);
  };
  return { input, variable, step: (id) => trace.results.get(id) };
}

/** A node being walked and what it got. */
export type Around = { readonly input: DataShape; readonly visit: Visit };

/** What the expressions of a node see. */
export function surroundingsOf(trace: Trace, node: ExaminedNode, { input, visit }: Around): Surroundings {
  const further = new Map<string, DataShape>([['index', single('number')]]);
  if (visit.frame.item !== undefined) further.set('item', visit.frame.item);
  if (node.type !== 'merge') return surroundings(trace, input, further);
  further.set('inputs', objectShape(inputsByNode(visit.arrivals)));
  // With one delivery `$` is that input, with several the object by node.
  return surroundings(trace, opaque(input.carried), further);
}

/** Expressions over something else than the node's input: the key of an item is read from the item. */
export function keyPlaces(
  trace: Trace,
  node: ExaminedNode,
  { input, visit }: Around,
): ReadonlyMap<string, Surroundings> {
  if (node.type !== 'each') return new Map();
  const around = surroundingsOf(trace, node, { input, visit });
  const { items, source } = node.node.config;
  const rows = typeof items === 'string' && source === undefined ? infer(trace, items, around).shape : unknownShape;
  const item = asList(rowOf(rows), undefined);
  const further = new Map([
    ['index', single('number')],
    ['item', item],
  ] as const);
  return new Map([[`${node.path}.config.key`, surroundings(trace, item, further)]]);
}

/** Follows every expression of a node. A text is what its insertions are, taken together, by the path of the field. */
export function readPlaces(
  trace: Trace,
  node: ExaminedNode | undefined,
  around: Surroundings,
  others: ReadonlyMap<string, Surroundings> = new Map(),
): ReadonlyMap<string, DataShape> {
  const given = new Map<string, DataShape>();
  for (const place of trace.examination.expressionsOf(node)) {
    const isPart = place.offset > 0;
    const text = isPart ? partOf(place) : place.text;
    const { shape, unknown } = infer(trace, text, others.get(place.path) ?? around);
    const path = place.path.endsWith('.$') ? place.path.slice(0, -2) : place.path;
    const before = given.get(path) ?? nothing;
    given.set(path, isPart ? single('text', joinOrigins(before.carried, shape.carried)) : shape);
    for (const { offset, name, contract, known } of unknown) {
      const stands = { node: node?.id ?? firstTrigger(trace), place: place.path, offset: place.offset + offset };
      trace.unknownFields.push({ ...stands, name, contract, known: nearest(name, known) });
    }
  }
  return given;
}

/** The text of one insertion. */
function partOf({ text, offset }: ExpressionPlace): string {
  const parts = parseTextTemplate(text);
  const part = parts.ok ? parts.value.find((one) => one.kind === 'expression' && one.start === offset) : undefined;
  return part?.kind === 'expression' ? part.expression : text;
}

function firstTrigger({ examination }: Trace): string {
  return examination.nodes.find(({ manifest }) => manifest?.kind === 'trigger')?.id ?? '';
}

function nearest(name: string, known: readonly string[]): readonly string[] {
  const far = new Map(known.map((one) => [one, editDistance(name.toLowerCase(), one.toLowerCase())] as const));
  return [...known].sort((one, other) => (far.get(one) ?? 0) - (far.get(other) ?? 0)).slice(0, mostNames);
}

/** What only sees its input is worked out once for each input. */
function infer(trace: Trace, text: string, around: Surroundings): Inferred {
  if (/\$(steps|item|inputs|index)\b/.test(text)) return inferExpression(text, around);
  const beside = trace.kept.get(around.input) ?? new Map<string, Inferred>();
  const known = beside.get(text) ?? inferExpression(text, around);
  trace.kept.set(around.input, beside.set(text, known));
  return known;
}

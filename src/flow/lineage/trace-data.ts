import type { Examination, ExaminedBody, ExaminedNode } from '../check/examination.ts';
import { noteMisfits, noteSent } from './hand-on.ts';
import type { DataShape, Lineage } from './lineage.ts';
import { keyPlaces, readPlaces, surroundings, surroundingsOf } from './read-places.ts';
import { walkOnce } from './remember-node.ts';
import { listSent } from './sent.ts';
import {
  asList,
  joinOrigins,
  literalShape,
  makeShape,
  narrowShape,
  nothing,
  objectShape,
  opaque,
  rowOf,
  single,
  unionShapes,
  unknownShape,
  withField,
} from './shape.ts';
import { resultOf, triggerShape } from './step-result.ts';
import { type Arrival, beginTrace, type Frame, inputsByNode, portShape, type Trace, type Visit } from './trace.ts';

export type { Lineage } from './lineage.ts';

/**
 * Follows the data of a flow along its edges: which fields and classes arrive where, and what is handed to which
 * connection. Nothing is evaluated. A class is lost by `redact` alone, and by functions that only count or test; what
 * a choice tells about its condition is not followed. A field without `x-class` has no class. The answer of a system
 * counts as open and without any class, whatever the system holds, unless a document states its schema.
 *
 * Linear in the flow for shapes of bounded size.
 */
export function traceData(examination: Examination): Lineage {
  const trace = beginTrace(examination);
  traceBody(trace, examination.root, { entry: trace.trigger, item: undefined });
  for (const node of examination.nodes) if (node.isUndo) traceUndo(trace, node);
  traceCorrelation(trace);
  trace.kept.clear();
  return {
    inputOf: (id) => trace.inputs.get(id),
    outputOf: (id) => trace.outputs.get(id),
    sent: listSent(trace.handings, {
      examination,
      bodyOf: (scope) => trace.bodies.get(scope),
      portShape: (node, port) => portShape(trace, node, port),
      inputOf: (id) => trace.inputs.get(id),
    }),
    unknownFields: trace.unknownFields,
    misfits: trace.misfits,
  };
}

function traceBody(trace: Trace, body: ExaminedBody, frame: Frame): void {
  for (const index of body.graph.order) {
    const node = body.nodes[index];
    if (node === undefined) continue;
    if (node.manifest?.kind === 'trigger') traceTrigger(trace, node);
    else traceNode(trace, node, { frame, arrivals: arrivalsAt(trace, body, index) });
  }
}

function traceTrigger(trace: Trace, node: ExaminedNode): void {
  const isOnly = trace.examination.nodes.filter(({ manifest }) => manifest?.kind === 'trigger').length === 1;
  const shape = isOnly ? trace.trigger : triggerShape(node, trace.contract);
  trace.inputs.set(node.id, shape);
  trace.outputs.set(node.id, shape);
  trace.results.set(node.id, shape);
  readPlaces(trace, node, surroundings(trace, shape, undefined));
}

function arrivalsAt(trace: Trace, body: ExaminedBody, index: number): readonly Arrival[] {
  return (body.graph.incoming[index] ?? []).flatMap(({ from, port }) => {
    const source = body.nodes[from];
    return source === undefined ? [] : [{ from: source, port, shape: portShape(trace, source, port) ?? unknownShape }];
  });
}

function traceNode(trace: Trace, node: ExaminedNode, visit: Visit): void {
  walkOnce(trace, node, visit, () => walkNode(trace, node, visit));
}

function walkNode(trace: Trace, node: ExaminedNode, visit: Visit): void {
  const input = inputFrom(node, visit);
  trace.inputs.set(node.id, input);
  const around = surroundingsOf(trace, node, { input, visit });
  const given = readPlaces(trace, node, around, keyPlaces(trace, node, { input, visit }));
  const at = (key: string) => given.get(`${node.path}.config.${key}`);
  const result =
    node.node.body === undefined
      ? stepResult(trace, node, { input, at })
      : scopeResult(trace, node, { input, at, visit });
  const carriesInput = node.manifest?.carries === 'input';
  trace.results.set(node.id, carriesInput ? unknownShape : result);
  trace.outputs.set(node.id, carriesInput ? passedOn(trace, node, input) : joined(node, input, result));
  noteSent(trace, node, { input, given });
  noteMisfits(trace, node, { input, at, visit });
}

function inputFrom(node: ExaminedNode, { frame, arrivals }: Visit): DataShape {
  const [first, second] = arrivals;
  // What nothing leads to gets nothing; that it never runs is another finding. Inside a scope it gets the scope's input.
  const isLost = node.body !== undefined && node.body.scope === undefined;
  if (first === undefined) return isLost ? unknownShape : frame.entry;
  const isMerge = node.manifest?.joins === true && node.manifest.kind === 'pure';
  if (second !== undefined && isMerge) return objectShape(inputsByNode(arrivals));
  return arrivals.map(({ shape }) => shape).reduce(unionShapes);
}

/** Passing on what came; a check narrows it to the contract it was held against. */
function passedOn(trace: Trace, node: ExaminedNode, input: DataShape): DataShape {
  if (node.type !== 'validate') return input;
  const declared = trace.contract(node.node.config.contract);
  return declared === undefined ? input : narrowShape(declared, input, node.id);
}

/** The result alone, or beside the input; what stands in for the result of an optional step is possible, too. */
function joined({ node }: ExaminedNode, input: DataShape, result: DataShape): DataShape {
  const { into } = node;
  const put = (shape: DataShape) => (into === undefined ? shape : withField(input, into, shape));
  if (node.importance !== 'optional') return put(result);
  return unionShapes(put(result), node.fallback === undefined ? input : put(literalShape(node.fallback)));
}

// Results

type Reading = { readonly input: DataShape; readonly at: (key: string) => DataShape | undefined };

function stepResult(trace: Trace, node: ExaminedNode, { input, at }: Reading): DataShape {
  const { contract, trigger, results } = trace;
  const { context } = trace.examination;
  const merging = node.type === 'merge' && input.kinds === undefined ? opaque(input.carried) : input;
  const all = (id?: string) =>
    id === undefined
      ? opaque([...results.values()].reduce((sum, shape) => joinOrigins(sum, shape.carried), input.carried))
      : (results.get(id) ?? unknownShape);
  return resultOf({ node, input: merging, at, context, contract, trigger, results: all });
}

function scopeResult(trace: Trace, node: ExaminedNode, { input, at, visit }: Reading & { visit: Visit }): DataShape {
  const body = trace.bodies.get(node);
  if (body === undefined) return unknownShape;
  const isEach = node.type === 'each';
  const row = itemOf(at);
  traceBody(trace, body, isEach ? { entry: row, item: row } : { entry: input, item: visit.frame.item });
  const came = bodyOutput(trace, body);
  if (!isEach) return came;
  const failed = makeShape({ origin: (at('key') ?? nothing).carried, open: true, isList: true });
  if (node.node.config.source !== undefined) return sourceResult(failed);
  return objectShape(
    new Map([
      ['items', asList(came, true)],
      ['failed', failed],
    ]),
  );
}

function itemOf(at: Reading['at']): DataShape {
  const items = at('items');
  return items === undefined ? unknownShape : asList(rowOf(items), undefined);
}

function sourceResult(failed: DataShape): DataShape {
  const counts = ['total', 'done', 'failedTotal'].map((name) => [name, single('number')] as const);
  return objectShape(new Map([...counts, ['failed', failed]]));
}

/** The output of the one last step, or of any of them, or an object by their ids: nobody knows which were delivered. */
function bodyOutput(trace: Trace, { graph, nodes }: ExaminedBody): DataShape {
  const lasts = graph.sinks.flatMap((index) => {
    const last = nodes[index];
    return last === undefined || last.manifest?.kind === 'end' ? [] : [last];
  });
  const shapes = lasts.map(({ id }) => [id, trace.outputs.get(id) ?? unknownShape] as const);
  const [first, second] = shapes;
  if (first === undefined) return unknownShape;
  if (second === undefined) return first[1];
  const any = shapes.map(([, shape]) => shape).reduce(unionShapes);
  return makeShape({ origin: any.origin, fields: new Map([...any.fields, ...shapes]), open: true });
}

function traceCorrelation(trace: Trace): void {
  readPlaces(trace, undefined, surroundings(trace, trace.trigger, undefined));
}

/** An undo gets what the step it undoes got and gave. */
function traceUndo(trace: Trace, node: ExaminedNode): void {
  const undone = trace.examination.nodes.filter(({ node: step }) => step.compensate === node.id);
  const all = (shapes: ReadonlyMap<string, DataShape>) =>
    undone.map(({ id }) => shapes.get(id) ?? unknownShape).reduce(unionShapes, nothing);
  const fields = new Map([
    ['input', all(trace.inputs)],
    ['result', all(trace.results)],
    ['outcome', single('text')],
  ]);
  const input = objectShape(fields, { open: true });
  traceNode(trace, node, { frame: { entry: input, item: undefined }, arrivals: [] });
}

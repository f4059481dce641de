import type { Examination, ExaminedBody, ExaminedNode } from '../check/examination.ts';
import type { Json } from '../json.ts';
import { declaredShape } from './contract-shape.ts';
import type { Inferred } from './infer-expression.ts';
import type { DataShape, Misfit, UnknownField } from './lineage.ts';
import { startOnce } from './remember-node.ts';
import type { Handing } from './sent.ts';
import { nothing, unionShapes, unknownShape } from './shape.ts';
import { triggerShape, triggerVariable } from './step-result.ts';

/** What is found out about a flow, while it is walked. */
export type Trace = {
  readonly examination: Examination;
  readonly bodies: ReadonlyMap<ExaminedNode, ExaminedBody>;
  readonly contract: (name: Json | undefined) => DataShape | undefined;
  /** What starts the flow, all triggers together. */
  readonly trigger: DataShape;
  readonly triggerVariable: DataShape;
  readonly inputs: Map<string, DataShape>;
  readonly outputs: Map<string, DataShape>;
  /** What `$steps.<id>` shows. */
  readonly results: Map<string, DataShape>;
  /** What expressions gave that see nothing but their input, by input and text. */
  readonly kept: Map<DataShape, Map<string, Inferred>>;
  readonly handings: Handing[];
  readonly unknownFields: UnknownField[];
  readonly misfits: Misfit[];
};

/** Lays out what the walk begins with. */
export function beginTrace(examination: Examination): Trace {
  const contract = contractsOf(examination);
  const triggers = examination.nodes.filter(({ manifest }) => manifest?.kind === 'trigger');
  const start =
    triggers.length === 0
      ? unknownShape
      : startOnce(examination.context, triggers, () =>
          triggers.map((node) => triggerShape(node, contract)).reduce(unionShapes, nothing),
        );
  return {
    examination,
    bodies: new Map(examination.bodies.flatMap((body) => (body.scope === undefined ? [] : [[body.scope, body]]))),
    contract,
    trigger: start,
    triggerVariable: triggerVariable(start),
    inputs: new Map(),
    outputs: new Map(),
    results: new Map(),
    kept: new Map(),
    handings: [],
    unknownFields: [],
    misfits: [],
  };
}

function contractsOf({ context }: Examination): (name: Json | undefined) => DataShape | undefined {
  const known = new Map<string, DataShape>();
  return (name) => {
    const schema = typeof name === 'string' ? context.contracts?.get(name) : undefined;
    if (typeof name !== 'string' || schema === undefined) return undefined;
    const shape = known.get(name) ?? declaredShape({ schema, contract: name });
    known.set(name, shape);
    return shape;
  };
}

/** What a body starts with, and what `$item` is in it. */
export type Frame = { readonly entry: DataShape; readonly item: DataShape | undefined };

/** What one edge brings; several arrive only where one of them can be delivered, or at a merge. */
export type Arrival = { readonly from: ExaminedNode; readonly port: string; readonly shape: DataShape };

/** What a node is walked with. */
export type Visit = { readonly frame: Frame; readonly arrivals: readonly Arrival[] };

/** What arrives as an object by the step it came from. */
export function inputsByNode(arrivals: readonly Arrival[]): ReadonlyMap<string, DataShape> {
  const fields = new Map<string, DataShape>();
  for (const { from, shape } of arrivals) fields.set(from.id, unionShapes(fields.get(from.id) ?? nothing, shape));
  return fields;
}

/** What leaves a node by a port: its output, or what went in where the node failed or found nothing to do. */
export function portShape(trace: Trace, node: ExaminedNode, port: string): DataShape | undefined {
  const isScope = node.node.body !== undefined;
  const isMain = port === node.ports?.[0];
  const bringsInput = port === 'error' || ((isScope || node.type === 'validate') && !isMain);
  return bringsInput ? trace.inputs.get(node.id) : trace.outputs.get(node.id);
}

import { type ExaminedNode, examineFlow } from '../check/examination.ts';
import type { ExpressionPlace } from '../check/expressions.ts';
import type { Flow } from '../flow.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type ReadPath, readPaths } from './where-used-paths.ts';
import { declared, type FlowShapes, followShapes, type Shapes, stepInto } from './where-used-shapes.ts';

/**
 * What a flow does with a contract at one place: makes data that follows it, takes such data in, reads a field, or
 * counts by it.
 */
export type UseKind = 'produces' | 'consumes' | 'reads' | 'measures';

/** One place of a flow that has to do with a contract. */
export type ContractUse = {
  readonly flow: string;
  readonly flowName: string;
  /** Null for the head of the flow. */
  readonly node: string | null;
  readonly nodeName: string | null;
  /** The setting, such as `config.expression` or `correlation`. */
  readonly place: string;
  readonly kind: UseKind;
  /** The field that is read; empty for the data as a whole, null where a contract is named. */
  readonly field: string | null;
  /** False where the flow may as well read something else, or only hands a group on in which the field stands. */
  readonly certain: boolean;
};

/** Whose uses are asked for. */
export type UseQuestion = {
  /** Such as `order@1`. */
  readonly contract: string;
  /** Field names joined by dots, lists walked through without a mark: `lines.sku`. Without it, every use is told. */
  readonly field?: string;
  readonly flows: readonly Flow[];
  readonly catalogue: NodeCatalogue;
};

/** Finds every place of the flows that uses a contract, or one of its fields, in the order of the flows. */
export function whereUsed({ contract, field, flows, catalogue }: UseQuestion): readonly ContractUse[] {
  return flows.flatMap((flow) => {
    const uses = usesIn(flow, contract, catalogue);
    const wanted = field === undefined ? uses : uses.flatMap((use) => aboutField(use, field));
    return [...new Map(wanted.map((use) => [`${use.node} ${use.place} ${use.kind} ${use.field}`, use])).values()];
  });
}

/** A use as far as it is about a field: named contracts hold all of their fields, reading a group reads what is in it. */
function aboutField(use: ContractUse, field: string): readonly ContractUse[] {
  if (use.field === null || use.field === field || use.field.startsWith(`${field}.`)) return [use];
  const isAround = use.field === '' || field.startsWith(`${use.field}.`);
  if (!isAround) return [];
  // An approval shows people everything in it; elsewhere nobody knows what becomes of the field.
  return [use.place === 'config.show' ? use : { ...use, certain: false }];
}

function usesIn(flow: Flow, contract: string, catalogue: NodeCatalogue): readonly ContractUse[] {
  const examination = examineFlow(flow, { catalogue });
  const shapes = followShapes(examination);
  const use = (
    node: ExaminedNode | undefined,
    facts: Omit<ContractUse, 'flow' | 'flowName' | 'node' | 'nodeName'>,
  ) => ({
    flow: flow.id,
    flowName: flow.name,
    node: node?.id ?? null,
    nodeName: node === undefined ? null : (node.node.name ?? node.id),
    ...facts,
  });
  const found: ContractUse[] = [];
  for (const node of examination.nodes) {
    for (const key of ['contract', 'output'] as const) {
      if (declared(node, key) !== contract) continue;
      const kind = key === 'output' ? 'produces' : 'consumes';
      found.push(use(node, { place: `config.${key}`, kind, field: null, certain: true }));
    }
    // Without an expression of its own, an approval shows everything that arrives.
    if (node.type === 'approval' && node.node.config.show === undefined) {
      for (const shape of shapes.arriving(node)) {
        if (shape.contract !== contract) continue;
        found.push(
          use(node, { place: 'config.show', kind: 'reads', field: shape.at.join('.'), certain: shape.isCertain }),
        );
      }
    }
  }
  for (const place of examination.expressions()) {
    if (!place.read.ok) continue;
    const kind = place.node?.type === 'milestone' ? 'measures' : 'reads';
    for (const path of readPaths(place.read.tree)) {
      for (const shape of shapesAt(shapes, place, path)) {
        if (shape.contract !== contract) continue;
        const certain = shape.isCertain && path.isPlain;
        found.push(use(place.node, { place: placeOf(place), kind, field: shape.at.join('.'), certain }));
      }
    }
  }
  return found;
}

/** The setting inside its node, or the whole path in the head of a flow. */
function placeOf({ node, path }: ExpressionPlace): string {
  return node === undefined ? path : path.slice(node.path.length + 1);
}

/** Where in which contracts a path ends. */
function shapesAt(shapes: FlowShapes, place: ExpressionPlace, path: ReadPath): Shapes {
  const { node } = place;
  switch (path.source) {
    case 'input':
      return inputAt(shapes, place).flatMap((shape) => stepInto(shape, path));
    case 'item':
      return node === undefined ? [] : shapes.itemOf(node).flatMap((shape) => stepInto(shape, path));
    case 'steps': {
      const [step, ...names] = path.names;
      return step === undefined ? [] : shapes.resultOf(step).flatMap((shape) => stepInto(shape, { names }));
    }
    case 'trigger': {
      const [part, ...names] = path.names;
      return part === 'body' ? shapes.ofTriggers.flatMap((shape) => stepInto(shape, { names })) : [];
    }
  }
}

/** What `$` is: the key of an `each` is computed over a row, correlation over what a trigger lets in. */
function inputAt(shapes: FlowShapes, { node, path }: ExpressionPlace): Shapes {
  if (node === undefined) return shapes.ofTriggers;
  return node.type === 'each' && path === `${node.path}.config.key` ? shapes.rowOf(node) : shapes.arriving(node);
}

import type { CheckContext } from '../check/context.ts';
import type { ExaminedNode } from '../check/examination.ts';
import type { FlowNode } from '../flow.ts';
import type { DataShape } from './lineage.ts';
import { isSameShape } from './same-shape.ts';
import type { Trace, Visit } from './trace.ts';

/** What walking a node found, and everything that could have changed it. */
type Kept = {
  readonly context: CheckContext;
  readonly path: string;
  readonly trigger: DataShape;
  readonly visit: Visit;
  readonly input: DataShape | undefined;
  readonly output: DataShape | undefined;
  readonly result: DataShape | undefined;
  readonly handings: Trace['handings'];
  readonly unknownFields: Trace['unknownFields'];
  readonly misfits: Trace['misfits'];
};

const kept = new WeakMap<FlowNode, Kept>();

/** What was found last at each place, so that a step that changed without giving other data changes nothing behind it. */
const lasts = new WeakMap<CheckContext, Map<string, Kept>>();

/**
 * Walks a node, or takes what was found the last time: after an edit most nodes are the same value, and what arrives
 * at them are the same shapes, so that only the way behind the edit is followed again. Nodes that look back at other
 * steps, and scopes, are always walked.
 */
export function walkOnce(trace: Trace, node: ExaminedNode, visit: Visit, walk: () => void): void {
  if (!dependsOnArrivals(trace, node)) {
    walk();
    return;
  }
  const known = kept.get(node.node);
  if (known !== undefined && isSame(known, { trace, node, visit })) {
    take(trace, node.id, known);
    return;
  }
  const { handings, unknownFields, misfits } = trace;
  const before = [handings.length, unknownFields.length, misfits.length] as const;
  walk();
  const { context } = trace.examination;
  const places = lasts.get(context) ?? new Map<string, Kept>();
  const last = places.get(node.path);
  for (const [shapes, before] of [
    [trace.inputs, last?.input],
    [trace.outputs, last?.output],
    [trace.results, last?.result],
  ] as const) {
    const now = shapes.get(node.id);
    if (now !== undefined && before !== undefined && isSameShape(now, before)) shapes.set(node.id, before);
  }
  const found: Kept = {
    context,
    path: node.path,
    trigger: trace.trigger,
    visit,
    input: trace.inputs.get(node.id),
    output: trace.outputs.get(node.id),
    result: trace.results.get(node.id),
    handings: handings.slice(before[0]),
    unknownFields: unknownFields.slice(before[1]),
    misfits: misfits.slice(before[2]),
  };
  kept.set(node.node, found);
  lasts.set(context, places.set(node.path, found));
}

function dependsOnArrivals(trace: Trace, node: ExaminedNode): boolean {
  if (node.node.body !== undefined || node.isUndo || node.type === 'script') return false;
  return trace.examination.expressionsOf(node).every(({ text }) => !text.includes('$steps') && !text.includes('$eval'));
}

type Walking = { readonly trace: Trace; readonly node: ExaminedNode; readonly visit: Visit };

function isSame(known: Kept, { trace, node, visit }: Walking): boolean {
  return (
    known.context === trace.examination.context &&
    known.path === node.path &&
    known.trigger === trace.trigger &&
    known.visit.frame.entry === visit.frame.entry &&
    known.visit.frame.item === visit.frame.item &&
    known.visit.arrivals.length === visit.arrivals.length &&
    known.visit.arrivals.every(({ from, port, shape }, index) => {
      const now = visit.arrivals[index];
      return now?.from.id === from.id && now.port === port && now.shape === shape;
    })
  );
}

function take(trace: Trace, id: string, { input, output, result, ...lists }: Kept): void {
  if (input !== undefined) trace.inputs.set(id, input);
  if (output !== undefined) trace.outputs.set(id, output);
  if (result !== undefined) trace.results.set(id, result);
  trace.handings.push(...lists.handings);
  trace.unknownFields.push(...lists.unknownFields);
  trace.misfits.push(...lists.misfits);
}

type KeptStart = { readonly context: CheckContext; readonly nodes: readonly FlowNode[]; readonly shape: DataShape };

const starts = new WeakMap<FlowNode, KeptStart>();

/** The shape some triggers give together: the same value as long as they and what is known around them are. */
export function startOnce(context: CheckContext, triggers: readonly ExaminedNode[], work: () => DataShape): DataShape {
  const [first] = triggers;
  if (first === undefined) return work();
  const known = starts.get(first.node);
  const isKnown = known?.context === context && known.nodes.length === triggers.length;
  if (isKnown && triggers.every(({ node }, index) => known.nodes[index] === node)) return known.shape;
  const shape = work();
  starts.set(first.node, { context, nodes: triggers.map(({ node }) => node), shape });
  return shape;
}

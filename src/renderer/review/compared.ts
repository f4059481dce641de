import { allNodes, type Flow, type FlowNode } from '#flow/flow.ts';
import { emptyLayout, type Layout, parseLayout } from '#flow/layout.ts';
import { openFlow } from '#flow/text/parse.ts';
import type { ComparedFlow } from '../data/reviews.ts';
import { catalogue } from '../document/catalogue.ts';

/** One side of a flow as far as it can be read. */
export type FlowSide = { readonly flow: Flow; readonly layout: Layout };

/** A flow on both sides, read; undefined where a side has none or its text cannot be read. */
export type ReadFlow = {
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly before: FlowSide | undefined;
  readonly after: FlowSide | undefined;
  readonly texts: { readonly before: string; readonly after: string };
};

/** Reads both sides of a flow. */
export function readCompared({ id, file, before, after }: ComparedFlow): ReadFlow {
  const [was, is] = [readSide(before), readSide(after)];
  return {
    id,
    file,
    name: is?.flow.name ?? was?.flow.name ?? id,
    before: was,
    after: is,
    texts: { before: before?.text ?? '', after: after?.text ?? '' },
  };
}

function readSide(texts: ComparedFlow['before']): FlowSide | undefined {
  if (texts === null) return undefined;
  const { flow } = openFlow(texts.text, catalogue);
  if (flow === undefined) return undefined;
  const read = texts.layout === null ? undefined : parseLayout(texts.layout, flow);
  return { flow, layout: read?.ok === true ? read.value.layout : emptyLayout };
}

/** A step of a side by its id. */
export function stepOf(side: FlowSide | undefined, id: string | null): FlowNode | undefined {
  if (side === undefined || id === null) return undefined;
  for (const node of allNodes(side.flow.nodes)) if (node.id === id) return node;
  return undefined;
}

/** A step by its later id on both sides, renamed ones included. */
export function stepsOf(
  { before, after }: Pick<ReadFlow, 'before' | 'after'>,
  id: string | null,
): { readonly before: FlowNode | undefined; readonly after: FlowNode | undefined } {
  const now = stepOf(after, id);
  const earlier = [id, ...[...(now?.was ?? [])].reverse()];
  const was = earlier.map((one) => stepOf(before, one)).find((one) => one !== undefined);
  return { before: was, after: now };
}

import { z } from 'zod';
import { readJson } from '../contract/read-json.ts';
import { allNodes, type Flow, type FlowNode, parseTypeReference } from '../flow.ts';
import type { Json } from '../json.ts';
import { isJsonObject } from '../json.ts';
import { type FieldKind, type FieldShape, shapeOf } from '../node-type/field.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { isNodeId, nodeSchema } from '../text/flow-schema.ts';
import { manifestOf } from '../text/print.ts';
import { shapeBelow, shapeOfItems } from '../text/spelling.ts';
import { type Edge, edgesFrom, writeEdges } from './edges.ts';
import { jsonMap, jsonValue, portName, stepId } from './edit-kind.ts';
import { changeLists } from './places.ts';

/** A copied step: a node without its edges, which stand apart, and without its earlier ids, which are not copied. */
export type FragmentNode = Omit<FlowNode, 'was' | 'next' | 'body' | 'compensations'> & {
  readonly body?: readonly FragmentNode[];
  readonly compensations?: readonly FragmentNode[];
};

/** What the steps of a fragment need of the workspace they are pasted into, by name; secrets as names only. */
export type Requirements = {
  readonly connections: readonly string[];
  readonly templates: readonly string[];
  readonly contracts: readonly string[];
  readonly secrets: readonly string[];
};

/** Copied steps as JSON: what the clipboard holds. Edges at every depth stand in one list, because ids are unique. */
export type Fragment = {
  readonly penstock: 'fragment/1';
  readonly nodes: readonly FragmentNode[];
  readonly edges?: readonly Edge[];
  readonly requires: Requirements;
};

/** What is known where a fragment is to be pasted; what is absent is not judged. */
export type KnownNames = { readonly [Kind in keyof Requirements]?: ReadonlySet<string> } & {
  readonly catalogue?: NodeCatalogue;
};

/** Something a fragment needs that is not there. */
export type Unresolved = { readonly what: keyof Requirements | 'types'; readonly name: string };

const names = z.array(z.string().max(200)).max(1_000).readonly();
const plainNode = nodeSchema.omit({ was: true, next: true, body: true, compensations: true });

const fragmentNodeSchema: z.ZodType = z.lazy(() =>
  plainNode.extend({
    id: z.string().refine(isNodeId, 'is no step id; use lower-case words joined by _'),
    type: z.string().refine((type) => parseTypeReference(type) !== undefined, 'is no step type, such as map@1'),
    config: jsonMap,
    fallback: jsonValue.optional(),
    body: z.array(fragmentNodeSchema).max(2_000).optional(),
    compensations: z.array(fragmentNodeSchema).max(2_000).optional(),
  }),
);

/** What a fragment must look like. */
// The shape is that of the type; zod cannot tell absent members from undefined ones, and JSON has none of the latter.
export const fragmentSchema = z.strictObject({
  penstock: z.literal('fragment/1'),
  nodes: z.array(fragmentNodeSchema).min(1).max(2_000).refine(hasUniqueIds, 'hold an id twice'),
  edges: z
    .array(z.strictObject({ from: stepId, port: portName, to: stepId }))
    .max(20_000)
    .optional(),
  requires: z.strictObject({ connections: names, templates: names, contracts: names, secrets: names }),
}) as unknown as z.ZodType<Fragment>;

/** Copies steps, with what stands inside them and the edges between them. Unknown ids are left out. */
export function copyFragment(flow: Flow, ids: readonly string[], catalogue: NodeCatalogue): Fragment {
  const wanted = new Set(ids);
  const nodes: FlowNode[] = [];
  changeLists(flow, (list) => {
    nodes.push(...list.filter(({ id }) => wanted.has(id)));
    // What stands inside a chosen step is copied with it.
    return list.filter(({ id }) => !wanted.has(id));
  });
  const inside = new Set([...allNodes(nodes)].map(({ id }) => id));
  const edges = [...allNodes(nodes)].flatMap((node) => [...edgesFrom(node)]).filter(({ to }) => inside.has(to));
  return {
    penstock: 'fragment/1',
    nodes: nodes.map(strip),
    ...(edges.length === 0 ? {} : { edges }),
    requires: requirementsOf(nodes, catalogue),
  };
}

/** Writes a fragment for the clipboard. */
export function printFragment(fragment: Fragment): string {
  return `${JSON.stringify(fragment, null, 2)}\n`;
}

/** Reads a fragment from the clipboard; any other text is refused in one sentence. */
export function readFragment(text: string): Result<Fragment> {
  const read = readJson(text);
  if (!read.ok || !isJsonObject(read.value) || read.value.penstock !== 'fragment/1') {
    return refuse(notAFragment('The text holds no copied steps'));
  }
  const judged = fragmentSchema.safeParse(read.value);
  if (judged.success) return succeed(judged.data);
  const [issue] = judged.error.issues;
  return refuse(notAFragment(`The copied steps cannot be read: ${issue?.path.join('.')} ${issue?.message}`));
}

/** Names everything a fragment needs that is not known where it is to be pasted. */
export function unresolved(fragment: Fragment, known: KnownNames): readonly Unresolved[] {
  const kinds = ['connections', 'templates', 'contracts', 'secrets'] as const;
  const missing = kinds.flatMap((what) => {
    const there = known[what];
    if (there === undefined) return [];
    return fragment.requires[what].filter((name) => !there.has(name)).map((name) => ({ what, name }));
  });
  const { catalogue } = known;
  if (catalogue === undefined) return missing;
  const nodes = [...allNodes(toNodes(fragment, catalogue))];
  const types = new Set(nodes.filter((node) => manifestOf(node, catalogue) === undefined).map(({ type }) => type));
  return [...missing, ...[...types].map((name) => ({ what: 'types' as const, name }))];
}

/** The nodes of a fragment with their edges; an edge whose ends do not stand in one list is left out. */
export function toNodes({ nodes, edges = [] }: Fragment, catalogue: NodeCatalogue): readonly FlowNode[] {
  const bySource = new Map<string, Edge[]>();
  for (const edge of edges) {
    const known = bySource.get(edge.from);
    if (known === undefined) bySource.set(edge.from, [edge]);
    else known.push(edge);
  }
  const build = (list: readonly FragmentNode[], isUndo: boolean): readonly FlowNode[] => {
    const near = new Set(list.map(({ id }) => id));
    return list.map((copied) => {
      const { body, compensations, ...rest } = copied;
      const node: FlowNode = {
        ...rest,
        ...(body === undefined ? {} : { body: build(body, false) }),
        ...(compensations === undefined ? {} : { compensations: build(compensations, true) }),
      };
      const own = isUndo ? [] : (bySource.get(node.id) ?? []).filter(({ to }) => near.has(to) && to !== node.id);
      const ports = own.map(({ port, to }) => ({ port, targets: [to], list: false }));
      return writeEdges(node, ports, catalogue);
    });
  };
  return build(nodes, false);
}

function strip({ was: _was, next: _next, body, compensations, ...rest }: FlowNode): FragmentNode {
  return {
    ...rest,
    ...(body === undefined ? {} : { body: body.map(strip) }),
    ...(compensations === undefined ? {} : { compensations: compensations.map(strip) }),
  };
}

function requirementsOf(nodes: readonly FlowNode[], catalogue: NodeCatalogue): Requirements {
  const found = [...allNodes(nodes)].flatMap((node) => {
    const manifest = manifestOf(node, catalogue);
    return manifest === undefined ? [] : [...namesIn(node.config, shapeOf(manifest.config))];
  });
  const sorted = (kind: FieldKind) =>
    [...new Set(found.filter((one) => one.kind === kind).map(({ name }) => name))].sort();
  return {
    connections: sorted('connection'),
    // No node names a template yet; bindings stand beside the flow.
    templates: [],
    contracts: sorted('contract'),
    secrets: sorted('secret'),
  };
}

function* namesIn(value: Json, shape: FieldShape): Generator<{ readonly kind: FieldKind; readonly name: string }> {
  if (Array.isArray(value)) for (const item of value) yield* namesIn(item, shapeOfItems(shape));
  else if (isJsonObject(value)) {
    for (const [key, inner] of Object.entries(value)) yield* namesIn(inner, shapeBelow(shape, key));
  } else if (typeof value === 'string' && shape.shape === 'value' && shape.meta.field !== undefined) {
    yield { kind: shape.meta.field, name: value };
  }
}

function hasUniqueIds(nodes: readonly unknown[]): boolean {
  const ids: string[] = [];
  const open = [...nodes];
  for (const node of open) {
    if (typeof node !== 'object' || node === null) continue;
    if ('id' in node && typeof node.id === 'string') ids.push(node.id);
    if ('body' in node && Array.isArray(node.body)) open.push(...node.body);
    if ('compensations' in node && Array.isArray(node.compensations)) open.push(...node.compensations);
  }
  return new Set(ids).size === ids.length;
}

function notAFragment(what: string): Problem {
  return { code: 'edit/not-a-fragment', message: `${what}. Copy the steps again, and paste them unchanged.` };
}

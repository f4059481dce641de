import { parseDuration } from '../duration.ts';
import { allNodes, type Flow, type FlowNode, parseTypeReference, type RetryPolicy } from '../flow.ts';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../json.ts';
import { factOf, type NodeCatalogue, type NodeManifest } from '../node-type/manifest.ts';
import { meaningOfOperation } from '../openapi/document.ts';
import { type OperationSources, operationOf } from '../openapi/operation-of.ts';
import { meaningOf } from '../text/content.ts';
import { nodeSchema } from '../text/flow-schema.ts';
import type { Plan, PlanBody, PlanEdge, PlanNode, PlanRetry } from './plan.ts';
import { prepareFields, usedSteps } from './prepare-fields.ts';

/** What compiling needs beyond the flow. */
export type CompileContext = {
  readonly catalogue: NodeCatalogue;
  /** JSON Schemas by contract name, such as `order@1`. */
  readonly contracts: ReadonlyMap<string, JsonObject>;
  /** Connections by id, for what their documents say of the operations a flow names. */
  readonly connections?: OperationSources;
  /** SHA-256 as hex; hashing is a port because this room has no cryptography. */
  readonly sha256: (text: string) => string;
};

/** Attempt limit of an effect that names no `timeout`. */
const defaultTimeoutMs = 60_000;

/**
 * Compiles a checked flow for the engine. Linear in the flow's size.
 *
 * @throws when the flow was not checked: an unknown node type, an edge to nowhere, or a cycle
 */
export function compilePlan(flow: Flow, context: CompileContext): Plan {
  const nodes: Record<string, PlanNode> = {};
  const root = compileBody({ nodes: flow.nodes, scope: undefined, flow, context, into: nodes });
  const contracts = Object.fromEntries([...context.contracts].filter(([name]) => namesContract(flow, name)));
  const meaning = { flow: meaningOf(flow), contracts, ...operationMeanings(flow, context) };
  return {
    hash: context.sha256(canonicalJson(meaning)),
    flow: flow.id,
    version: flow.version ?? '0.0.0',
    name: flow.name,
    owner: flow.owner,
    onFailure: flow.onFailure,
    correlation: flow.correlation,
    root,
    nodes,
    contracts,
  };
}

/** The facts of every operation of a document the flow names: another document may mean another plan. */
function operationMeanings(flow: Flow, { connections }: CompileContext): { readonly operations?: JsonObject } {
  const found: Record<string, JsonObject> = {};
  for (const { id, config } of allNodes(flow.nodes)) {
    const operation = operationOf(config, connections);
    if (operation !== undefined) found[id] = meaningOfOperation(operation);
  }
  return Object.keys(found).length === 0 ? {} : { operations: found };
}

type BodyInput = {
  readonly nodes: readonly FlowNode[];
  readonly scope: string | undefined;
  readonly flow: Flow;
  readonly context: CompileContext;
  /** Collects every node of the flow by id. */
  readonly into: Record<string, PlanNode>;
};

function compileBody(input: BodyInput): PlanBody {
  const order = topologicalOrder(input.nodes);
  const position = new Map(order.map((id, index) => [id, index]));
  const incoming = incomingEdges(input, position);
  for (const node of input.nodes) input.into[node.id] = compileNode(node, incoming.get(node.id) ?? [], input);
  const bodyNodes = order.map((id) => input.into[id]).filter((node) => node !== undefined);
  return {
    order,
    starts: bodyNodes.filter((node) => node.incoming.length === 0).map((node) => node.id),
    sinks: bodyNodes.filter((node) => Object.values(node.next).flat().length === 0).map((node) => node.id),
  };
}

function compileNode(node: FlowNode, incoming: readonly PlanEdge[], input: BodyInput): PlanNode {
  const manifest = manifestOf(node, input.context.catalogue);
  const config = parsedConfig(node, manifest);
  const body = node.body ? compileBody({ ...input, nodes: node.body, scope: node.id }) : undefined;
  for (const undo of node.compensations ?? [])
    input.into[undo.id] = compileNode(undo, [], { ...input, scope: node.id });
  const prepare = prepareFields(node.type, config, manifest);
  const operation = operationOf(config, input.context.connections);
  const compiled: PlanNode = {
    id: node.id,
    firstId: node.was?.[0] ?? node.id,
    name: node.name ?? node.id,
    type: manifest.type,
    major: manifest.major,
    kind: manifest.kind,
    local: manifest.local === true,
    config,
    ports: factOf(manifest.ports, config),
    fails: manifest.fails,
    carries: manifest.carries,
    effect: operation?.effect ?? factOf(manifest.effect, config),
    safety: node.once === 'ask' ? 'ask' : (operation?.safety ?? factOf(manifest.safety ?? 'ask', config)),
    joins: manifest.joins === true,
    key: node.key,
    into: node.into,
    optional: node.importance === 'optional',
    fallback: node.fallback,
    timeoutMs: parseDuration(node.timeout ?? flowDefault(input.flow, 'timeout')) ?? defaultTimeoutMs,
    retry: compileRetry(node.retry ?? defaultRetry(input.flow, manifest)),
    compensate: node.compensate,
    pivot: node.pivot === true,
    incoming,
    next: Object.fromEntries((node.next?.ports ?? []).map((edges) => [edges.port, edges.targets])),
    body,
    undo: (node.compensations ?? []).map((undo) => undo.id),
    scope: input.scope,
    prepare,
    uses: usedSteps([...prepare.map((field) => field.source), node.key ?? '', ...stringsIn(config)]),
  };
  return isJsonObject(config.source) && manifest.kind === 'scope'
    ? { ...compiled, pages: pageReader(compiled, config.source) }
    : compiled;
}

/** Reads of a page change nothing, so they are tried for a while before the whole list fails. */
const pageRetry: PlanRetry = {
  attempts: 8,
  firstMs: 2_000,
  factor: 2,
  maxMs: 300_000,
  jitter: 'full',
  giveUpAfterMs: undefined,
};

function pageReader(node: PlanNode, source: JsonObject): PlanNode {
  const config = { ...source, key: node.config.key ?? 'id' };
  const reading = { kind: 'effect', effect: 'read', safety: 'read', carries: 'result', local: false } as const;
  return {
    ...node,
    ...reading,
    config,
    into: undefined,
    key: undefined,
    prepare: [],
    body: undefined,
    retry: pageRetry,
  };
}

function manifestOf(node: FlowNode, catalogue: NodeCatalogue): NodeManifest {
  const reference = parseTypeReference(node.type);
  const manifest = reference && catalogue.find(reference.type, reference.major);
  if (manifest === undefined)
    throw new Error(`Node "${node.id}" has the unknown type "${node.type}"; check the flow before compiling it.`);
  return manifest;
}

function parsedConfig(node: FlowNode, manifest: NodeManifest): JsonObject {
  const parsed = manifest.config.safeParse(node.config);
  if (!parsed.success)
    throw new Error(`Node "${node.id}" has a config its type refuses; check the flow before compiling it.`);
  // The schema's output is JSON: every field of every manifest is.
  return JSON.parse(JSON.stringify(parsed.data)) as JsonObject;
}

/** A text under the header's `defaults`, or the empty text. */
function flowDefault(flow: Flow, name: string): string {
  const value = flow.defaults?.[name];
  return typeof value === 'string' ? value : '';
}

/** What the header says of retries holds for every step that speaks to another system and says nothing itself. */
function defaultRetry({ defaults }: Flow, { kind, local }: NodeManifest): RetryPolicy | undefined {
  if (kind !== 'effect' || local === true) return undefined;
  const read = nodeSchema.shape.retry.safeParse(defaults?.retry);
  // The schema is that of the key on a node, whose value is a policy.
  return read.success ? (read.data as RetryPolicy | undefined) : undefined;
}

/** A policy with its defaults; without one an effect has a single attempt. */
export function compileRetry(policy: RetryPolicy | undefined): PlanRetry {
  return {
    attempts: policy?.attempts ?? 1,
    firstMs: parseDuration(policy?.first ?? '') ?? 1_000,
    factor: policy?.factor ?? 2,
    maxMs: parseDuration(policy?.max ?? '') ?? 300_000,
    jitter: policy?.jitter ?? 'full',
    giveUpAfterMs: parseDuration(policy?.giveUpAfter ?? ''),
  };
}

function incomingEdges(input: BodyInput, position: ReadonlyMap<string, number>): Map<string, PlanEdge[]> {
  const incoming = new Map<string, PlanEdge[]>();
  const ordered = [...input.nodes].sort((a, b) => (position.get(a.id) ?? 0) - (position.get(b.id) ?? 0));
  for (const node of ordered) {
    for (const edges of node.next?.ports ?? []) {
      for (const target of edges.targets) {
        if (!position.has(target))
          throw new Error(`An edge of "${node.id}" leads to "${target}", which is not in the same graph.`);
        const known = incoming.get(target) ?? [];
        known.push({ from: node.id, port: edges.port });
        incoming.set(target, known);
      }
    }
  }
  return incoming;
}

function topologicalOrder(nodes: readonly FlowNode[]): readonly string[] {
  const waitsFor = new Map(nodes.map((node) => [node.id, 0]));
  const targetsOf = (node: FlowNode) => (node.next?.ports ?? []).flatMap((edges) => edges.targets);
  for (const node of nodes) for (const target of targetsOf(node)) waitsFor.set(target, (waitsFor.get(target) ?? 0) + 1);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  // By id and not by place in the file: the author's order means nothing, and plans of one hash must be one plan.
  const queue = nodes.filter((node) => waitsFor.get(node.id) === 0).map((node) => node.id);
  queue.sort();
  for (let index = 0; index < queue.length; index += 1) {
    const node = byId.get(queue[index] ?? '');
    for (const target of node ? targetsOf(node) : []) {
      const left = (waitsFor.get(target) ?? 0) - 1;
      waitsFor.set(target, left);
      if (left === 0) queue.push(target);
    }
  }
  if (queue.length !== nodes.length) throw new Error('The flow has a cycle; check it before compiling it.');
  return queue;
}

function namesContract(flow: Flow, name: string): boolean {
  for (const node of allNodes(flow.nodes)) if (stringsIn(node.config).includes(name)) return true;
  return false;
}

function stringsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(stringsIn) : [];
}

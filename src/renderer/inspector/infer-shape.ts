import { type Flow, type FlowNode, parseTypeReference } from '#flow/flow.ts';
import type { JsonObject } from '#flow/json.ts';
import { manifestOf } from '../document/catalogue.ts';
import { nodesOf } from '../document/find-node.ts';

/** JSON Schemas of agreed shapes, by name such as `order@1`. */
export type Contracts = Readonly<Record<string, JsonObject>>;

/** The agreed shape of what a step receives, as far as the steps before it say; undefined where nothing is known. */
export function shapeInto(flow: Flow, id: string, contracts: Contracts): JsonObject | undefined {
  return into({ flow, contracts, seen: new Set() }, id);
}

/** The agreed shape of what leaves a step by an outcome. */
export function shapeOutOf(flow: Flow, id: string, port: string, contracts: Contracts): JsonObject | undefined {
  const node = nodesOf(flow).get(id)?.node;
  return node === undefined ? undefined : outOf({ flow, contracts, seen: new Set() }, node, port);
}

/** Every step whose result a step may name: those before it, and before the scopes around it. */
export function stepsBefore(flow: Flow, id: string): readonly FlowNode[] {
  const index = nodesOf(flow);
  const found = new Set<string>();
  const open = [id, ...(index.get(id)?.inside ?? [])];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    for (const { node } of arrivals(flow, here)) {
      if (found.has(node.id)) continue;
      found.add(node.id);
      open.push(node.id);
    }
  }
  found.delete(id);
  return [...index.values()].filter(({ node }) => found.has(node.id)).map(({ node }) => node);
}

type Search = { readonly flow: Flow; readonly contracts: Contracts; readonly seen: Set<string> };

function into(search: Search, id: string): JsonObject | undefined {
  if (search.seen.has(id)) return undefined;
  search.seen.add(id);
  const found = nodesOf(search.flow).get(id);
  if (found === undefined) return undefined;
  const before = arrivals(search.flow, id);
  if (before.length > 0) return first(before.map(({ node, port }) => outOf(search, node, port)));
  // The first step of a body receives what its scope received, but for a For each, whose items are not described.
  const scope = found.inside.at(-1);
  const isItem =
    nodesOf(search.flow)
      .get(scope ?? '')
      ?.node.type.startsWith('each@') === true;
  return scope === undefined || isItem ? undefined : into(search, scope);
}

function outOf(search: Search, node: FlowNode, port: string): JsonObject | undefined {
  const contract = (key: string): JsonObject | undefined => {
    const name = node.config[key];
    return typeof name === 'string' && Object.hasOwn(search.contracts, name) ? search.contracts[name] : undefined;
  };
  const type = parseTypeReference(node.type)?.type;
  if (port === 'error') return into(search, node.id);
  if (type === 'validate') return port === 'valid' ? contract('contract') : into(search, node.id);
  if (type === 'map') return contract('output');
  const manifest = manifestOf(node);
  if (manifest?.kind === 'trigger') return contract('contract');
  if (manifest?.carries === 'input') return into(search, node.id);
  if (node.into === undefined) return undefined;
  const before = into(search, node.id);
  return before === undefined ? undefined : { ...before, properties: { ...propertiesOf(before), [node.into]: {} } };
}

function propertiesOf({ properties }: JsonObject): JsonObject {
  return typeof properties === 'object' && properties !== null && !Array.isArray(properties)
    ? // Neither null nor a list, so it is an object.
      (properties as JsonObject)
    : {};
}

function first<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined);
}

function arrivals(flow: Flow, id: string): readonly { readonly node: FlowNode; readonly port: string }[] {
  return [...nodesOf(flow).values()].flatMap(({ node }) =>
    (node.next?.ports ?? []).filter(({ targets }) => targets.includes(id)).map(({ port }) => ({ node, port })),
  );
}

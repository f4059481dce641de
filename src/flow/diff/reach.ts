import type { BundleReach } from '../bundle/manifest.ts';
import { type ExaminedNode, examineFlow } from '../check/examination.ts';
import { fieldsOf } from '../check/fields.ts';
import { connectionsUsed } from '../check/governance/used-connections.ts';
import { type DataClass, dataClasses } from '../contract/field-classes.ts';
import type { Flow } from '../flow.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { traceData } from '../lineage/trace-data.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import type { Connection } from '../workspace/connection.ts';

/** What stands around flows and decides what they can reach. */
export type ReachGround = {
  readonly connections: readonly Connection[];
  /** JSON Schemas by contract name, such as `order@1`. */
  readonly contracts: ReadonlyMap<string, JsonObject>;
};

/** One thing a flow reaches. */
export type Reached =
  | { readonly kind: 'connection'; readonly connection: string }
  | { readonly kind: 'host'; readonly connection: string; readonly host: string }
  | { readonly kind: 'operation'; readonly connection: string; readonly operation: string }
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'data'; readonly class: DataClass; readonly connection: string }
  | { readonly kind: 'webhook'; readonly address: string };

/**
 * What flows may touch: connections, hosts, operations, secrets, data classes and webhook addresses, each list sorted
 * and without repeats. A bundle carries it, the runtime's door holds it against what is live.
 */
export function reachOf(
  what: ReachGround & { readonly flows: readonly Flow[] },
  facts: { readonly catalogue: NodeCatalogue },
): BundleReach {
  const find = createReach(what, facts);
  const all = what.flows.flatMap((flow) => find(flow));
  const list = (kind: Reached['kind']) =>
    [...new Set(all.filter((one) => one.kind === kind).map(writeReached))].sort((one, other) => (one < other ? -1 : 1));
  const classes = new Set(all.flatMap((one) => (one.kind === 'data' ? [one.class] : [])));
  return {
    connections: list('connection'),
    hosts: list('host'),
    operations: list('operation'),
    secrets: list('secret'),
    dataClasses: dataClasses.filter((name) => classes.has(name)),
    webhooks: list('webhook'),
  };
}

/** A reached thing as the manifest of a bundle writes it. */
export function writeReached(reached: Reached): string {
  switch (reached.kind) {
    case 'connection':
      return reached.connection;
    case 'host':
      return `${reached.connection}: ${reached.host}`;
    case 'operation':
      return `${reached.connection} ${reached.operation}`;
    case 'secret':
      return reached.secret;
    case 'data':
      return `${reached.class} ${reached.connection}`;
    case 'webhook':
      return reached.address;
  }
}

/** Prepares the search once for a side; the answer lists what one flow reaches, in the order of its steps. */
export function createReach(
  { connections, contracts }: ReachGround,
  { catalogue }: { readonly catalogue: NodeCatalogue },
): (flow: Flow) => readonly Reached[] {
  const byId = new Map(connections.map((one) => [one.id, one] as const));
  const context = { catalogue, connections: byId, contracts };
  return (flow) => {
    const examination = examineFlow(flow, context);
    const found = new Map<string, Reached>();
    const add = (reached: Reached): void => {
      found.set(`${reached.kind} ${writeReached(reached)}`, reached);
    };
    for (const node of examination.nodes) {
      for (const reached of reachedBy(node)) add(reached);
    }
    const used = [...found.values()].flatMap((one) => (one.kind === 'connection' ? [one.connection] : []));
    for (const id of used) for (const reached of broughtBy(byId.get(id))) add(reached);
    for (const { connection, classes } of traceData(examination).sent) {
      for (const sent of classes) add({ kind: 'data', class: sent.class, connection });
    }
    return [...found.values()];
  };
}

/** What a step names itself. */
function* reachedBy(node: ExaminedNode): Generator<Reached> {
  for (const { connection } of connectionsUsed(node.node)) yield { kind: 'connection', connection };
  yield* operationsOf(node);
  for (const { meta, value } of fieldsOf(node)) {
    if (meta.field === 'secret' && typeof value === 'string') yield { kind: 'secret', secret: value };
  }
  const { config } = node.node;
  if (node.type === 'webhook' && typeof config.path === 'string') {
    const method = typeof config.method === 'string' ? config.method : 'POST';
    yield { kind: 'webhook', address: `${method} ${config.path}` };
  }
}

function* operationsOf({ node }: ExaminedNode): Generator<Reached> {
  const { config } = node;
  for (const { connection, operations } of connectionsUsed(node)) {
    const isOwn = connection === config.connection;
    const named = isOwn ? nameOperations(config, operations) : nameSource(config.source, operations);
    for (const operation of named) yield { kind: 'operation', connection, operation };
  }
}

/** A plain request is named by its method and path, a method of Odoo by its model. */
function nameOperations(config: JsonObject, operations: readonly string[]): readonly string[] {
  const { path, method, model, operation } = config;
  if (typeof operation === 'string') return operations;
  if (typeof path === 'string') return [`${typeof method === 'string' ? method : methodOf(config)} ${path}`];
  if (typeof model === 'string' && typeof method === 'string') return [`${model}.${method}`];
  return operations;
}

/** A request without a method reads; a message to a chat is posted. */
function methodOf({ title, text }: JsonObject): string {
  return title === undefined && text === undefined ? 'GET' : 'POST';
}

function nameSource(source: unknown, operations: readonly string[]): readonly string[] {
  const path = isJsonObject(source) ? source.path : undefined;
  return typeof path === 'string' ? [`GET ${path}`] : operations;
}

/** What a connection brings with it, whichever step uses it. */
function* broughtBy(connection: Connection | undefined): Generator<Reached> {
  if (connection === undefined) return;
  for (const host of connection.hosts ?? []) yield { kind: 'host', connection: connection.id, host };
  if (connection.auth?.secret !== undefined) yield { kind: 'secret', secret: connection.auth.secret };
}

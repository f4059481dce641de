import { readExpression, type SyntaxNode } from '../check/read-expression.ts';
import { allNodes, type Flow, type FlowNode, parseTypeReference } from '../flow.ts';
import type { JsonObject } from '../json.ts';
import type { ApiOperation } from '../openapi/document.ts';
import { writtenKeys, writtenText } from './expression-keys.ts';
import { entityOfContract, entityOfModel, type Registry, type RegistryEntity } from './registry.ts';

/** What this room must know of a connection; the workspace's own value fits. */
export type UsedConnection = {
  readonly id: string;
  readonly kind: string;
  readonly system?: string;
  readonly api?: { readonly operations: readonly Pick<ApiOperation, 'operation' | 'effect'>[] };
};

/** Something of a system that a step reads or writes. */
export type Use = {
  readonly node: string;
  readonly system: string;
  /** Absent where it cannot be told. */
  readonly entity?: string;
  /** As the registry names it, or as the system does; absent for the entity as a whole. */
  readonly field?: string;
  /** True where the entity follows from the shapes the flow names, not from the step itself. */
  readonly isGuess?: true;
};

/** What a flow reads and writes, as far as it can be told. */
export type FlowUses = {
  readonly flow: string;
  readonly reads: readonly Use[];
  readonly writes: readonly Use[];
};

/** A use before the registry gave it an entity; `model` is the system's own name. */
type RawUse = { readonly access: 'read' | 'write'; readonly model?: string; readonly fields?: readonly string[] };

/** Models of Odoo behind the first word of its named operations. */
const odooModels: Readonly<Record<string, string>> = { order: 'sale.order', customer: 'res.partner' };

const readingWords: ReadonlySet<string> = new Set(['find', 'get', 'read', 'search', 'status', 'available', 'count']);

const readingMethods =
  /^(default_get|fields_get|formatted_read_group|has_access|name_search|read|read_group|search|search_count|search_read|web_read|web_search_read)$/;

/**
 * What every step of a flow reads and writes by system, entity and field. Steps on Odoo are told by operation or
 * model; requests and SaaS actions by the system of their connection; webhooks by the system that claims their path.
 * Where a step does not show the entity, the shapes and models the flow names elsewhere stand in, marked as a guess.
 */
export function usesOf(
  flow: Pick<Flow, 'id' | 'nodes'>,
  connections: readonly UsedConnection[],
  registry: Registry,
): FlowUses {
  const nodes = [...allNodes(flow.nodes)];
  const found = nodes.flatMap((node) => {
    const system = systemOf(node, connections, registry);
    return system === undefined ? [] : rawUses(node, connections).map((raw) => ({ node, system, raw }));
  });
  const guesses = guessEntities(
    nodes,
    found.map(({ system, raw }) => entityFor(registry, system, raw)),
    registry,
  );
  const reads: Use[] = [];
  const writes: Use[] = [];
  for (const { node, system, raw } of found) {
    const into = raw.access === 'read' ? reads : writes;
    into.push(...namedUses({ node: node.id, system, raw, entity: entityFor(registry, system, raw), guesses }));
  }
  return { flow: flow.id, reads, writes };
}

function systemOf(
  { type, config }: FlowNode,
  connections: readonly UsedConnection[],
  { systems }: Registry,
): string | undefined {
  if (typeof config.connection === 'string') return connections.find(({ id }) => id === config.connection)?.system;
  if (parseTypeReference(type)?.type !== 'webhook' || typeof config.path !== 'string') return undefined;
  const path = `${config.path}/`;
  return systems.find(({ webhooks = [] }) => webhooks.some((start) => path.startsWith(`${start}/`)))?.id;
}

function entityFor(registry: Registry, system: string, { model }: RawUse): RegistryEntity | undefined {
  return model === undefined ? undefined : entityOfModel(registry, system, model);
}

/** Entities whose shape the flow names; else those of the models it names. */
function guessEntities(
  nodes: readonly FlowNode[],
  models: readonly (RegistryEntity | undefined)[],
  registry: Registry,
): readonly RegistryEntity[] {
  const contracts = nodes.flatMap(({ config }) => [config.contract, config.output]);
  const named = contracts.flatMap((name) => (typeof name === 'string' ? (entityOfContract(registry, name) ?? []) : []));
  const known = named.length > 0 ? named : models.flatMap((entity) => entity ?? []);
  return [...new Set(known)];
}

type Naming = {
  readonly node: string;
  readonly system: string;
  readonly raw: RawUse;
  readonly entity: RegistryEntity | undefined;
  readonly guesses: readonly RegistryEntity[];
};

function namedUses({ node, system, raw, entity, guesses }: Naming): readonly Use[] {
  if (entity !== undefined) {
    const place = { node, system, entity: entity.entity };
    if (raw.fields === undefined) return [place];
    return raw.fields.map((name) => ({ ...place, field: fieldNamed(entity, system, name) }));
  }
  // A model that is in no entity is known to be something else.
  if (raw.model !== undefined || guesses.length === 0) return [{ node, system }];
  return guesses.map((guess) => ({ node, system, entity: guess.entity, isGuess: true }));
}

function fieldNamed({ fields }: RegistryEntity, system: string, name: string): string {
  const own = fields.find(({ names }) => Object.hasOwn(names, system) && names[system] === name);
  return own?.field ?? name;
}

function rawUses(node: FlowNode, connections: readonly UsedConnection[]): readonly RawUse[] {
  const { config } = node;
  switch (parseTypeReference(node.type)?.type) {
    case 'webhook':
      return [{ access: 'read' }];
    case 'odoo':
      return odooUses(config);
    case 'odoo-trigger':
      return [{ access: 'read', ...modelOf(config.model), ...listedFields(config.fields) }];
    case 'http':
      return [{ access: isReading(config.method) ? 'read' : 'write' }];
    case 'saas': {
      const { api } = connections.find(({ id }) => id === config.connection) ?? {};
      const operation = api?.operations.find((known) => known.operation === config.operation);
      return [{ access: operation?.effect ?? 'write' }];
    }
    default:
      return [];
  }
}

function isReading(method: unknown): boolean {
  return method === undefined || method === 'GET' || method === 'HEAD';
}

function odooUses(config: JsonObject): readonly RawUse[] {
  if (typeof config.operation === 'string') return operationUses(config.operation, config);
  if (typeof config.method !== 'string') return [];
  const access = readingMethods.test(config.method) ? 'read' : 'write';
  const fields = access === 'read' ? undefined : writtenKeys(treeOf(config.args), ['vals', 'vals_list', 'values']);
  return [{ access, ...modelOf(config.model), ...(fields === undefined ? {} : { fields }) }];
}

function operationUses(operation: string, config: JsonObject): readonly RawUse[] {
  const [topic = '', action = ''] = operation.split('.');
  const model = Object.hasOwn(odooModels, topic) ? odooModels[topic] : undefined;
  const reads = readingWords.has(action);
  // Operations over any record name its model among their values; what stays unknown is at least none of these models.
  if (model === undefined) {
    const named = writtenText(treeOf(config.values), 'model') ?? `${topic}.*`;
    return [{ access: reads ? 'read' : 'write', model: named }];
  }
  if (reads) return [{ access: 'read', model, ...(action === 'status' ? { fields: ['state'] } : {}) }];
  if (operation === 'order.confirm' || operation === 'order.cancel') {
    return [{ access: 'write', model, fields: ['state'] }];
  }
  const tree = treeOf(config.values);
  const fields = writtenKeys(tree);
  const own: RawUse = { access: 'write', model, ...(fields === undefined ? {} : { fields }) };
  if (operation !== 'order.create') return [own];
  const partner = writtenKeys(tree, ['partner']);
  // An order brings its customer along, found or made by what stands under `partner`.
  const isAlong = fields === undefined || fields.includes('partner');
  return isAlong
    ? [own, { access: 'write', model: 'res.partner', ...(partner === undefined ? {} : { fields: partner }) }]
    : [own];
}

function modelOf(model: unknown): { readonly model: string } | Record<string, never> {
  return typeof model === 'string' ? { model } : {};
}

function listedFields(fields: unknown): { readonly fields: readonly string[] } | Record<string, never> {
  return Array.isArray(fields) ? { fields: fields.filter((field) => typeof field === 'string') } : {};
}

function treeOf(text: unknown): SyntaxNode | undefined {
  if (typeof text !== 'string') return undefined;
  const read = readExpression(text);
  return read.ok ? read.tree : undefined;
}

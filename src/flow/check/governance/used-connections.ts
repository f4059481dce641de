import type { FlowNode } from '../../flow.ts';
import { isJsonObject } from '../../json.ts';
import type { ExaminedNode } from '../examination.ts';

/** One connection a step uses, and what for: operations or methods by name; none where the step does not say. */
export type ConnectionUse = { readonly connection: string; readonly operations: readonly string[] };

/** The connections a step uses: its own, and the one a For each reads its list from. */
export function connectionsUsed({ type, config }: Pick<FlowNode, 'type' | 'config'>): readonly ConnectionUse[] {
  const { connection, source } = config;
  const uses: ConnectionUse[] = [];
  if (typeof connection === 'string') uses.push({ connection, operations: operationsOf(config, type) });
  if (isJsonObject(source) && typeof source.connection === 'string') {
    const operations = source.model === undefined ? ['GET'] : ['record.search'];
    uses.push({ connection: source.connection, operations });
  }
  return uses;
}

/** A step with each connection it uses. */
export function usesOf(node: ExaminedNode): readonly { readonly node: ExaminedNode; readonly id: string }[] {
  return connectionsUsed(node.node).map(({ connection }) => ({ node, id: connection }));
}

function operationsOf(config: FlowNode['config'], type: string): readonly string[] {
  // A trigger that looks Odoo through for changes searches records.
  if (type.startsWith('odoo-trigger@')) return ['record.search'];
  const name = config.operation ?? config.method;
  if (typeof name !== 'string') return [];
  // An order that is confirmed as it is created takes both rights.
  return name === 'order.create' && config.confirm === true ? [name, 'order.confirm'] : [name];
}

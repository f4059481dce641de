import { allNodes, type Flow } from '../../flow.ts';
import type { Registry } from '../../registry/registry.ts';
import { type FlowUses, type UsedConnection, usesOf } from '../../registry/uses-of.ts';
import { connectionsUsed } from './used-connections.ts';

const emptyRegistry: Registry = { systems: [], entities: [] };

/** What rules that look across flows must know of each. */
export type EstateFlow = {
  readonly flow: string;
  readonly owner?: string;
  readonly domain?: string;
  /** Operations and methods used of each connection, by connection id. */
  readonly operations: Readonly<Record<string, readonly string[]>>;
  readonly uses: FlowUses;
};

/** Sums up one flow for the rules that look across all of them. */
export function sumUpFlow(
  flow: Flow,
  connections: readonly UsedConnection[],
  registry: Registry | undefined,
): EstateFlow {
  const operations: Record<string, string[]> = {};
  for (const node of allNodes(flow.nodes)) {
    for (const { connection, operations: names } of connectionsUsed(node)) {
      const used = operations[connection] ?? [];
      operations[connection] = used;
      for (const name of names) if (!used.includes(name)) used.push(name);
    }
  }
  return {
    flow: flow.id,
    ...(flow.owner === undefined ? {} : { owner: flow.owner }),
    ...(flow.domain === undefined ? {} : { domain: flow.domain }),
    operations,
    uses: usesOf(flow, connections, registry ?? emptyRegistry),
  };
}

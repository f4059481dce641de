import { allNodes, type FlowNode, parseTypeReference } from '#flow/flow.ts';
import type { Workspace } from './workspace.ts';

/** A step that uses a connection, with what it uses of it. */
export type UseOfConnection = {
  readonly connection: string;
  readonly flow: string;
  readonly flowName: string;
  readonly node: string;
  readonly name: string;
  /** As `allow.operations` of the connection names it; null where the step uses none. */
  readonly operation: string | null;
  /** As `allow.methods` of the connection names it; null where the step uses none. */
  readonly method: string | null;
};

/** Every step of every flow that can be read and uses a connection, in the order of the files. */
export function usesIn({ opened }: Pick<Workspace, 'opened'>): readonly UseOfConnection[] {
  return [...opened.values()].flatMap(({ flow }) =>
    flow === undefined
      ? []
      : [...allNodes(flow.nodes)].flatMap((node) => {
          const { connection } = node.config;
          if (typeof connection !== 'string') return [];
          const step = { node: node.id, name: node.name ?? node.id };
          return [{ connection, flow: flow.id, flowName: flow.name, ...step, ...whatOf(node) }];
        }),
  );
}

function whatOf({ type, config }: FlowNode): Pick<UseOfConnection, 'operation' | 'method'> {
  const kind = parseTypeReference(type)?.type;
  if (typeof config.operation === 'string') return { operation: config.operation, method: null };
  // A trigger that sweeps searches; a bare method is allowed as the operation that stands for all of them.
  if (kind === 'odoo-trigger') return { operation: 'record.search', method: null };
  if (kind === 'odoo') return { operation: 'model.call', method: null };
  if (kind !== 'http') return { operation: null, method: null };
  return { operation: null, method: typeof config.method === 'string' ? config.method : 'GET' };
}

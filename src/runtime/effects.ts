import { connectionClients } from '#connections/clients.ts';
import type { CreateClient } from '#flow/node-type/egress.ts';
import type { EffectResult, NodeContext } from '#flow/node-type/work.ts';
import type { PlanNode } from '#flow/plan/plan.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { executors } from '#nodes/executors.ts';
import type { EgressRoom } from './egress/egress.ts';
import { brokenNode } from './engine/attempt.ts';
import type { Clock, Effects, Hash, Log } from './engine/ports.ts';

/** What effect work is joined from. */
export type EffectParts = {
  readonly connections: readonly Connection[];
  readonly environment: Environment;
  readonly egress: EgressRoom;
  readonly clock: Clock;
  readonly hash: Hash;
  readonly log: Log;
};

/** Joins node work, connection clients and egress into the engine's effects port. */
export function createEffects(parts: EffectParts): Effects {
  const clients = new Map<string, unknown>();
  const clientOf = (id: string): unknown => {
    const known = clients.get(id);
    if (known !== undefined) return known;
    const made = makeClient(parts, id);
    clients.set(id, made);
    return made;
  };
  return {
    invoke: async (node, step, signal) => {
      const context: NodeContext = {
        step,
        clock: { now: parts.clock.now },
        log: { info: (event, facts) => parts.log.info(`node.${event}`, { ...facts, node: node.id }) },
        signal,
        // Each node type asks for the client type of the kind its manifest names, and the checker holds the two together.
        connection: <Client>(name: string) => clientOf(name) as Client,
      };
      return await invokeNode(parts, node, context);
    },
    gate: (node) => (connectionOf(node) === undefined ? { open: true } : parts.egress.gate(connectionOf(node) ?? '')),
    memory: (node) => parts.egress.memory(connectionOf(node) ?? ''),
  };
}

function connectionOf(node: PlanNode): string | undefined {
  const { connection } = node.config;
  return typeof connection === 'string' ? connection : undefined;
}

async function invokeNode(parts: EffectParts, node: PlanNode, context: NodeContext): Promise<EffectResult> {
  const execute = executors.get(`${node.type}@${node.major}`);
  if (execute === undefined) throw new Error(`This build has no work for ${node.type}@${node.major}.`);
  try {
    return await execute(context);
  } catch (error) {
    parts.log.error('node.broke', {
      node: node.id,
      type: node.type,
      why: error instanceof Error ? (error.stack ?? error.message) : 'unknown',
    });
    return { ok: false, failure: brokenNode(error) };
  }
}

function makeClient(parts: EffectParts, id: string): unknown {
  const connection = parts.connections.find((one) => one.id === id);
  if (connection === undefined)
    throw new Error(`The workspace has no connection "${id}"; the checker refuses such a flow.`);
  const create = Object.hasOwn(connectionClients, connection.kind)
    ? connectionClients[connection.kind as keyof typeof connectionClients]
    : undefined;
  if (create === undefined) throw new Error(`This build cannot speak to connections of kind "${connection.kind}".`);
  const binding = parts.environment.connections[id] ?? {};
  // Every entry of the table makes a client of its own kind; which, only the asking node knows.
  return (create as CreateClient<unknown>)({
    connection,
    binding,
    egress: parts.egress.forConnection(id),
    hash: parts.hash,
  });
}

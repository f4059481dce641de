import type { EffectResult, NodeContext } from '#flow/node-type/work.ts';
import type { PlanNode } from '#flow/plan/plan.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { executors } from '#nodes/executors.ts';
import { createConnectionClients } from './connection-clients.ts';
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
  /** Clients shared with others; made here when left out. */
  readonly clients?: (id: string) => unknown;
};

/** Joins node work, connection clients and egress into the engine's effects port. */
export function createEffects(parts: EffectParts): Effects {
  const clientOf = parts.clients ?? createConnectionClients(parts);
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

import { connectionClients } from '#connections/clients.ts';
import type { CreateClient } from '#flow/node-type/egress.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import type { EgressRoom } from './egress/egress.ts';
import type { Hash } from './engine/ports.ts';

/** What connection clients are made of. */
export type ClientNeeds = {
  readonly connections: readonly Connection[];
  readonly environment: Environment;
  readonly egress: EgressRoom;
  readonly hash: Hash;
};

/**
 * Makes the client of each connection once, when it is first asked for: effects and triggers share it, and with it
 * what it remembers of its system.
 *
 * @throws for a name the workspace does not have, which the checker refuses
 */
export function createConnectionClients(needs: ClientNeeds): (id: string) => unknown {
  const clients = new Map<string, unknown>();
  return (id) => {
    const known = clients.get(id);
    if (known !== undefined) return known;
    const made = makeClient(needs, id);
    clients.set(id, made);
    return made;
  };
}

function makeClient(needs: ClientNeeds, id: string): unknown {
  const connection = needs.connections.find((one) => one.id === id);
  if (connection === undefined)
    throw new Error(`The workspace has no connection "${id}"; the checker refuses such a flow.`);
  const create = Object.hasOwn(connectionClients, connection.kind)
    ? connectionClients[connection.kind as keyof typeof connectionClients]
    : undefined;
  if (create === undefined) throw new Error(`This build cannot speak to connections of kind "${connection.kind}".`);
  const binding = needs.environment.connections[id] ?? {};
  // Every entry of the table makes a client of its own kind; which, only the asking node knows.
  return (create as CreateClient<unknown>)({
    connection,
    binding,
    egress: needs.egress.forConnection(id),
    hash: needs.hash,
  });
}

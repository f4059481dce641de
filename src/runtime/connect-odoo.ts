import { connectionProbes } from '#connections/clients.ts';
import type { JsonObject } from '#flow/json.ts';
import type { ProbeTarget, SystemProbe } from '#flow/node-type/system-probe.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { createEgress, type EgressRoom } from './egress/egress.ts';
import type { Clock, Hash, Log } from './engine/ports.ts';

/** What a probe of an Odoo is made of in a runtime. */
export type OdooProbeNeeds = {
  /** The environment the connection is meant for: its `egress.allowPrivate` holds for what is typed, too. */
  readonly environment: Environment;
  /** Secrets kept already, for connections whose key was stored before. */
  readonly secrets: { readonly get: (name: string) => { readonly reveal: () => string } | undefined };
  readonly clock: Clock;
  readonly hash: Hash;
  readonly log: Log;
};

/** The Odoo meant, with its key: typed just now, or kept under a name. */
export type OdooTarget = ProbeTarget & {
  /** In memory for as long as the probe lives; never logged, stored or sent anywhere but to the address. */
  readonly key?: string;
  /** Name of a kept secret; counts where no key was typed. */
  readonly secret?: string;
};

/** A probe and the way to end it: its sockets close, and the typed key is let go. */
export type OpenOdooProbe = SystemProbe & AsyncDisposable;

/** Name under which a typed key is known inside the probe. */
const typedKey = 'typed-key';

/**
 * Opens a probe of an Odoo that need not be saved yet, behind the same walls as every saved connection: the guard
 * against private addresses, no redirects to other hosts, limits of size and time. Dispose of it after use.
 */
export function createOdooProbe(needs: OdooProbeNeeds, target: OdooTarget): OpenOdooProbe {
  const rooms: EgressRoom[] = [];
  const key = target.key?.trim();
  const isTyped = key !== undefined && key !== '';
  const name = isTyped ? typedKey : target.secret;
  const kept = isTyped || name === undefined ? undefined : needs.secrets.get(name);
  const secrets = {
    get: (asked: string) => (asked === name ? (isTyped ? { reveal: () => key } : kept) : undefined),
  };
  const openEgress = (connection: Connection, binding: JsonObject) => {
    const { environment, clock } = needs;
    const alone = { ...environment, connections: { [connection.id]: binding } };
    // What is asked while somebody types is no work of the runtime; only that it happened is logged.
    const room = createEgress({ connections: [connection], environment: alone, secrets, clock, log: needs.log });
    rooms.push(room);
    return room.forConnection(connection.id);
  };
  const { address, database, login, version } = target;
  const probe = connectionProbes.odoo({
    target: {
      address,
      ...(database === undefined ? {} : { database: database.trim() }),
      ...(login === undefined ? {} : { login: login.trim() }),
      ...(version === undefined ? {} : { version }),
    },
    secret: name,
    secretLooksLike: shapeOf(isTyped ? key : kept?.reveal()),
    environment: needs.environment.name,
    openEgress,
    hash: needs.hash,
  });
  return {
    ...probe,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(rooms.splice(0).map((room) => room.close()));
    },
  };
}

/**
 * Finds where a saved connection leads in the environment, so that pickers of the inspector can ask its Odoo.
 *
 * @returns problems where there is no such connection, it is no Odoo, or the environment does not bind it
 */
export function savedOdooTarget(
  connections: readonly Connection[],
  environment: Environment,
  id: string,
): Result<OdooTarget> {
  const connection = connections.find((one) => one.id === id);
  if (connection === undefined || connection.kind !== 'odoo') return refuse(noConnection(id));
  const binding = Object.hasOwn(environment.connections, id) ? environment.connections[id] : undefined;
  if (typeof binding?.url !== 'string') return refuse(notBound(id, environment.name));
  const { login = connection.auth?.user, version } = connection.extra;
  return succeed({
    address: binding.url,
    ...(typeof binding.database === 'string' ? { database: binding.database } : {}),
    ...(typeof login === 'string' ? { login } : {}),
    ...(typeof version === 'number' ? { version } : {}),
    ...(connection.auth?.secret === undefined ? {} : { secret: connection.auth.secret }),
  });
}

/** Odoo makes keys of forty hexadecimal digits; whatever else was typed is probably a password. */
function shapeOf(secret: string | undefined): 'key' | 'other' | 'none' {
  if (secret === undefined || secret === '') return 'none';
  return /^[0-9a-f]{40}$/i.test(secret) ? 'key' : 'other';
}

function noConnection(id: string): Problem {
  return {
    code: 'workspace/no-such-connection',
    message: `The workspace has no Odoo connection "${id}". Pick another one, or connect Odoo first.`,
  };
}

function notBound(id: string, environment: string): Problem {
  return {
    code: 'workspace/connection-not-bound',
    message: `The environment "${environment}" does not say where the connection "${id}" leads. Give it a \`url\` and a \`database\` in environments/${environment}.yaml.`,
  };
}

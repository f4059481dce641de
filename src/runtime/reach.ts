import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { createConnectionClients } from './connection-clients.ts';
import { createEffects } from './effects.ts';
import { createEgress, type EgressRoom } from './egress/egress.ts';
import type { Clock, Effects, Hash, Log } from './engine/ports.ts';
import type { Secrets } from './secrets/secrets.ts';

/** What is reached, and where: the part of a workspace that effects and polling triggers stand on. */
export type ReachTarget = { readonly connections: readonly Connection[]; readonly environment: Environment };

/** The way out of the runtime, which can be pointed elsewhere while it runs. */
export type Reach = {
  readonly effects: Effects;
  /** The client of a connection, as effects have it. */
  readonly connection: (id: string) => unknown;
  /** Uses other connections or another environment from now on; what is in flight ends where it began. */
  readonly point: (target: ReachTarget) => void;
  /** Cuts what is in flight and closes all sockets. */
  readonly close: () => Promise<void>;
};

type Room = {
  readonly meaning: string;
  readonly egress: EgressRoom;
  readonly effects: Effects;
  readonly clients: (id: string) => unknown;
  inFlight: number;
};

/** Opens the way out. */
export function createReach(
  target: ReachTarget,
  parts: { readonly secrets: Secrets; readonly clock: Clock; readonly log: Log; readonly hash: Hash },
): Reach {
  let room = openRoom(target, parts);
  const rooms = new Set([room]);
  const closeIfDone = (one: Room): void => {
    if (one === room || one.inFlight > 0 || !rooms.delete(one)) return;
    void one.egress.close();
  };
  return {
    effects: {
      invoke: async (node, step, signal) => {
        const used = room;
        used.inFlight += 1;
        try {
          return await used.effects.invoke(node, step, signal);
        } finally {
          used.inFlight -= 1;
          closeIfDone(used);
        }
      },
      gate: (node) => room.effects.gate(node),
      memory: (node) => room.effects.memory(node),
    },
    connection: (id) => room.clients(id),
    point: (next) => {
      // Circuits and queues of a connection outlive every save that does not touch connections.
      if (meaningOf(next) === room.meaning) return;
      const left = room;
      room = openRoom(next, parts);
      rooms.add(room);
      closeIfDone(left);
    },
    close: async () => {
      await Promise.all([...rooms].map(({ egress }) => egress.close()));
    },
  };
}

function openRoom(target: ReachTarget, parts: Parameters<typeof createReach>[1]): Room {
  const { secrets, clock, log, hash } = parts;
  const egress = createEgress({ ...target, secrets, clock, log });
  const clients = createConnectionClients({ ...target, egress, hash });
  const effects = createEffects({ ...target, egress, clients, clock, hash, log });
  return { meaning: meaningOf(target), egress, effects, clients, inFlight: 0 };
}

function meaningOf(target: ReachTarget): string {
  return JSON.stringify(target);
}

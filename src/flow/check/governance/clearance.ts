import { clearanceOf as clearanceIn, systemOf } from '../../registry/registry.ts';
import type { CheckContext } from '../context.ts';

/** The system behind a connection, and the data classes it may hold; undefined where nobody said. */
export type Clearance = {
  readonly system: string;
  /** As sentences name it. */
  readonly name: string;
  readonly classes: readonly string[] | undefined;
};

/** What a connection's system is cleared for: as the registry says, else as the connection itself does. */
export function clearanceOf(connection: string, { connections, registry }: CheckContext): Clearance {
  const facts = connections?.get(connection);
  const system = facts?.system ?? connection;
  const known = registry === undefined ? undefined : systemOf(registry, system);
  const classes = (registry === undefined ? undefined : clearanceIn(registry, system)) ?? facts?.holds;
  return { system, name: known?.name ?? facts?.name ?? connection, classes };
}

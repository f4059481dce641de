import type { z } from 'zod';
import type { Json, JsonObject } from '#flow/json.ts';

type Sent = z.core.util.JSONType;

/** JSON as the calls of the runtime take it: the same values, without the marks that nothing may be changed. */
export function asSent(value: Json): Sent {
  // Only the marks of the types differ.
  return value as Sent;
}

/** The members of an object as the calls of the runtime take them. */
export function membersAsSent(value: JsonObject): Record<string, Sent> {
  // As above.
  return value as Record<string, Sent>;
}

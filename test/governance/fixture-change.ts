import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { CheckContext } from '#flow/check/context.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';

const patches = z.record(z.string(), z.record(z.string(), z.json()));

const schema = z.strictObject({
  /** Why the surroundings are others. */
  says: z.string().min(1),
  /** `none`: nobody wrote a test for the flow. */
  tested: z.literal('none').optional(),
  /** What is laid over connections, by id. */
  connections: patches.optional(),
  /** What is laid over environments, by name. */
  environments: patches.optional(),
  /** What is laid over systems of the registry, by id. */
  systems: patches.optional(),
  /** Further flows of the workspace, with the operations they use of each connection. */
  estate: z
    .array(
      z.strictObject({
        flow: z.string(),
        owner: z.string().exactOptional(),
        domain: z.string().exactOptional(),
        operations: z.record(z.string(), z.array(z.string())),
      }),
    )
    .optional(),
});

/** What the surroundings of one fixture have that the workspace of the fixtures has not. */
export type FixtureChange = z.infer<typeof schema>;

/** Reads `<fixture>.context.yaml`; undefined where there is none. A wrong one is a broken fixture. */
export function readChange(file: string): FixtureChange | undefined {
  return existsSync(file) ? schema.parse(parse(readFileSync(file, 'utf8'))) : undefined;
}

/** What differs in the context of a check. */
export function changeContext(context: CheckContext, change: FixtureChange): Partial<CheckContext> {
  const { tested, connections = {}, environments = {}, systems = {}, estate = [] } = change;
  const known = [...(context.connections?.values() ?? [])];
  const registry = context.registry && {
    ...context.registry,
    systems: context.registry.systems.map((system) => laidOver(system, systems[system.id])),
  };
  return {
    connections: new Map(known.map((one) => [one.id, laidOver(one, connections[one.id])])),
    environments: (context.environments ?? []).map((one) => laidOver(one, environments[one.name])),
    ...(registry === undefined ? {} : { registry }),
    ...(tested === undefined ? {} : { tested: new Map() }),
    estate: [
      ...(context.estate ?? []),
      ...estate.map((one) => ({ ...one, uses: { flow: one.flow, reads: [], writes: [] } })),
    ],
  };
}

/** Maps are laid over key by key, and null takes a key away; everything else is replaced. */
function laidOver<T extends object>(base: T, patch: JsonObject | undefined): T {
  if (patch === undefined) return base;
  // Connections, environments and systems are plain data, and a fixture that breaks their shape breaks itself.
  return merged(base as unknown as Json, patch) as unknown as T;
}

function merged(base: Json | undefined, patch: Json): Json {
  if (!isJsonObject(base) || !isJsonObject(patch)) return patch;
  const kept = Object.entries(base).filter(([key]) => patch[key] !== null);
  const laid = Object.entries(patch).filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(laid.map(([key, value]) => [key, merged(base[key], value)])),
  };
}

import { z } from 'zod';
import type { Registry, Topic } from '#flow/registry/registry.ts';
import { call, noBody, noQuery } from './call.ts';

// Values of the flow room travel as they are: their own readers made them, a second schema would only drift.
const registry = z.custom<Registry>();
const topic = z.custom<Topic>();

const use = z.strictObject({
  node: z.string(),
  system: z.string(),
  entity: z.string().exactOptional(),
  field: z.string().exactOptional(),
  isGuess: z.literal(true).exactOptional().meta({
    description: 'The entity follows from the shapes the flow names, not from the step itself.',
  }),
});

const loop = z.strictObject({
  entity: z.string(),
  fields: z.array(z.string()).meta({ description: 'Empty where only the entity as a whole can be told.' }),
  chain: z.array(z.strictObject({ from: z.string(), to: z.string(), flows: z.array(z.string()) })),
  isCertain: z.boolean(),
});

const problem = z.strictObject({
  file: z.string(),
  code: z.string(),
  message: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
});

/** Calls about who owns what; files are written by `workspace.write`. Only a studio answers them. */
export const registryCalls = [
  call('workspace.registry', {
    method: 'GET',
    path: '/api/workspace/registry',
    permission: 'workspace.read',
    summary: 'Shows systems, owners and systems of record, what every flow reads and writes, and what goes in circles.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      path: z.string(),
      text: z.string().meta({ description: '`registry/systems.yaml` as it stands; empty where there is none.' }),
      etag: z.string().nullable(),
      registry: registry.nullable().meta({ description: 'Null where there is none, or where it cannot be read.' }),
      topics: z.array(topic).nullable(),
      problems: z.array(problem),
      flows: z.array(z.strictObject({ flow: z.string(), name: z.string(), reads: z.array(use), writes: z.array(use) })),
      connections: z.array(z.strictObject({ id: z.string(), name: z.string(), system: z.string().nullable() })),
      loops: z.array(loop),
    }),
  }),
] as const;

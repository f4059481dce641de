import { z } from 'zod';
import type { JsonObject } from '#flow/json.ts';
import { environmentParts } from '#flow/workspace/edit-environment.ts';
import type { DifferenceRow } from '#flow/workspace/environment-difference.ts';
import { call, noBody, noQuery } from './call.ts';

const name = z.string().min(1).max(128).meta({ description: 'Name of an environment.' });

const etag = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'is no etag')
  .nullable()
  .meta({ description: 'What the file was when it was read; null where there is none yet.' });

const purpose = z.enum(['dev', 'test', 'live']);

const part = z.enum(environmentParts);

const key = z.string().min(1).max(128);

// Read from files of plain data; a second schema of JSON would only copy it.
const members = z.custom<JsonObject>();

const typed = z.record(z.string(), z.json());

const environment = z.strictObject({
  name,
  purpose,
  path: z.string(),
  etag,
  labels: members,
  variables: members,
  limits: members,
  allowPrivate: z.array(z.string()),
  bindings: z.array(
    z.strictObject({
      connection: z.string(),
      binding: members.nullable().meta({ description: 'Null where the environment does not name it.' }),
      missing: z.array(z.string()).meta({ description: 'Keys its kind needs and that are not there.' }),
      wrong: z.array(z.string()),
    }),
  ),
  secrets: z.array(
    z.strictObject({
      name: z.string(),
      here: z.boolean().meta({ description: 'Whether this studio has a value; a server has its own.' }),
      usedBy: z.array(z.string()).meta({ description: 'Connections and flows that need it.' }),
    }),
  ),
});

const row = z.custom<DifferenceRow>();

const written = z.strictObject({ path: z.string(), etag, text: z.string() });

const hindrance = z.strictObject({
  kind: z.enum(['finding', 'connection', 'secret', 'variable', 'unreadable', 'apart']),
  code: z.string(),
  sentence: z.string(),
  node: z.string().nullable(),
});

/** Calls about environments of the workspace; only a studio answers them. */
export const environmentCalls = [
  call('environments.list', {
    method: 'GET',
    path: '/api/environments',
    permission: 'workspace.read',
    summary: 'Shows every environment: where connections lead, variables, labels, and which secrets it needs.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      served: z.string().meta({ description: 'The one this studio serves.' }),
      connections: z.array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          kind: z.string(),
          keys: z.array(z.strictObject({ key: z.string(), title: z.string() })),
        }),
      ),
      environments: z.array(environment),
      unread: z.array(z.strictObject({ path: z.string(), sentence: z.string() })),
      clashes: z.array(z.strictObject({ environment: name, connection: z.string(), sentence: z.string() })),
    }),
  }),
  call('environments.compare', {
    method: 'GET',
    path: '/api/environments/compare',
    permission: 'workspace.read',
    summary: 'Tells what is different between two environments, in sentences and entry by entry.',
    query: z.strictObject({ from: name, to: name }),
    body: noBody,
    reply: z.strictObject({ rows: z.array(row), differences: z.array(z.string()) }),
  }),
  call('environments.promote', {
    method: 'POST',
    path: '/api/environments/promote',
    permission: 'workspace.write',
    summary: 'Takes chosen entries over into another environment; into a live one never an address or a database.',
    query: noQuery,
    body: z.strictObject({
      from: name,
      to: name,
      expect: etag.optional(),
      items: z
        .array(
          z.strictObject({
            kind: part,
            key,
            typed: typed.optional().meta({ description: 'Keys of a binding as somebody typed them.' }),
          }),
        )
        .min(1)
        .max(500),
    }),
    reply: written,
  }),
  call('environments.write', {
    method: 'POST',
    path: '/api/environments/write',
    permission: 'workspace.write',
    summary: 'Changes entries of one environment; an entry without a value is taken out.',
    query: noQuery,
    body: z.strictObject({
      environment: name,
      expect: etag,
      edits: z
        .array(z.strictObject({ kind: part, key, value: z.json().optional() }))
        .min(1)
        .max(500),
    }),
    reply: written,
  }),
  call('environments.check', {
    method: 'GET',
    path: '/api/environments/check',
    permission: 'workspace.read',
    summary: 'Tries an activation without starting anything: what would keep each flow out of an environment.',
    query: z.strictObject({ environment: name }),
    body: noBody,
    reply: z.strictObject({
      flows: z.array(
        z.strictObject({
          flow: z.string(),
          name: z.string(),
          file: z.string(),
          version: z.string().nullable(),
          goesLive: z.boolean(),
          hindrances: z.array(hindrance),
        }),
      ),
    }),
  }),
] as const;

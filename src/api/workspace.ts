import { z } from 'zod';
import type { JsonObject } from '#flow/json.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { call, eventCall, noBody, noQuery } from './call.ts';
import { done, instant, limit, word } from './shapes.ts';

/** Largest text of one file that is read or written, in characters. */
export const maxFileCharacters = 5_000_000;

/** A file of the workspace by its path, with slashes: `flows/order-to-cash.flow.yaml`. */
const path = z.string().min(1).max(300);

const etag = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'is no etag')
  .meta({ description: 'First 32 hex digits of the SHA-256 of the bytes.' });

const purpose = z.enum(['dev', 'test', 'live']);

const file = z.strictObject({ path, etag, sizeBytes: z.int() });

const git = z.strictObject({
  branch: z.string().nullable().meta({ description: 'Null while no branch is checked out.' }),
  commit: z.string().nullable().meta({ description: 'Null before the first commit.' }),
  changed: z.array(z.string()).meta({ description: 'Paths in the workspace that differ from the commit.' }),
});

const flowSummary = z.strictObject({
  path,
  id: z.string(),
  name: z.string(),
  version: z.string().nullable(),
  owner: z.string().nullable(),
  domain: z.string().nullable(),
  mode: z.enum(['realtime', 'event', 'batch']).nullable(),
  criticality: z.enum(['low', 'medium', 'high']).nullable(),
  triggers: z.array(z.string()).meta({ description: 'Node types such as `webhook@1`.' }),
  steps: z.int(),
  problems: z.int().meta({ description: 'What keeps the file from being read; the checker says more about the rest.' }),
  live: z.boolean().meta({ description: 'This text, or an earlier sound one, takes events now.' }),
  refusal: z.string().nullable().meta({ description: 'Why the text as it stands does not take events.' }),
  etag,
  changedAt: instant,
});

const problem = z.strictObject({
  file: z.string(),
  code: z.string(),
  message: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
});

// Values of the flow room travel as they are: their own readers made them, a second schema would only drift.
const connection = z.custom<Connection>();
const environment = z.custom<Environment>();
const schema = z.custom<JsonObject>();

const facts = z.strictObject({
  environment: z.string().meta({ description: 'The one this runtime serves.' }),
  connections: z
    .array(z.strictObject({ path, etag, value: connection }))
    .meta({ description: 'With the operations of their documents, without schemas: the file beside them has those.' }),
  contracts: z.record(z.string(), z.strictObject({ path, etag, schema })),
  environments: z.array(z.strictObject({ path, etag, value: environment })),
  flows: z.array(z.strictObject({ id: z.string(), path, etag })),
  secrets: z.array(z.string()).meta({ description: 'Names that have a value; never the values.' }),
  approvalGroups: z.array(z.string()),
  samples: z.array(file),
  problems: z.array(problem).meta({ description: 'Files that cannot be read.' }),
});

const change = z.strictObject({
  path,
  text: z
    .string()
    .max(maxFileCharacters)
    .nullable()
    .meta({ description: 'The whole new text; null deletes the file.' }),
  expect: etag.nullable().meta({ description: 'What the file was when it was read; null where it must not exist.' }),
});

const match = z.strictObject({
  path,
  flow: z.string().nullable(),
  node: z.string().nullable(),
  line: z.int(),
  column: z.int(),
  excerpt: z.string(),
});

/** Calls about the files of the workspace; only a studio answers them. */
export const workspaceCalls = [
  call('workspace.get', {
    method: 'GET',
    path: '/api/workspace',
    permission: 'workspace.read',
    summary: 'Shows the workspace folder: its name, environments, files and state under git.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      name: z.string(),
      mode: z.enum(['studio', 'server']),
      environment: z.strictObject({ name: z.string(), purpose }),
      environments: z.array(z.strictObject({ name: z.string(), purpose })),
      files: z.array(file),
      git: git.nullable(),
    }),
  }),
  call('workspace.flows', {
    method: 'GET',
    path: '/api/workspace/flows',
    permission: 'workspace.read',
    summary: 'Lists every flow file with what stands in its head, those that cannot be read included.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({ flows: z.array(flowSummary) }),
  }),
  call('workspace.facts', {
    method: 'GET',
    path: '/api/workspace/facts',
    permission: 'workspace.read',
    summary: 'Gives what the checker and the pickers must know around a flow; no secret value is among it.',
    query: noQuery,
    body: noBody,
    reply: facts,
  }),
  call('workspace.read', {
    method: 'GET',
    path: '/api/workspace/file',
    permission: 'workspace.read',
    summary: 'Reads one file of the workspace.',
    query: z.strictObject({
      path,
      optional: z.literal('true').optional().meta({
        description: 'A file that does not exist then reads as an empty text without an etag, instead of a refusal.',
      }),
    }),
    body: noBody,
    reply: z.strictObject({ path, text: z.string(), etag: etag.nullable() }),
  }),
  call('workspace.write', {
    method: 'POST',
    path: '/api/workspace/files',
    permission: 'workspace.write',
    summary: 'Writes and deletes files, each atomically; nothing is done where one of them is not as expected.',
    query: noQuery,
    bodyBytes: 12 * 1024 * 1024,
    body: z.strictObject({ changes: z.array(change).min(1).max(100) }),
    reply: z.strictObject({ files: z.array(z.strictObject({ path, etag: etag.nullable() })) }),
  }),
  call('workspace.search', {
    method: 'GET',
    path: '/api/workspace/search',
    permission: 'workspace.read',
    summary: 'Finds a text in flows, contracts, connections, tests and samples; upper and lower case are one.',
    query: z.strictObject({ text: word, limit }),
    body: noBody,
    reply: z.strictObject({
      matches: z.array(match),
      complete: z.boolean().meta({ description: 'False where the limit or the time ended the search early.' }),
    }),
  }),
  eventCall('workspace.follow', {
    path: '/api/workspace/events',
    permission: 'workspace.read',
    summary:
      'Streams changes of files. After a gap that cannot be filled the first event is `resync`: read the lists again.',
    query: noQuery,
    reply: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('file'),
        path,
        etag: etag.nullable().meta({ description: 'Null where the file is gone.' }),
        at: instant,
        by: z.enum(['studio', 'disk']),
      }),
      z.strictObject({ kind: z.literal('resync'), at: instant }),
    ]),
  }),
  call('secrets.list', {
    method: 'GET',
    path: '/api/secrets',
    permission: 'secrets.read',
    summary: 'Lists the names of the secrets this runtime holds and when they were set; values are never shown.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      secrets: z.array(
        z.strictObject({ name: z.string(), source: z.enum(['environment', 'store']), setAt: instant.nullable() }),
      ),
    }),
  }),
  call('secrets.put', {
    method: 'POST',
    path: '/api/secrets',
    permission: 'secrets.set',
    summary: 'Seals and stores a secret. It can be replaced and never be read again.',
    query: noQuery,
    body: z.strictObject({ name: z.string().min(1).max(128), value: z.string().min(1).max(16_384) }),
    reply: done,
  }),
] as const;

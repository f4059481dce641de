import { z } from 'zod';
import { call, noBody, noQuery } from './call.ts';
import { deploymentCalls } from './deployments.ts';
import { runCalls } from './runs.ts';
import { cursor, done, instant, limit, reason, runState, word } from './shapes.ts';

const id = z.string().regex(/^[a-z0-9-]{1,64}$/, 'is no id of a linked server');

const state = z.enum(['connected', 'unreachable', 'signed-out', 'strange']).meta({
  description:
    'Unreachable: nobody answers; signed out: the token does not count there; strange: no Penstock of this version.',
});

const server = z.strictObject({
  id,
  name: z.string(),
  address: z.string(),
  state,
  sentence: z.string().nullable().meta({ description: 'Why it is not connected; null where it is.' }),
  environment: z.string().nullable(),
  healthy: z.boolean().nullable(),
  signedOnly: z.boolean().nullable(),
  takesBundles: z.boolean().nullable(),
});

const digest = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hex');

const emergency = z
  .strictObject({ by: z.string(), reason: z.string(), incident: z.string(), until: z.string() })
  .nullable();

const liveFlow = z.strictObject({
  flow: z.string(),
  name: z.string().nullable(),
  owner: z.string().nullable(),
  version: z.string(),
  since: instant,
  by: z.string(),
  authors: z.array(z.string()),
  approvers: z.array(z.string()),
  emergency,
  bundle: z.string().nullable(),
  before: z.strictObject({ version: z.string(), bundle: z.string().nullable() }).nullable(),
  drift: z.array(z.string()).meta({ description: 'What is not as it was when it went live; sentences.' }),
  here: z
    .strictObject({
      state: z.enum(['same', 'different', 'absent', 'unsound']),
      version: z.string().nullable(),
      sentence: z.string(),
    })
    .meta({ description: 'How it stands in this workspace.' }),
});

const release = z.strictObject({
  file: z.string(),
  digest,
  sizeBytes: z.int(),
  at: instant,
  flows: z.array(z.strictObject({ flow: z.string(), version: z.string() })),
  approvers: z.array(z.string()),
});

/** The row with this id, of rows that have it. */
function rowOf<Rows extends readonly { readonly id: string }[], Id extends Rows[number]['id']>(rows: Rows, id: Id) {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) throw new Error(`There is no call "${id}".`);
  // Found under the very id that names its type.
  return row as Extract<Rows[number], { readonly id: Id }>;
}

const verdict = rowOf(deploymentCalls, 'deployments.admit').reply;

const largestBundleBytes = 18 * 1024 * 1024;

/** Calls about servers a studio is linked to; only a studio answers them. */
export const linkedCalls = [
  call('linked.list', {
    method: 'GET',
    path: '/api/linked',
    permission: 'linked.read',
    summary: 'Lists the servers this studio is linked to, and whether each answers.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({ servers: z.array(server) }),
  }),
  call('linked.add', {
    method: 'POST',
    path: '/api/linked',
    permission: 'linked.manage',
    summary: 'Links a server: asks it who the token is, and seals the token, which nobody can read again.',
    query: noQuery,
    body: z.strictObject({
      name: z.string().trim().min(1).max(64),
      address: z.string().trim().min(1).max(300),
      token: z.string().trim().min(6).max(4_096),
    }),
    reply: z.strictObject({ server }),
  }),
  call('linked.remove', {
    method: 'POST',
    path: '/api/linked/{id}/remove',
    permission: 'linked.manage',
    summary: 'Forgets a server and its token. Nothing changes at the server.',
    query: noQuery,
    body: noBody,
    reply: done,
  }),
  call('linked.releases', {
    method: 'GET',
    path: '/api/releases',
    permission: 'linked.read',
    summary: 'Lists the released bundles this studio keeps, newest first.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({ releases: z.array(release) }),
  }),
  call('linked.live', {
    method: 'GET',
    path: '/api/linked/{id}/live',
    permission: 'linked.read',
    summary: 'Tells what is live at a server, who stands behind it, and how it differs from this workspace.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      environment: z.string(),
      takesBundles: z.boolean(),
      signedOnly: z.boolean(),
      flows: z.array(liveFlow),
    }),
  }),
  call('linked.runs', {
    method: 'GET',
    path: '/api/linked/{id}/runs',
    permission: 'linked.read',
    summary: 'Lists runs of a server, newest first.',
    query: z.strictObject({ flow: word.optional(), state: runState.optional(), limit, cursor: cursor.optional() }),
    body: noBody,
    reply: rowOf(runCalls, 'runs.list').reply,
  }),
  call('linked.run', {
    method: 'GET',
    path: '/api/linked/{id}/runs/{run}',
    permission: 'linked.read',
    summary: 'Shows one run of a server; personal, financial and regulated data is hidden.',
    query: noQuery,
    body: noBody,
    reply: rowOf(runCalls, 'runs.get').reply,
  }),
  call('linked.deploy', {
    method: 'POST',
    path: '/api/linked/{id}/deploy',
    permission: 'linked.deploy',
    summary: 'Hands a bundle to a server, which judges and keeps it; nothing goes live. Tells what it may newly reach.',
    query: noQuery,
    bodyBytes: largestBundleBytes,
    body: z.union([
      z.strictObject({ bundle: z.base64().min(1) }),
      z.strictObject({ release: z.string().min(1).max(200).meta({ description: 'A file the studio keeps.' }) }),
    ]),
    reply: verdict,
  }),
  call('linked.activate', {
    method: 'POST',
    path: '/api/linked/{id}/activate',
    permission: 'linked.deploy',
    summary: 'Makes an admitted bundle live at a server.',
    query: noQuery,
    body: z.strictObject({ digest, acceptReach: z.boolean().default(false) }),
    reply: verdict,
  }),
  call('linked.rollback', {
    method: 'POST',
    path: '/api/linked/{id}/rollback',
    permission: 'linked.deploy',
    summary: 'Takes the bundle of a flow off at a server: each of its flows goes back to what was live before.',
    query: noQuery,
    body: z.strictObject({ flow: word, reason }),
    reply: rowOf(deploymentCalls, 'deployments.rollback').reply,
  }),
] as const;

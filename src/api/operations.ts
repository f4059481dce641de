import { z } from 'zod';
import { call, noBody, noQuery } from './call.ts';
import { roles } from './permission.ts';
import { cursor, instant, limit, next, payload, reason, started, word } from './shapes.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hex');

const count = z.coerce.number<number | string>().int().min(0);

const checkpoint = z.strictObject({ seq: z.int().min(1), hash, at: instant });

const auditVerdict = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    entries: z.int(),
    head: z.string(),
    checkpoint: z.enum(['matches', 'none']),
  }),
  z.strictObject({
    ok: z.literal(false),
    seq: z.int(),
    what: z.enum(['entry-changed', 'entry-missing', 'truncated', 'rewritten', 'journal-changed', 'journal-missing']),
    run: z.string().optional(),
  }),
]);

const session = z.strictObject({
  name: z.string(),
  roles: z.array(z.enum(roles)),
  permissions: z.array(z.string()),
  groups: z.union([z.literal('all'), z.array(z.string())]),
});

const trigger = z.strictObject({
  node: z.string(),
  type: z.string(),
  method: z.string().nullable(),
  url: z.string().nullable().meta({ description: 'Path on this server, for webhooks.' }),
});

/** Calls about the runtime itself: health, audit, refused calls, flows. */
export const operationCalls = [
  call('health.get', {
    method: 'GET',
    path: '/api/health',
    permission: 'public',
    summary: 'Says whether the runtime takes events.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({ status: z.enum(['ok', 'degraded']), at: instant }),
  }),
  call('session.get', {
    method: 'GET',
    path: '/api/session',
    permission: 'signed-in',
    summary: 'Says who the caller is and what the caller may do.',
    query: noQuery,
    body: noBody,
    reply: session,
  }),
  call('session.exchange', {
    method: 'POST',
    path: '/api/session/exchange',
    permission: 'public',
    summary: 'Turns a one-time token, valid for ten minutes, into a session that the browser keeps as a cookie.',
    query: noQuery,
    body: z.strictObject({ token: word }),
    reply: session,
  }),
  call('runtime.get', {
    method: 'GET',
    path: '/api/runtime',
    permission: 'runtime.read',
    summary: 'Shows the effective settings of the store and how many runs are in which state.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      environment: z.string(),
      store: z.strictObject({
        sqlite: z.string(),
        synchronous: z.int(),
        journalMode: z.string(),
        sizeBytes: z.number(),
      }),
      runs: z.record(z.string(), z.int()),
      audit: z.strictObject({ entries: z.int(), head: z.string() }),
    }),
  }),
  call('audit.list', {
    method: 'GET',
    path: '/api/audit',
    permission: 'audit.read',
    summary: 'Lists audit entries in order.',
    query: z.strictObject({
      subject: word.optional(),
      action: word.optional(),
      afterSeq: count.optional(),
      limit,
    }),
    body: noBody,
    reply: z.strictObject({
      entries: z.array(
        z.strictObject({
          seq: z.int(),
          at: instant,
          actor: z.string(),
          action: z.string(),
          subject: z.string(),
          detail: payload.optional(),
          prev: z.string(),
          hash: z.string(),
          covers: z.string().optional().meta({ description: 'Hash of the journal frame committed with the entry.' }),
        }),
      ),
      next,
    }),
  }),
  call('audit.verify', {
    method: 'POST',
    path: '/api/audit/verify',
    permission: 'audit.verify',
    summary: 'Walks the whole audit chain, and holds it against an outside checkpoint where one is given.',
    query: noQuery,
    body: z.strictObject({ checkpoint: checkpoint.optional() }),
    reply: auditVerdict,
  }),
  call('refused.list', {
    method: 'GET',
    path: '/api/refused',
    permission: 'refused.read',
    summary: 'Lists calls that were refused at the door, with the reason and never with a body.',
    query: z.strictObject({ limit, cursor: cursor.optional() }),
    body: noBody,
    reply: z.strictObject({
      refused: z.array(
        z.strictObject({
          at: instant,
          method: z.string(),
          path: z.string(),
          status: z.int(),
          code: z.string(),
          reason: z.string(),
          sizeBytes: z.int(),
        }),
      ),
      next,
    }),
  }),
  call('flows.list', {
    method: 'GET',
    path: '/api/flows',
    permission: 'flows.read',
    summary: 'Lists live flows with their owners and what starts them.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      flows: z.array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          version: z.string(),
          owner: z.string().nullable(),
          triggers: z.array(trigger),
        }),
      ),
    }),
  }),
  call('flows.start', {
    method: 'POST',
    path: '/api/flows/{id}/start',
    permission: 'flows.start',
    summary: 'Starts a flow by hand, where it has a trigger for that and the caller one of its roles.',
    query: noQuery,
    body: z.strictObject({ trigger: word.optional(), input: z.json(), reason }),
    reply: started,
  }),
  call('openapi.get', {
    method: 'GET',
    path: '/api/openapi.json',
    permission: 'signed-in',
    summary: 'This document.',
    query: noQuery,
    body: noBody,
    reply: z.record(z.string(), payload),
  }),
] as const;

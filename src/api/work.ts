import { z } from 'zod';
import { call, noBody, noQuery } from './call.ts';
import { cursor, done, failure, id, instant, limit, next, payload, reason, started, word } from './shapes.ts';

const approvalRow = z.strictObject({
  id,
  run: id,
  flow: z.string(),
  node: z.string(),
  group: z.string(),
  title: z.string(),
  state: z.enum(['open', 'approved', 'rejected', 'expired', 'withdrawn']),
  openedAt: instant,
  dueAt: instant.nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  reason: z.string().nullable(),
});

const approvalStory = z.strictObject({
  flowName: z.string(),
  step: z.string().meta({ description: 'Name of the step that asks.' }),
  key: z.string().nullable(),
  startedAt: instant.meta({ description: 'When the run began.' }),
  form: payload.optional().meta({ description: 'JSON Schema of what an approval must fill in.' }),
  quorum: z.int().meta({ description: 'How many must approve.' }),
  votes: z.array(
    z.strictObject({
      by: z.string(),
      at: instant,
      decision: z.enum(['approved', 'rejected']),
      reason: z.string().nullable(),
    }),
  ),
});

const deadLetterRow = z.strictObject({
  id,
  run: id,
  flow: z.string(),
  key: z.string().nullable(),
  path: z.string(),
  node: z.string(),
  owner: z.string(),
  hint: z.string().nullable(),
  cause: failure.nullable(),
  at: instant,
  state: z.enum(['open', 'replayed', 'closed']),
  closedBy: z.string().nullable(),
  closedAt: instant.nullable(),
  reason: z.string().nullable(),
});

const holdTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('flow'), id: word }),
  z.strictObject({ kind: z.literal('connection'), id: word }),
  z.strictObject({ kind: z.literal('runtime') }),
]);

const holdBody = z.strictObject({ target: holdTarget, reason });

/** Calls about what waits for a person: approvals, dead letters, holds. */
export const workCalls = [
  call('approvals.list', {
    method: 'GET',
    path: '/api/approvals',
    permission: 'approvals.read',
    summary: 'Lists approvals of the groups the caller belongs to.',
    query: z.strictObject({
      state: approvalRow.shape.state.optional(),
      group: word.optional(),
      run: id.optional(),
      limit,
      cursor: cursor.optional(),
    }),
    body: noBody,
    reply: z.strictObject({ approvals: z.array(approvalRow), next }),
  }),
  call('approvals.get', {
    method: 'GET',
    path: '/api/approvals/{id}',
    permission: 'approvals.read',
    summary: 'Shows what is to be decided, and the hash that binds a decision to it. Looking decides nothing.',
    query: noQuery,
    body: noBody,
    reply: approvalRow.extend({
      shown: payload,
      shownHash: z.string(),
      story: approvalStory
        .nullable()
        .meta({ description: 'What it is part of; null when its run is no longer known.' }),
    }),
  }),
  call('approvals.decide', {
    method: 'POST',
    path: '/api/approvals/{id}/decide',
    permission: 'approvals.decide',
    summary: 'Decides an open approval, once, bound to what was shown.',
    query: noQuery,
    body: z.strictObject({
      decision: z.enum(['approved', 'rejected']),
      shownHash: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'is no hash; send back `shownHash` of the approval as it was shown'),
      reason: reason.optional(),
      form: z.json().optional(),
    }),
    reply: done,
  }),
  call('dead-letters.list', {
    method: 'GET',
    path: '/api/dead-letters',
    permission: 'dead-letters.read',
    summary: 'Lists events that were set aside.',
    query: z.strictObject({
      state: deadLetterRow.shape.state.optional(),
      flow: word.optional(),
      owner: word.optional(),
      run: id.optional(),
      limit,
      cursor: cursor.optional(),
    }),
    body: noBody,
    reply: z.strictObject({ deadLetters: z.array(deadLetterRow), next }),
  }),
  call('dead-letters.get', {
    method: 'GET',
    path: '/api/dead-letters/{id}',
    permission: 'dead-letters.read',
    summary: 'Shows one dead letter.',
    query: noQuery,
    body: noBody,
    reply: deadLetterRow,
  }),
  call('dead-letters.replay', {
    method: 'POST',
    path: '/api/dead-letters/{id}/replay',
    permission: 'dead-letters.replay',
    summary: 'Runs a dead letter again as a new, linked run, with the recorded input or another one.',
    query: noQuery,
    body: z.strictObject({ reason, input: z.json().optional(), again: z.literal(true).optional() }),
    reply: started,
  }),
  call('dead-letters.close', {
    method: 'POST',
    path: '/api/dead-letters/{id}/close',
    permission: 'dead-letters.close',
    summary: 'Closes a dead letter without running it again.',
    query: noQuery,
    body: z.strictObject({ reason }),
    reply: done,
  }),
  call('holds.list', {
    method: 'GET',
    path: '/api/holds',
    permission: 'holds.read',
    summary: 'Lists what is stopped from having effects.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      holds: z.array(z.strictObject({ target: holdTarget, by: z.string(), at: instant, reason: z.string() })),
    }),
  }),
  call('holds.set', {
    method: 'POST',
    path: '/api/holds',
    permission: 'holds.set',
    summary: 'Stops the effects of a flow, a connection or the whole runtime; events are still accepted.',
    query: noQuery,
    body: holdBody,
    reply: done,
  }),
  call('holds.unset', {
    method: 'POST',
    path: '/api/holds/unset',
    permission: 'holds.set',
    summary: 'Lets held effects go on.',
    query: noQuery,
    body: holdBody,
    reply: done,
  }),
] as const;

import { z } from 'zod';
import { call, eventCall, noBody, noQuery } from './call.ts';
import { cursor, done, failure, id, instant, limit, next, payload, reason, runState, started, word } from './shapes.ts';

const runRow = z.strictObject({
  id,
  flow: z.string(),
  version: z.string(),
  state: runState,
  key: z.string().nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
});

const attempt = z.strictObject({
  number: z.int(),
  startedAt: instant,
  endedAt: instant.nullable(),
  failure: failure.nullable(),
  retryAt: instant.nullable().meta({ description: 'When the next attempt was planned to start.' }),
});

const step = z.strictObject({
  path: z.string().meta({ description: 'Unique in the run; names items and scope attempts.' }),
  node: z.string(),
  name: z.string().nullable(),
  type: z.string().nullable(),
  state: z.enum(['ready', 'running', 'waiting', 'in doubt', 'done', 'failed', 'skipped', 'cancelled']),
  attempts: z.int(),
  tries: z.array(attempt).meta({ description: 'Its attempts, for a step that acts on a system.' }),
  ports: z.array(z.string()),
  input: payload.optional().meta({ description: 'Absent for a step that was never reached.' }),
  output: payload.optional(),
  failure: failure.nullable(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  nextAttemptAt: instant.nullable(),
});

const cause = z.strictObject({
  sentence: z.string().meta({ description: 'Which step, what happened, after how many tries.' }),
  path: z.string().nullable(),
  step: z.string().nullable().meta({ description: 'Name of the step it is about.' }),
  failure: failure.nullable(),
  attempts: z.int(),
  undone: z.array(z.string()).meta({ description: 'Names of the steps whose effect was undone.' }),
  kept: z.array(z.string()).meta({ description: 'Names of the steps whose effect stands.' }),
});

const runDetail = runRow.extend({
  environment: z.string(),
  trigger: z.string(),
  origin: id,
  parent: id.nullable(),
  waitingFor: z.string().nullable(),
  degraded: z.boolean(),
  again: z.boolean().meta({ description: 'A replay that repeats writes on purpose.' }),
  input: payload.optional(),
  output: payload.optional(),
  failure: failure.nullable(),
  cause: cause.nullable().meta({ description: 'Why it failed, was cancelled or is in doubt; null for any other run.' }),
  steps: z.array(step),
  edges: z
    .array(z.strictObject({ from: z.string(), port: z.string(), to: z.string(), count: z.int() }))
    .meta({ description: 'How often each edge delivered.' }),
});

const doubt = z.strictObject({ run: id, flow: z.string(), path: z.string(), title: z.string(), openedAt: instant });

const because = z.strictObject({ reason });

/** Calls about runs and the writes of theirs that are in doubt. */
export const runCalls = [
  call('runs.list', {
    method: 'GET',
    path: '/api/runs',
    permission: 'runs.read',
    summary: 'Lists runs, newest first.',
    query: z.strictObject({
      flow: word.optional(),
      state: runState.optional(),
      key: word.optional(),
      keyPrefix: word.optional().meta({ description: 'Beginning of the business key.' }),
      limit,
      cursor: cursor.optional(),
    }),
    body: noBody,
    reply: z.strictObject({ runs: z.array(runRow), next }),
  }),
  call('runs.get', {
    method: 'GET',
    path: '/api/runs/{id}',
    permission: 'runs.read',
    summary: 'Shows one run with its steps, told from its journal.',
    query: noQuery,
    body: noBody,
    reply: runDetail,
  }),
  call('runs.cancel', {
    method: 'POST',
    path: '/api/runs/{id}/cancel',
    permission: 'runs.cancel',
    summary: 'Closes a run: nothing new starts, what is in flight is awaited, open sagas are undone.',
    query: noQuery,
    body: because,
    reply: done,
  }),
  call('runs.abandon', {
    method: 'POST',
    path: '/api/runs/{id}/abandon',
    permission: 'runs.abandon',
    summary: 'Closes a run without undoing anything.',
    query: noQuery,
    body: because,
    reply: done,
  }),
  call('runs.unpark', {
    method: 'POST',
    path: '/api/runs/{id}/unpark',
    permission: 'runs.unpark',
    summary: 'Lets the queue of a run that waits for a missing number go on without it.',
    query: noQuery,
    body: because,
    reply: done,
  }),
  call('runs.replay', {
    method: 'POST',
    path: '/api/runs/{id}/replay',
    permission: 'runs.replay',
    summary: 'Runs a past event again as a new, linked run.',
    query: noQuery,
    body: z.strictObject({
      reason,
      input: z.json().optional().meta({ description: 'Replaces the recorded input.' }),
      again: z.literal(true).optional().meta({ description: 'Repeats writes that already happened, on purpose.' }),
    }),
    reply: started,
  }),
  call('doubts.list', {
    method: 'GET',
    path: '/api/doubts',
    permission: 'doubts.read',
    summary: 'Lists writes of which nobody knows whether they happened.',
    query: z.strictObject({ limit, cursor: cursor.optional() }),
    body: noBody,
    reply: z.strictObject({ doubts: z.array(doubt), next }),
  }),
  call('doubts.settle', {
    method: 'POST',
    path: '/api/doubts/settle',
    permission: 'doubts.settle',
    summary: 'Settles a write in doubt once: it happened, it did not and is sent now, or it is given up.',
    query: noQuery,
    body: z.strictObject({
      run: id,
      path: z.string().min(1).max(1_000),
      resolution: z.enum(['happened', 'send', 'give-up']),
      result: z.json().optional().meta({ description: 'What the target has, where it happened.' }),
      reason,
    }),
    reply: done,
  }),
  eventCall('events.follow', {
    path: '/api/events',
    permission: 'runs.read',
    summary:
      'Streams changes of runs. After a gap that cannot be filled the first event is `resync`: read the lists again.',
    query: z.strictObject({ flow: word.optional() }),
    reply: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('run'), run: id, flow: z.string(), state: runState, at: instant }),
      z.strictObject({ kind: z.literal('resync'), at: instant }),
    ]),
  }),
] as const;

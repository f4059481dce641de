import type { EgressRequest } from '#flow/node-type/egress.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import { createEgress } from '#runtime/egress/egress.ts';
import { type AnswerRequest, type LoopbackRequest, startLoopback } from '#test/fakes/loopback.ts';

const connection: Connection = {
  id: 'crm',
  kind: 'http',
  name: 'CRM',
  limits: { concurrency: 4 },
  breaker: { failurePercent: 50, of: 4, openForMs: 30_000 },
  maxRequestTimeMs: 5_000,
  extra: {},
};

const cleanups: (() => Promise<void>)[] = [];

/** Stops every server and room that `roomWith` made. */
export async function cleanUp(): Promise<void> {
  for (const clean of cleanups.splice(0)) await clean();
}

function clockFrom(time: { offsetMs: number }) {
  return {
    now: () => 1_800_000_000_000 + time.offsetMs,
    mono: () => performance.now() + time.offsetMs,
    after: (delayMs: number, callback: () => void) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

/** Egress in front of a loopback server; `time.offsetMs` moves its clock. */
export async function roomWith(answer: AnswerRequest, more: Partial<Connection> = {}, basePath = '') {
  const seen: LoopbackRequest[] = [];
  const server = await startLoopback({
    answer: async (request, signal) => {
      seen.push(request);
      return answer(request, signal);
    },
  });
  const time = { offsetMs: 0 };
  const logged: unknown[] = [];
  const note = (event: string, facts: unknown) => void logged.push([event, facts]);
  const room = createEgress({
    connections: [{ ...connection, ...more }],
    environment: {
      name: 'test',
      purpose: 'test',
      variables: {},
      connections: { crm: { url: `${server.url}${basePath}` } },
      egress: { allowPrivate: ['127.0.0.0/8'] },
    },
    secrets: { get: (name) => (name === 'crm-key' ? { reveal: () => 'canary "quoted" secret' } : undefined) },
    clock: clockFrom(time),
    log: { info: note, warn: note, error: note },
  });
  cleanups.push(room.close, server.close);
  const send = (request: Partial<EgressRequest> = {}) =>
    room
      .forConnection('crm')
      .send({ method: 'GET', path: '/x', expect: 'json', signal: new AbortController().signal, ...request });
  return { room, server, seen, send, time, logged, connection: { ...connection, ...more } };
}

/** Always the same answer. */
export function answering(status: number, body = '', headers: Readonly<Record<string, string>> = {}): AnswerRequest {
  return async () => ({ kind: 'answer', answer: { status, body, headers } });
}

/** Header of a JSON answer. */
export const json = { 'Content-Type': 'application/json' };

import type { ServerResponse } from 'node:http';
import type { Answer } from '../engine/engine-port.ts';
import type { WebhookEndpoint } from './endpoint.ts';

/** What goes back to a sender. */
export type HookAnswer = {
  readonly status: number;
  readonly contentType?: string;
  readonly body: string;
  readonly retryAfterMs?: number;
  readonly allow?: string;
  /** True when part of the request is unread, so that the connection cannot be used again. */
  readonly close?: true;
};

/** A refusal as the sender sees it. A failed proof gets an empty 401: whoever guesses learns nothing. */
export function answerRefused(
  status: number,
  code: string,
  detail: string,
  extra: Pick<HookAnswer, 'retryAfterMs' | 'allow' | 'close'> = {},
): HookAnswer {
  if (status === 401) return { status, body: '', ...extra };
  const body = JSON.stringify({ code, title: titles.get(status) ?? 'Refused', detail });
  return { status, contentType: 'application/problem+json', body, ...extra };
}

const titles: ReadonlyMap<number, string> = new Map([
  [400, 'The request is malformed'],
  [404, 'Nothing listens here'],
  [405, 'This address takes another method'],
  [413, 'The body is too large'],
  [415, 'This kind of body is not taken here'],
  [422, 'The event lacks what it must carry'],
  [429, 'Too many calls'],
  [500, 'Something broke here'],
  [503, 'Nothing was accepted; send it again later'],
]);

/** The answer after acceptance: 202 for a new event, 200 for one seen before, or what the trigger's `reply` says. */
export function answerAccepted(endpoint: WebhookEndpoint, kind: 'accepted' | 'duplicate', run: string): HookAnswer {
  const body = `{"run":"${run}"}`;
  if (endpoint.reply !== undefined) return { ...endpoint.reply, body: endpoint.reply.body ?? body };
  return { status: kind === 'accepted' ? 202 : 200, contentType: 'application/json', body };
}

/** The answer of a trigger that waits for its run; undefined means that the run goes on beyond the limit. */
export function answerProcessed(answer: Answer | undefined, run: string): HookAnswer {
  const body = `{"run":"${run}"}`;
  if (answer === undefined) return { status: 202, contentType: 'application/json', body };
  if (answer.kind === 'answer') return answer;
  switch (answer.state) {
    case 'succeeded':
      return { status: 204, body: '' };
    case 'superseded':
      return { status: 200, contentType: 'application/json', body };
    case 'cancelled':
      return endedBadly(503, 'run/cancelled', 'The run was cancelled before it answered.');
    case 'failed':
      return endedBadly(500, 'run/failed', 'The run failed before it answered. Its operators see why.');
    case 'accepted':
    case 'running':
    case 'waiting':
    case 'closing':
      return { status: 202, contentType: 'application/json', body };
  }
}

function endedBadly(status: number, code: string, detail: string): HookAnswer {
  return {
    status,
    contentType: 'application/problem+json',
    body: JSON.stringify({ code, title: 'The run ended without an answer', detail }),
  };
}

/** Writes an answer. `respond` may send HTML made from payloads, so a browser must treat it as a stranger's page. */
export function writeAnswer(response: ServerResponse, answer: HookAnswer): void {
  if (response.headersSent || response.destroyed) return;
  const headers = [
    'X-Content-Type-Options',
    'nosniff',
    'Cache-Control',
    'no-store',
    'Content-Security-Policy',
    "default-src 'none'; sandbox; frame-ancestors 'none'",
  ];
  if (answer.status !== 204) headers.push('Content-Length', String(Buffer.byteLength(answer.body)));
  if (answer.contentType !== undefined) headers.push('Content-Type', answer.contentType);
  if (answer.retryAfterMs !== undefined) {
    headers.push('Retry-After', String(Math.max(1, Math.ceil(answer.retryAfterMs / 1_000))));
  }
  if (answer.allow !== undefined) headers.push('Allow', answer.allow);
  if (answer.close) headers.push('Connection', 'close');
  response.writeHead(answer.status, headers);
  response.end(answer.body);
}

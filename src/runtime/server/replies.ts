import type { FastifyReply } from 'fastify';
import type { Refusal } from '#api/call.ts';

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};

/** Sets what every answer of the API carries. */
export function protect(reply: FastifyReply): void {
  reply.headers(securityHeaders);
}

/** A refusal of the server itself, which has a few statuses more than calls have. */
export type ServerRefusal = Omit<Refusal, 'status'> & { readonly status: number; readonly close?: true };

/** Answers with `application/problem+json`. */
export function replyProblem(reply: FastifyReply, refusal: ServerRefusal): FastifyReply {
  const { status, code, title, detail, retryAfterMs } = refusal;
  if (retryAfterMs !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1_000))));
  if (refusal.close) reply.header('connection', 'close');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  // As a buffer, so that the framework does not add a charset the media type does not have.
  const body = Buffer.from(JSON.stringify({ code, title, detail }));
  return reply.code(status).header('content-type', 'application/problem+json').send(body);
}

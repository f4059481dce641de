import type { z } from 'zod';
import type { ApiCallOf } from '#api/calls.ts';
import { createClient } from '#api/client.ts';
import type { Client, ClientRequest, Fetch } from '#api/sending.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';

/** A server and what proves who asks it. */
export type ServerAddress = { readonly address: string; readonly token: string };

/** How long an answer may take, in milliseconds, and how large it may be. */
export type AnswerLimits = { readonly timeoutMs: number; readonly sizeBytes: number };

/** For questions. */
export const askLimits: AnswerLimits = { timeoutMs: 8_000, sizeBytes: 16 * 1024 * 1024 };

/** For handing bundles over: the server judges every flow before it answers. */
export const deployLimits: AnswerLimits = { timeoutMs: 60_000, sizeBytes: 16 * 1024 * 1024 };

type JsonId = Parameters<Client['send']>[0];

/** Calls one server; whatever goes wrong on the way is a sentence. */
export type ServerClient = {
  readonly send: <Id extends JsonId>(
    id: Id,
    request: ClientRequest<ApiCallOf<Id>>,
  ) => Promise<Result<z.output<ApiCallOf<Id>['reply']>>>;
};

/** Makes the client of one server. Answers are held against the table of calls, and redirects are not followed. */
export function openServer({ address, token }: ServerAddress, limits: AnswerLimits = askLimits): ServerClient {
  const client = createClient({ url: address, token, fetch: fetchWithin(limits) });
  return {
    send: async (id, request) => {
      try {
        const answer = await client.send(id, request);
        if (answer.ok) return succeed(answer.value);
        const { status, problem } = answer;
        if (status === 401) return refuse(signedOut(address));
        return refuse({ code: problem.code, message: problem.detail });
      } catch (error) {
        return refuse(problemOf(error, address));
      }
    },
  };
}

/** Thrown where an answer is larger than answers are. */
class AnswerTooLarge extends Error {}

function fetchWithin({ timeoutMs, sizeBytes }: AnswerLimits): Fetch {
  return async (url, init) => {
    // A redirect would carry the token to wherever it points.
    const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    return { status: answer.status, text: () => textWithin(answer, sizeBytes) };
  };
}

async function textWithin(answer: Response, sizeBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.length;
    if (size > sizeBytes) throw new AnswerTooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function problemOf(error: unknown, address: string): Problem {
  if (error instanceof AnswerTooLarge) return strange(address, 'its answer is larger than answers are');
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError') return unreachable(address, 'it did not answer in time');
  // What could not be sent is a TypeError with the cause of the machine; anything else came back and made no sense.
  if (name === 'TypeError') return unreachable(address, causeOf(error));
  return strange(address, 'what it answers is of another kind or version');
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'nobody knows the name of the host';
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)) return `its certificate is not trusted (${code})`;
  return code === '' ? 'the connection ended' : code;
}

function unreachable(address: string, why: string): Problem {
  const message = `${address} cannot be reached: ${why}. See whether the server runs and whether this computer may reach it.`;
  return { code: 'linked/unreachable', message };
}

function signedOut(address: string): Problem {
  const message = `${address} does not know the token. Remove the link and make it again with the token the server has now.`;
  return { code: 'linked/signed-out', message };
}

function strange(address: string, why: string): Problem {
  const message = `${address} does not answer as a Penstock of this version: ${why}. See whether the address is right.`;
  return { code: 'linked/strange-answer', message };
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Call, CallOutcome, CallRequest, Refusal, RefusedCall, StreamEvent } from '#api/call.ts';
import type { Caller } from '#api/permission.ts';
import { readJson } from '#flow/contract/read-json.ts';
import type { BodyReader } from '../access/read-body.ts';
import { isAllowed } from '../access/roles.ts';
import type { Sessions } from '../access/sessions.ts';
import type { Access } from '../access/tokens.ts';
import { StoreBusy, StoreUnavailable } from '../store/store.ts';
import { replyProblem, type ServerRefusal } from './replies.ts';
import { type StreamNeeds, streamEvents } from './stream-events.ts';

/** A handler after its types were checked against the table; here every row is treated alike. */
export type AnyHandler = (
  request: CallRequest<Call> & { readonly lastEventId: string | undefined },
  send: (event: StreamEvent<unknown>) => void,
) => Promise<CallOutcome<unknown>> | (() => void) | RefusedCall;

/** What mounting needs beyond the table. */
export type MountNeeds = StreamNeeds & {
  readonly access: Access;
  /** Believed beside tokens, where the runtime serves pages. */
  readonly sessions: Sessions | undefined;
  readonly readBody: BodyReader;
};

const nobody: Caller = { name: 'nobody', roles: [], groups: [] };

/** Mounts every row of the table; there is no other way onto the API. */
export function mountCalls(
  app: FastifyInstance,
  rows: readonly Call[],
  handlerOf: (id: string) => AnyHandler,
  needs: MountNeeds,
): void {
  for (const row of rows) {
    const handler = handlerOf(row.id);
    app.route({
      method: row.method,
      url: row.path.replace(/\{(\w+)\}/g, ':$1'),
      handler: (request, reply) => answerCall({ row, handler, request, reply, needs }),
    });
  }
}

type Exchange = {
  readonly row: Call;
  readonly handler: AnyHandler;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly needs: MountNeeds;
};

async function answerCall(exchange: Exchange): Promise<FastifyReply> {
  const { row, handler, request, reply, needs } = exchange;
  const caller = callerOf(request, needs);
  if (!isAllowed(caller, row.permission)) return replyProblem(reply, refuseCaller(caller, row));
  const parsed = await readCall(row, request, reply, needs);
  if ('status' in parsed) return replyProblem(reply, parsed);
  const lastEventId = headerText(request.headers['last-event-id']);
  const call = { ...parsed, caller: caller ?? nobody, lastEventId };
  if (row.kind === 'events') {
    return streamEvents(reply, needs, (send) => {
      const followed = handler(call, send);
      if ('then' in followed) throw new Error(`The handler of ${row.id} gives no stream.`);
      return followed;
    });
  }
  const outcome = await outcomeOf(handler(call, () => {}));
  if (!outcome.ok) return replyProblem(reply, outcome.refusal);
  if (outcome.session !== undefined && needs.sessions !== undefined) {
    reply.header('set-cookie', needs.sessions.cookieOf(outcome.session));
  }
  // What does not fit the declared reply is a bug here, and may be something that was never meant to leave.
  return reply.code(200).send(row.reply.parse(outcome.value));
}

/**
 * Tells who asks: by the token where one is sent, else by the cookie of a page. A browser sends the cookie by itself,
 * so a call that changes something must also carry what only a page of this server can add; `Origin` was judged before.
 */
function callerOf(request: FastifyRequest, { access, sessions }: MountNeeds): Caller | undefined {
  const { headers, method } = request;
  if (headers.authorization !== undefined) return access.authenticate(headers.authorization);
  const isOfPage = headers.origin !== undefined && headers['x-penstock'] === '1';
  if (method !== 'GET' && !isOfPage) return undefined;
  return sessions?.callerOf(headers.cookie);
}

/** The store refusing for a while is an expected outcome of any call. */
async function outcomeOf(working: ReturnType<AnyHandler>): Promise<CallOutcome<unknown>> {
  if (typeof working === 'function' || 'ok' in working) throw new Error('A handler of a plain call gave a stream.');
  try {
    return await working;
  } catch (error) {
    if (error instanceof StoreBusy) return unavailable('store/busy', 'Ask again, or narrow the question.');
    if (error instanceof StoreUnavailable)
      return unavailable('store/unavailable', 'Nothing was changed. Try again later.');
    throw error;
  }
}

function unavailable(code: string, detail: string): CallOutcome<never> {
  return {
    ok: false,
    refusal: { status: 503, code, title: 'The store does not answer now', detail, retryAfterMs: 5_000 },
  };
}

function refuseCaller(caller: Caller | undefined, row: Call): ServerRefusal {
  return caller === undefined
    ? {
        status: 401,
        code: 'access/token-missing',
        title: 'Who is calling?',
        detail:
          'This call needs a valid token. Send it as "Authorization: Bearer …", or open the address the program printed.',
        close: true,
      }
    : {
        status: 403,
        code: 'access/not-allowed',
        title: 'Not allowed',
        detail: `This call needs the permission "${row.permission}", which none of your roles has. Ask an operator.`,
        close: true,
      };
}

type Parsed = Omit<CallRequest<Call>, 'caller'>;

async function readCall(
  row: Call,
  request: FastifyRequest,
  reply: FastifyReply,
  needs: MountNeeds,
): Promise<Parsed | ServerRefusal> {
  const query = row.query.safeParse(request.query);
  if (!query.success) return invalid('query', query.error);
  const bytes = await readRequestBody(row, request, reply, needs);
  if ('status' in bytes) return bytes;
  const body = parseBody(row, request, bytes);
  if ('status' in body) return body;
  // Every row's path names its own parameters, and the router fills exactly those with text.
  return { params: request.params as Record<string, string>, query: query.data, body: body.value };
}

async function readRequestBody(
  row: Call,
  request: FastifyRequest,
  reply: FastifyReply,
  { readBody, limits }: MountNeeds,
): Promise<Buffer | ServerRefusal> {
  const limitBytes = row.bodyBytes ?? limits.bodyBytes;
  const declared = request.headers['content-length'];
  const isLarge = declared !== undefined && Number(declared) > limitBytes;
  if (request.headers.expect !== undefined && !isLarge) reply.raw.writeContinue();
  const read = await readBody(request.raw, declared, limitBytes);
  if (read.ok) return read.bytes;
  if (read.why === 'crowded')
    return refuse(503, 'api/crowded', 'Too many bodies are arriving at once. Try again later.');
  if (read.why === 'gone') return refuse(400, 'api/cut-off', 'The body ended before it was complete. Send it again.');
  return refuse(413, 'api/too-large', `Bodies of calls hold up to ${Math.floor(limitBytes / 1024)} KB. Send less.`);
}

function parseBody(row: Call, request: FastifyRequest, bytes: Buffer): { readonly value: unknown } | ServerRefusal {
  if (row.body instanceof z.ZodUndefined) {
    return bytes.length === 0
      ? { value: undefined }
      : refuse(400, 'api/body-not-taken', 'This call takes no body. Leave it out.');
  }
  if (!/^application\/json(;\s*charset="?utf-8"?)?$/i.test(request.headers['content-type'] ?? '')) {
    return refuse(415, 'api/content-type', 'Send the body as application/json in UTF-8.');
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) return refuse(400, 'api/charset', 'The body is not written in UTF-8.');
  const json = readJson(text);
  if (!json.ok) return refuse(400, json.refusal.code, json.refusal.reason);
  const body = row.body.safeParse(json.value);
  return body.success ? { value: body.data } : invalid('body', body.error);
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    // The decoder reports malformed bytes by a TypeError.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function invalid(where: 'query' | 'body', error: z.ZodError): Refusal {
  const sentences = error.issues.slice(0, 10).map((issue) => {
    const path = issue.path.join('.');
    return `${where}${path === '' ? '' : `.${path}`}: ${issue.message}`;
  });
  return {
    status: 400,
    code: `api/invalid-${where}`,
    title: 'The call is not written as it must be',
    detail: `${sentences.join('; ')}. The API document lists what this call takes.`,
  };
}

function refuse(status: number, code: string, detail: string): ServerRefusal {
  return { status, code, title: 'The call cannot be read', detail, close: true };
}

function headerText(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

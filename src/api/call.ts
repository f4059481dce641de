import { z } from 'zod';
import type { Caller, Permission } from './permission.ts';

// No code is generated at run time, in the host or in a page.
z.config({ jitless: true });

/** Names in braces of a path: `/api/runs/{id}` → `id`. */
export type PathNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never;

/** What a call is, apart from its name. `json` calls answer once; `events` calls answer with a stream of replies. */
export type CallFacts<
  Path extends string,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
  Kind extends 'json' | 'events',
> = {
  readonly kind: Kind;
  readonly method: 'GET' | 'POST';
  readonly path: Path;
  readonly permission: Permission;
  /** One sentence for the API document. */
  readonly summary: string;
  readonly query: Query;
  readonly body: Body;
  /** Largest body in bytes, where the server's own limit for calls does not do. */
  readonly bodyBytes?: number;
  readonly reply: Reply;
};

/** One row of the API table. */
export type Call<
  Id extends string = string,
  Path extends string = string,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
  Kind extends 'json' | 'events' = 'json' | 'events',
> = CallFacts<Path, Query, Body, Reply, Kind> & { readonly id: Id };

/** The query of a call that takes none; an unknown key is refused. */
export const noQuery = z.strictObject({});

/** The body of a call that takes none; sending one is refused. */
export const noBody = z.undefined();

/** Declares a row of the API table; server, client, API document and the role test are derived from it. */
export function call<
  const Id extends string,
  const Path extends `/api/${string}`,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
>(
  id: Id,
  facts: Omit<CallFacts<Path, Query, Body, Reply, 'json'>, 'kind'>,
): Call<Id, Path, Query, Body, Reply, 'json'> {
  return { id, kind: 'json', ...facts };
}

/** Declares a row that answers with server-sent events; `reply` is the data of one event. */
export function eventCall<
  const Id extends string,
  const Path extends `/api/${string}`,
  Query extends z.ZodType,
  Reply extends z.ZodType,
>(
  id: Id,
  facts: Omit<CallFacts<Path, Query, typeof noBody, Reply, 'events'>, 'kind' | 'body' | 'method'>,
): Call<Id, Path, Query, typeof noBody, Reply, 'events'> {
  return { id, kind: 'events', method: 'GET', body: noBody, ...facts };
}

/** A request of a call, parsed and believed. */
export type CallRequest<C extends Call> = {
  readonly params: { readonly [Name in PathNames<C['path']>]: string };
  readonly query: z.output<C['query']>;
  readonly body: z.output<C['body']>;
  readonly caller: Caller;
};

/** Why a call was not done. */
export type Refusal = {
  readonly status: 400 | 403 | 404 | 409 | 422 | 503;
  /** `area/what-happened`. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly retryAfterMs?: number;
};

/** What a handler comes to. */
export type CallOutcome<T> =
  /** `session` is a value the browser keeps and sends with every further call. */
  { readonly ok: true; readonly value: T; readonly session?: string } | RefusedCall;

/** A call that was not done. */
export type RefusedCall = { readonly ok: false; readonly refusal: Refusal };

/** One event of a stream; `id` is what a client sends back to resume. */
export type StreamEvent<T> = { readonly id: string; readonly data: T };

/** The work behind one row: an answer, or for `events` rows a source that is followed until what it gave is called. */
export type Handler<C extends Call> = C['kind'] extends 'json'
  ? (request: CallRequest<C>) => Promise<CallOutcome<z.input<C['reply']>>>
  : (
      request: CallRequest<C> & { readonly lastEventId: string | undefined },
      send: (event: StreamEvent<z.input<C['reply']>>) => void,
    ) => (() => void) | RefusedCall;

/** A handler for every row of a table, by id; the server is built from exactly this. */
export type Handlers<Calls extends readonly Call[]> = {
  readonly [C in Calls[number] as C['id']]: Handler<C>;
};

/** The body of every refusal: `application/problem+json`. */
export const problemReply = z.strictObject({
  code: z.string().meta({ description: '`area/what-happened`; each has a page.' }),
  title: z.string(),
  detail: z.string().meta({ description: 'What is wrong, where, and what to do about it.' }),
});

/** The body of a refusal as a value. */
export type ProblemReply = z.output<typeof problemReply>;

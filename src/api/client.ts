import type { z } from 'zod';
import type { CallRequest, ProblemReply } from './call.ts';
import { problemReply } from './call.ts';
import { type ApiCall, type ApiCallOf, calls } from './calls.ts';

/** The part of the platform's `fetch` the client uses; both Node's and the browser's fit. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => Promise<{ readonly status: number; readonly text: () => Promise<string> }>;

/** What a call came to, seen from the client. */
export type ClientOutcome<T> =
  | { readonly ok: true; readonly value: T }
  /** The runtime refused; `status` is the HTTP status. */
  | { readonly ok: false; readonly status: number; readonly problem: ProblemReply };

type JsonCall = Extract<ApiCall, { readonly kind: 'json' }>;

/** Parts that a call does not take may be left out. */
export type ClientRequest<C extends ApiCall> = (keyof CallRequest<C>['params'] extends never
  ? { readonly params?: undefined }
  : { readonly params: CallRequest<C>['params'] }) &
  (z.input<C['body']> extends undefined ? { readonly body?: undefined } : { readonly body: z.input<C['body']> }) & {
    readonly query?: z.input<C['query']>;
  };

/** Calls a runtime over HTTP. */
export type Client = {
  /**
   * Sends one call.
   *
   * @returns the reply, or the problem the runtime answered with
   * @throws what `fetch` throws when the runtime cannot be reached, and when the answer is not from a Penstock runtime
   */
  readonly send: <Id extends JsonCall['id']>(
    id: Id,
    request: ClientRequest<ApiCallOf<Id>>,
  ) => Promise<ClientOutcome<z.output<ApiCallOf<Id>['reply']>>>;
};

/**
 * Makes a client of one runtime.
 *
 * @param url base address such as `http://127.0.0.1:7331`, without a path
 * @param token the bearer token; left out for public calls, and in a page that has a session
 */
export function createClient(options: {
  readonly url: string;
  readonly token?: string;
  readonly fetch: Fetch;
}): Client {
  const base = options.url.replace(/\/+$/, '');
  // A page is known by its cookie, and shows by a header of its own that no form of another site sent the call.
  const authorization: Record<string, string> =
    options.token === undefined ? { 'x-penstock': '1' } : { authorization: `Bearer ${options.token}` };
  return {
    send: async (id, request) => {
      const row = findCall(id);
      const { params, query, body } = openRequest(request);
      const answer = await options.fetch(`${base}${fillPath(row.path, params)}${printQuery(query)}`, {
        method: row.method,
        headers: {
          accept: 'application/json',
          ...authorization,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return readAnswer(row, answer.status, await answer.text());
    },
  };
}

type OpenRequest = { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown };

/** Forgets which row a request belongs to; the types of `send` have done their work by then. */
function openRequest(request: OpenRequest): OpenRequest {
  return request;
}

function findCall(id: string): ApiCall {
  const row = calls.find((candidate) => candidate.id === id);
  if (row === undefined) throw new Error(`The API has no call "${id}".`);
  return row;
}

function readAnswer<T>(row: ApiCall, status: number, text: string): ClientOutcome<T> {
  const value = parseAnswer(row, status, text);
  if (status === 200) {
    // The row was found under the id that fixes T, and its own schema parsed the value.
    return { ok: true, value: row.reply.parse(value) as T };
  }
  const problem = problemReply.safeParse(value);
  if (!problem.success) throw new Error(`${row.method} ${row.path} answered ${status} as no Penstock runtime does.`);
  return { ok: false, status, problem: problem.data };
}

function parseAnswer(row: ApiCall, status: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${row.method} ${row.path} answered ${status} without JSON; is this a Penstock runtime?`, {
      cause,
    });
  }
}

/** Puts values into the braces of a path, each encoded as one segment. */
function fillPath(path: string, params: unknown): string {
  const values = new Map(Object.entries(params ?? {}));
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (!values.has(name)) throw new Error(`The path ${path} needs "${name}".`);
    return encodeURIComponent(String(values.get(name)));
  });
}

function printQuery(query: unknown): string {
  const pairs = Object.entries(query ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

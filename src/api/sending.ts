import type { z } from 'zod';
import type { CallRequest, ProblemReply } from './call.ts';
import type { ApiCall, ApiCallOf } from './calls.ts';

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

/** Where a call goes: `GET` and `/api/runs/{id}`. */
export type CallLine = { readonly method: string; readonly path: string };

/** What came back: JSON of whatever kind. */
export type Answer = { readonly status: number; readonly value: unknown };

/**
 * Sends one call and reads what comes back as JSON, believing none of it.
 *
 * @throws what `fetch` throws, and when the answer is no JSON
 */
export async function sendCall(
  { method, path }: CallLine,
  request: { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown },
  target: { readonly base: string; readonly headers: Readonly<Record<string, string>>; readonly fetch: Fetch },
): Promise<Answer> {
  const { params, query, body } = request;
  const answer = await target.fetch(`${target.base}${fillPath(path, params)}${printQuery(query)}`, {
    method,
    headers: {
      accept: 'application/json',
      ...target.headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  try {
    return { status: answer.status, value: JSON.parse(text) };
  } catch (cause) {
    throw new Error(`${method} ${path} answered ${answer.status} without JSON; is this a Penstock runtime?`, { cause });
  }
}

/** The error for an answer that no runtime of ours gives. */
export function strangeAnswer({ method, path }: CallLine, status: number): Error {
  return new Error(`${method} ${path} answered ${status} as no Penstock runtime does.`);
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

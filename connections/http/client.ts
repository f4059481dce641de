import { type Failure, invalid, permanent } from '#flow/failure.ts';
import type { Json } from '#flow/json.ts';
import type { ClientParts, CreateClient, EgressRequest, EgressResponse } from '#flow/node-type/egress.ts';

/** One request as a step asks for it. */
export type HttpRequest = {
  readonly method: EgressRequest['method'];
  /** Below the address of the connection; starts with one `/`. Values put into it are already escaped. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent: no body. */
  readonly body?: Json;
  readonly idempotencyKey?: string;
  /** Statuses that count as success instead of 200 to 299. */
  readonly success?: readonly number[];
  readonly signal: AbortSignal;
};

/** An answer. A body that is no JSON is its text; an empty one is null. */
export type HttpResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
};

/** How a request ended; a failure carries the response where one arrived. */
export type HttpResult =
  | { readonly ok: true; readonly response: HttpResponse }
  | { readonly ok: false; readonly failure: Failure; readonly response?: HttpResponse };

/** Speaks HTTP and JSON to the one system of a connection. */
export type HttpClient = { readonly request: (request: HttpRequest) => Promise<HttpResult> };

/** Makes the client of an `http` connection. */
export const createHttpClient: CreateClient<HttpClient> = (parts) => ({
  request: (request) => send(parts, request),
});

async function send(parts: ClientParts, request: HttpRequest): Promise<HttpResult> {
  if (!/^\/(?!\/)/.test(request.path) || request.path.split('/').includes('..')) {
    const title = 'The path must begin with one "/" and hold no "..": it stays on the host of the connection.';
    return { ok: false, failure: invalid('http/bad-request', title) };
  }
  const answer = await parts.egress.send(toEgress(request));
  if (answer.ok) {
    const response = toResponse(answer.response);
    if (isSuccess(request, response.status)) return { ok: true, response };
    return { ok: false, failure: unexpected(response.status), response };
  }
  if (answer.response === undefined) return { ok: false, failure: answer.failure };
  const response = toResponse(answer.response);
  if (request.success?.includes(response.status) === true) return { ok: true, response };
  return { ok: false, failure: answer.failure, response };
}

function toEgress(request: HttpRequest): EgressRequest {
  const contentType = request.body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    method: request.method,
    path: request.path,
    query: textQuery(request.query ?? {}),
    headers: { accept: 'application/json, */*;q=0.5', ...contentType, ...lowerCase(request.headers ?? {}) },
    ...(request.body === undefined ? {} : { body: [JSON.stringify(request.body)] }),
    ...(request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey }),
    signal: request.signal,
    expect: 'json',
  };
}

function textQuery(query: NonNullable<HttpRequest['query']>): Record<string, string | readonly string[]> {
  const entries = Object.entries(query).map(([name, value]) => [
    name,
    typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
  ]);
  return Object.fromEntries(entries);
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function toResponse(response: EgressResponse): HttpResponse {
  const { status, headers, body } = response;
  return { status, headers: withoutCookies(headers), body: jsonOf(body) };
}

/** Cookies are credentials of a session; they have no place in a run's record. */
function withoutCookies(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'set-cookie'));
}

function jsonOf(body: EgressResponse['body']): Json {
  switch (body.as) {
    case 'json':
      return body.json;
    case 'text':
      return body.text === '' ? null : body.text;
    case 'bytes':
      return null;
  }
}

function isSuccess(request: HttpRequest, status: number): boolean {
  if (request.success !== undefined) return request.success.includes(status);
  return status >= 200 && status < 300;
}

/** The request was taken, so repeating it blindly is not safe; only the status is another one than agreed. */
function unexpected(status: number): Failure {
  const title = `The system answered ${status}, which does not count as success here.`;
  return permanent('http/rejected', title, { detail: { status }, unknown: true });
}

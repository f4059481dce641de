import { type Failure, permanent, refusedByPolicy } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { ClientParts, CreateClient, EgressRequest, EgressResponse } from '#flow/node-type/egress.ts';
import { type ApiOperation, type ApiParameter, findOperation } from '#flow/openapi/document.ts';
import type { ApiPaging } from '#flow/openapi/paging.ts';
import { type NextPage, turnPage } from './pages.ts';
import { encodeBody, type Placed, placeParameters } from './request.ts';

/** How many pages of a list are asked for, and how they go on where the document does not say it. */
export type PagesWanted = {
  /** The most pages, from 1. */
  readonly pages: number;
  readonly scheme?: ApiPaging;
};

/** One call of an operation. */
export type ApiCall = {
  readonly operation: string;
  /** Values by the key of their parameter; nothing (null) leaves one out. */
  readonly parameters: JsonObject;
  /** Sent where the operation takes a body. */
  readonly body?: Json;
  /** Statuses that count as success instead of 200 to 299. */
  readonly success?: readonly number[];
  readonly paging?: PagesWanted;
  /** Sent with writes only. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
};

/** An answer; with paging the body is the list of all items, and `complete` says whether there were no more pages. */
export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly pages?: number;
  readonly complete?: boolean;
};

/** How a call ended; a failure carries the answer where one arrived. */
export type ApiResult =
  | { readonly ok: true; readonly answer: ApiAnswer }
  | { readonly ok: false; readonly failure: Failure; readonly answer?: ApiAnswer };

/** Calls operations of the one document of a connection. */
export type OpenApiClient = { readonly call: (call: ApiCall) => Promise<ApiResult> };

/** The most characters of items that the pages of one call may come to. */
const longestPages = 10_000_000;

/** Makes the client of an `openapi` connection. */
export const createOpenapiClient: CreateClient<OpenApiClient> = (parts) => ({
  call: (call) => carryOut(parts, call),
});

async function carryOut(parts: ClientParts, call: ApiCall): Promise<ApiResult> {
  const operation = findOperation(parts.connection.api, call.operation);
  const refusal = refusalOf(call, operation, parts);
  if (refusal !== undefined || operation === undefined) return { ok: false, failure: refusal ?? unknown(call) };
  const placed = placeParameters(operation, call.parameters, (one) => isSentByConnection(parts, operation, one));
  if (!placed.ok) return placed;
  const body =
    operation.body === undefined || call.body === undefined ? undefined : encodeBody(operation.body, call.body);
  if (body?.ok === false) return body;
  const request = toEgress({ operation, call, placed: placed.value, body: body?.value });
  const paging = call.paging === undefined ? undefined : (call.paging.scheme ?? operation.paging);
  return paging === undefined || call.paging === undefined
    ? send(parts, request, call.success)
    : sendPages(parts, { request, success: call.success, paging, most: call.paging.pages });
}

/** The checker has said all of this; a document may have changed since. */
function refusalOf(call: ApiCall, operation: ApiOperation | undefined, parts: ClientParts): Failure | undefined {
  if (operation === undefined) return unknown(call);
  if (operation.unsupported !== undefined) {
    const title = `No step can call the operation "${operation.operation}" of the connection "${parts.connection.id}".`;
    return refusedByPolicy('openapi/no-operation', title, { detail: { why: operation.unsupported } });
  }
  if (call.paging === undefined) return undefined;
  const hasPages = operation.effect === 'read' && (call.paging.scheme ?? operation.paging) !== undefined;
  if (hasPages) return undefined;
  const title = `Nobody says how the pages of the operation "${operation.operation}" go on.`;
  return refusedByPolicy('openapi/no-paging', title);
}

function unknown({ operation }: ApiCall): Failure {
  return refusedByPolicy('openapi/no-operation', `The connection has no document with the operation "${operation}".`);
}

function isSentByConnection({ connection }: ClientParts, operation: ApiOperation, parameter: ApiParameter): boolean {
  const { auth, idempotency } = connection;
  if (parameter.in === 'query') return auth?.query === parameter.name;
  const name = parameter.name.toLowerCase();
  const isKey = operation.effect === 'write' && idempotency?.header.toLowerCase() === name;
  return parameter.in === 'header' && (isKey || auth?.header?.toLowerCase() === name);
}

function toEgress(of: {
  readonly operation: ApiOperation;
  readonly call: ApiCall;
  readonly placed: Placed;
  readonly body: string | undefined;
}): EgressRequest {
  const { operation, call, placed, body } = of;
  const contentType = body === undefined ? {} : { 'content-type': operation.body?.mediaType ?? 'application/json' };
  return {
    method: operation.method,
    path: placed.path,
    query: placed.query,
    headers: { accept: 'application/json, */*;q=0.5', ...placed.headers, ...contentType },
    ...(body === undefined ? {} : { body: [body] }),
    operation: operation.operation,
    ...(operation.effect === 'write' ? { idempotencyKey: call.idempotencyKey } : {}),
    signal: call.signal,
    expect: 'json',
  };
}

async function send(
  parts: ClientParts,
  request: EgressRequest,
  success: readonly number[] | undefined,
): Promise<ApiResult> {
  const sent = await parts.egress.send(request);
  if (sent.response === undefined)
    return sent.ok ? { ok: true, answer: nothing } : { ok: false, failure: sent.failure };
  const answer = toAnswer(sent.response);
  if (success?.includes(answer.status) === true) return { ok: true, answer };
  if (!sent.ok) return { ok: false, failure: withProblem(sent.failure, answer), answer };
  const isGood = success === undefined && answer.status >= 200 && answer.status < 300;
  return isGood ? { ok: true, answer } : { ok: false, failure: unexpected(request, answer.status), answer };
}

const nothing: ApiAnswer = { status: 0, headers: {}, body: null };

type Pages = {
  readonly request: EgressRequest;
  readonly success: readonly number[] | undefined;
  readonly paging: ApiPaging;
  readonly most: number;
};

async function sendPages(parts: ClientParts, { request, success, paging, most }: Pages): Promise<ApiResult> {
  const items: Json[] = [];
  const asked = new Set<string>();
  let wanted = request;
  let length = 0;
  for (let number = firstNumber(paging, request); ; number += 1) {
    const sent = await send(parts, wanted, success);
    if (!sent.ok) return sent;
    const { answer } = sent;
    const turned = turnPage(paging, answer, { number, base: String(parts.binding.url) });
    if (!turned.ok) return { ...turned, answer };
    length += JSON.stringify(turned.items).length;
    if (length > longestPages) return { ok: false, failure: tooLarge() };
    for (const item of turned.items) items.push(item);
    asked.add(placeOf(wanted));
    const { next } = turned;
    if (next === undefined || asked.size >= most) {
      return { ok: true, answer: { ...answer, body: items, pages: asked.size, complete: next === undefined } };
    }
    wanted = follow(parts, wanted, next);
    if (asked.has(placeOf(wanted))) return { ok: false, failure: goesInCircles(), answer };
  }
}

/** A step may begin at a later page. */
function firstNumber({ scheme, parameter }: ApiPaging, { query }: EgressRequest): number {
  const stated = scheme === 'page' && parameter !== undefined ? Number(query?.[parameter] ?? 1) : 1;
  return Number.isSafeInteger(stated) ? stated : 1;
}

function placeOf({ path, query }: EgressRequest): string {
  return JSON.stringify([path, query]);
}

function follow({ connection }: ClientParts, request: EgressRequest, next: NextPage): EgressRequest {
  if (next.by === 'parameter') return { ...request, query: { ...request.query, [next.name]: next.value } };
  // A system may repeat the key in its link; only the connection sends it.
  const query = Object.fromEntries(Object.entries(next.query).filter(([name]) => name !== connection.auth?.query));
  return { ...request, path: next.path, query };
}

function tooLarge(): Failure {
  const title = 'All pages together are larger than a step may hold.';
  return permanent('openapi/pages-too-large', title);
}

function goesInCircles(): Failure {
  return permanent('openapi/pages-astray', 'The answer names a page as the next one that was read already.');
}

function toAnswer({ status, headers, body }: EgressResponse): ApiAnswer {
  // Cookies are credentials of a session; they have no place in a run's record.
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'set-cookie'));
  return { status, headers: kept, body: jsonOf(body) };
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

/** What the system says about a refusal (RFC 9457, and the shapes most systems have), bounded. */
function withProblem(failure: Failure, { body }: ApiAnswer): Failure {
  const said = isJsonObject(body) && isJsonObject(body.error) ? { ...body, ...body.error } : body;
  if (!isJsonObject(said)) return failure;
  const facts = ['type', 'title', 'code', 'message', 'detail', 'error', 'errors', 'invalid-params', 'instance'];
  const entries = facts.flatMap((name) => {
    const value = Object.hasOwn(said, name) ? said[name] : undefined;
    if (value === undefined || value === null || (name === 'error' && isJsonObject(value))) return [];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return [[name, text.length <= 1_000 ? value : `${text.slice(0, 1_000)}…`] as const];
  });
  if (entries.length === 0) return failure;
  const before = isJsonObject(failure.detail) ? failure.detail : {};
  return { ...failure, detail: { ...before, problem: Object.fromEntries(entries) } };
}

/** The request was taken, so a write must not be repeated blindly; only the status is another one than agreed. */
function unexpected({ method }: EgressRequest, status: number): Failure {
  const title = `The system answered ${status}, which does not count as success here.`;
  const isRead = method === 'GET' || method === 'HEAD';
  return permanent('http/rejected', title, { detail: { status }, ...(isRead ? {} : { unknown: true }) });
}

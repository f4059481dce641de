import { type Failure, invalid, refusedByPolicy } from '#flow/failure.ts';
import type { EgressRequest } from '#flow/node-type/egress.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import { acceptedEncodings } from './answer.ts';

/** Where egress finds a secret; only egress asks. */
export type SecretSource = { readonly get: (name: string) => { readonly reveal: () => string } | undefined };

/** A request made complete, or why it may not be sent. */
export type Completion<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** Headers that only the transport may set: with them a client could speak to another host or smuggle a request. */
const ownHeaders: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'transfer-encoding',
  'content-length',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'accept-encoding',
]);

/** Holds a request against what its connection allows. */
export function refusalOf(request: EgressRequest, connection: Connection): Failure | undefined {
  const { operations, methods } = connection.allow ?? {};
  const isMethodAllowed = methods?.some((method) => method.toUpperCase() === request.method) ?? true;
  if (!isMethodAllowed) {
    return notAllowed(`The connection "${connection.id}" does not allow the method ${request.method}.`);
  }
  if (operations === undefined || operations.some((allowed) => isCovered(allowed, request.operation))) return undefined;
  const named = request.operation === undefined ? 'a request without an operation' : `"${request.operation}"`;
  return notAllowed(`The connection "${connection.id}" does not allow ${named}.`);
}

/** `order.*` covers every operation of that beginning. */
function isCovered(allowed: string, operation: string | undefined): boolean {
  if (operation === undefined) return false;
  return allowed.endsWith('.*') ? operation.startsWith(allowed.slice(0, -1)) : allowed === operation;
}

function notAllowed(title: string): Failure {
  return refusedByPolicy('egress/not-allowed', title);
}

/** Headers in the order of trust: the transport's, the client's, the connection's; then secrets. */
export function completeHeaders(
  request: EgressRequest,
  connection: Connection,
  secrets: SecretSource,
): Completion<Record<string, string>> {
  const headers: Record<string, string> = { accept: '*/*', 'user-agent': 'Penstock' };
  const auth = authHeader(request, connection, secrets);
  if (!auth.ok) return auth;
  for (const [given, value] of Object.entries(request.headers ?? {})) {
    const name = given.toLowerCase();
    if (!/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(name) || !isHeaderValue(value)) {
      return { ok: false, failure: invalid('http/bad-request', `The header "${given.slice(0, 60)}" cannot be sent.`) };
    }
    if (ownHeaders.has(name) || name === auth.value?.name) {
      return { ok: false, failure: notAllowed(`The header "${name}" is set by the connection, not by a step.`) };
    }
    headers[name] = value;
  }
  headers['accept-encoding'] = acceptedEncodings;
  const { idempotency } = connection;
  if (request.idempotencyKey !== undefined && idempotency !== undefined) {
    headers[idempotency.header.toLowerCase()] = request.idempotencyKey;
  }
  if (auth.value !== undefined) headers[auth.value.name] = auth.value.value;
  return { ok: true, value: headers };
}

function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function authHeader(
  request: EgressRequest,
  connection: Connection,
  secrets: SecretSource,
): Completion<{ readonly name: string; readonly value: string } | undefined> {
  const { auth } = connection;
  const way = request.auth ?? 'declared';
  if (way === 'none' || auth === undefined || auth.scheme === 'none') return { ok: true, value: undefined };
  if (way === 'declared' && keyParameterOf(connection) !== undefined) return { ok: true, value: undefined };
  const secret = reveal(auth.secret, connection, secrets);
  if (!secret.ok) return secret;
  const scheme = way === 'bearer' ? 'bearer' : auth.scheme;
  const header = schemeHeader(scheme, auth, secret.value);
  if (isHeaderValue(header.value)) return { ok: true, value: header };
  const title = `The secret of the connection "${connection.id}" holds characters no header can carry.`;
  return { ok: false, failure: refusedByPolicy('egress/secret-missing', title) };
}

function schemeHeader(
  scheme: 'api-key' | 'bearer' | 'basic',
  auth: NonNullable<Connection['auth']>,
  secret: string,
): { readonly name: string; readonly value: string } {
  switch (scheme) {
    case 'api-key':
      return { name: (auth.header ?? 'X-Api-Key').toLowerCase(), value: secret };
    case 'bearer':
      return { name: 'authorization', value: `Bearer ${secret}` };
    case 'basic': {
      const pair = auth.user === undefined ? secret : `${auth.user}:${secret}`;
      return { name: 'authorization', value: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
    }
  }
}

/** The query parameter in which the connection sends its key; undefined for every other way to prove who we are. */
function keyParameterOf({ auth }: Connection): string | undefined {
  return auth?.scheme === 'api-key' ? auth.query : undefined;
}

/** The address with the key of a connection that sends it in the query; the last moment before sending. */
export function completeUrl(
  url: URL,
  request: EgressRequest,
  parts: { readonly connection: Connection; readonly secrets: SecretSource },
): Completion<URL> {
  const { connection, secrets } = parts;
  const name = keyParameterOf(connection);
  if (name === undefined) return { ok: true, value: url };
  if (Object.hasOwn(request.query ?? {}, name)) {
    const title = `The query parameter "${name}" is set by the connection, not by a step.`;
    return { ok: false, failure: notAllowed(title) };
  }
  if ((request.auth ?? 'declared') !== 'declared') return { ok: true, value: url };
  const secret = reveal(connection.auth?.secret, connection, secrets);
  if (!secret.ok) return secret;
  const complete = new URL(url);
  complete.searchParams.set(name, secret.value);
  return { ok: true, value: complete };
}

/** The body as one text, its slots filled; the last moment before sending. */
export function completeBody(
  request: EgressRequest,
  connection: Connection,
  secrets: SecretSource,
): Completion<string | undefined> {
  if (request.body === undefined) return { ok: true, value: undefined };
  const parts: string[] = [];
  for (const part of request.body) {
    if (typeof part === 'string') {
      parts.push(part);
      continue;
    }
    if (part.secret !== connection.auth?.secret) {
      return {
        ok: false,
        failure: notAllowed(`The connection "${connection.id}" may not use the secret "${part.secret}".`),
      };
    }
    const secret = reveal(part.secret, connection, secrets);
    if (!secret.ok) return secret;
    parts.push(JSON.stringify(secret.value));
  }
  return { ok: true, value: parts.join('') };
}

function reveal(name: string | undefined, connection: Connection, secrets: SecretSource): Completion<string> {
  const secret = name === undefined ? undefined : secrets.get(name);
  if (secret !== undefined) return { ok: true, value: secret.reveal() };
  const named = name === undefined ? 'names no secret' : `needs the secret "${name}", which has no value here`;
  return {
    ok: false,
    failure: refusedByPolicy('egress/secret-missing', `The connection "${connection.id}" ${named}.`),
  };
}

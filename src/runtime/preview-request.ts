import type { EgressRequest } from '#flow/node-type/egress.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { completeBody, completeHeaders, refusalOf, type SecretSource } from './egress/request.ts';
import { joinPath, parseTarget } from './egress/target.ts';
import type { DescribedRequest } from './test-bench/bench-needs.ts';

/** Stands where the value of a secret would: its name, so that a reader knows which one goes there. */
const named: SecretSource = { get: (name) => ({ reveal: () => placeholder(name) }) };

/** Works out a request as egress would send it, with names in place of secrets; no socket is opened. */
export function describeRequest(
  connection: Connection,
  environment: Environment,
  request: EgressRequest,
): DescribedRequest {
  const refusal = refusalOf(request, connection);
  if (refusal !== undefined) return { ok: false, failure: refusal };
  const binding = Object.hasOwn(environment.connections, connection.id) ? environment.connections[connection.id] : {};
  const target = parseTarget(connection, binding?.url);
  const headers = completeHeaders(request, connection, named);
  if (!headers.ok) return headers;
  const body = completeBody(request, connection, named);
  if (!body.ok) return body;
  // Without an address the request itself can still be shown.
  const url = target === undefined ? undefined : joinPath(target, request.path, request.query);
  return {
    ok: true,
    url: url?.href ?? null,
    path: request.path,
    headers: readable(headers.value, connection, request),
    body: body.value ?? null,
  };
}

/** A pair that was packed for the wire would hide that a secret goes there. */
function readable(
  headers: Readonly<Record<string, string>>,
  { auth }: Connection,
  request: EgressRequest,
): Readonly<Record<string, string>> {
  if (auth?.scheme !== 'basic' || headers.authorization === undefined || request.auth === 'bearer') return headers;
  const pair =
    auth.user === undefined ? placeholder(auth.secret ?? '') : `${auth.user}:${placeholder(auth.secret ?? '')}`;
  return { ...headers, authorization: `Basic ${pair}` };
}

function placeholder(name: string): string {
  return `{{secret ${name}}}`;
}

import type { HttpClient } from '#connections/http/client.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { EffectResult, NodeContext } from '#flow/node-type/work.ts';

/** Sends one request; the client answers with a failure for every status that does not count as success. */
export async function execute(context: NodeContext): Promise<EffectResult> {
  const { config, input, key } = context.step;
  const method = methodOf(config);
  const isRead = method === 'GET' || method === 'HEAD';
  // DELETE with a body is legal and widely refused, so only a body that was asked for goes with it.
  const body = config.body ?? (isRead || method === 'DELETE' ? undefined : input);
  const client = context.connection<HttpClient>(String(config.connection));
  const sent = await client.request({
    method,
    path: String(config.path),
    query: queryOf(config),
    headers: headersOf(config),
    ...(body === undefined ? {} : { body }),
    ...(isRead ? {} : { idempotencyKey: key }),
    ...(Array.isArray(config.success) ? { success: config.success.map(Number) } : {}),
    signal: context.signal,
  });
  if (!sent.ok) return sent;
  const { status, headers, body: answer } = sent.response;
  return { ok: true, port: 'done', result: { status, headers, body: answer } };
}

function methodOf(config: JsonObject): 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' {
  const known = ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
  return known.find((method) => method === config.method) ?? 'GET';
}

/** Nothing leaves a parameter out; a list repeats it. */
function queryOf(config: JsonObject): Readonly<Record<string, string | readonly string[]>> {
  const query = isJsonObject(config.query) ? Object.entries(config.query) : [];
  const there = query.filter(([, value]) => value !== null && !isComputed(value));
  return Object.fromEntries(
    there.map(([name, value]) => [name, Array.isArray(value) ? value.map(asText) : asText(value)] as const),
  );
}

/** A computed value that came to nothing may still stand there as its expression; it must never be sent. */
function isComputed(value: Json): boolean {
  return isJsonObject(value) && typeof value.$ === 'string';
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function headersOf(config: JsonObject): Readonly<Record<string, string>> {
  const headers = isJsonObject(config.headers) ? Object.entries(config.headers) : [];
  return Object.fromEntries(headers.map(([name, value]) => [name, asText(value)] as const));
}

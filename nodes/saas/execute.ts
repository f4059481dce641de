import type { OpenApiClient, PagesWanted } from '#connections/openapi/client.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { EffectResult, NodeContext } from '#flow/node-type/work.ts';
import { readPaging } from '#flow/openapi/paging.ts';

const defaultPages = 10;

/** Calls one operation; the client knows from the document what goes where, and whether there is a body at all. */
export async function execute(context: NodeContext): Promise<EffectResult> {
  const { config, input, key } = context.step;
  const client = context.connection<OpenApiClient>(String(config.connection));
  const paging = pagingOf(config);
  const called = await client.call({
    operation: String(config.operation),
    parameters: parametersOf(config),
    body: config.body ?? input,
    ...(Array.isArray(config.success) ? { success: config.success.map(Number) } : {}),
    ...(paging === undefined ? {} : { paging }),
    idempotencyKey: key,
    signal: context.signal,
  });
  return called.ok ? { ok: true, port: 'done', result: called.answer } : { ok: false, failure: called.failure };
}

/** A computed value that came to nothing may still stand there as its expression; it must never be sent. */
function parametersOf({ parameters }: JsonObject): JsonObject {
  const entries = isJsonObject(parameters) ? Object.entries(parameters) : [];
  return Object.fromEntries(entries.filter(([, value]) => !isComputed(value)));
}

function isComputed(value: Json): boolean {
  return isJsonObject(value) && typeof value.$ === 'string';
}

function pagingOf({ paging }: JsonObject): PagesWanted | undefined {
  if (!isJsonObject(paging)) return undefined;
  const scheme = readPaging(paging);
  return {
    pages: typeof paging.pages === 'number' ? paging.pages : defaultPages,
    ...(scheme === undefined ? {} : { scheme }),
  };
}

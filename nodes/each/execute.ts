import type { HttpClient } from '#connections/http/client.ts';
import type { OdooClient } from '#connections/odoo/client.ts';
import { type Failure, invalid, permanent } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { EffectResult, NodeContext } from '#flow/node-type/work.ts';

type Page = { readonly records: readonly Json[]; readonly next: Json };

type PageResult = ({ readonly ok: true } & Page) | { readonly ok: false; readonly failure: Failure };

const defaultPageSize = 200;

/**
 * Reads one page of a source. The config is the source with `key` and `cursor`, null for the first page; the result is
 * `{ items: [{ key, input }], next }`, where `next` is null after the last page.
 */
export async function execute(context: NodeContext): Promise<EffectResult> {
  const { config } = context.step;
  const page = typeof config.model === 'string' ? await readOdoo(context) : await readHttp(context);
  if (!page.ok) return page;
  const cursor = config.cursor ?? null;
  if (page.next !== null && page.next === cursor) return failedWith(stuck);
  const items = keyed(page.records, String(config.key));
  if ('code' in items) return failedWith(items);
  return { ok: true, port: 'done', result: { items, next: page.next } };
}

const stuck = permanent('each/cursor-stuck', 'The source names the cursor of the page that was just read as the next.');

function failedWith(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure };
}

function noList(title: string) {
  return failedWith(invalid('each/no-list', title));
}

/** By id and not by offset: records that come or go meanwhile never shift the others. */
async function readOdoo({ step, connection, signal }: NodeContext): Promise<PageResult> {
  const { config } = step;
  const domain = config.domain ?? [];
  if (!Array.isArray(domain)) return noList('The domain is no list. Write it as [["state", "=", "sale"]].');
  const limit = typeof config.pageSize === 'number' ? config.pageSize : defaultPageSize;
  const after: readonly Json[] = typeof config.cursor === 'number' ? [['id', '>', config.cursor]] : [];
  const read = await connection<OdooClient>(String(config.connection)).operate({
    operation: 'record.search',
    values: {
      model: String(config.model),
      domain: [...domain, ...after],
      fields: fieldsOf(config),
      limit,
      order: 'id',
    },
    key: step.key,
    signal,
  });
  if (!read.ok) return read;
  const records = isJsonObject(read.result) ? read.result.records : undefined;
  if (!Array.isArray(records)) return noList('Odoo answered a search with something other than records.');
  const last = records.at(-1);
  const lastId = isJsonObject(last) && typeof last.id === 'number' ? last.id : null;
  // A full page may be the last one; an empty page after it costs one call and no guess.
  return { ok: true, records, next: records.length < limit ? null : lastId };
}

function fieldsOf(config: JsonObject): readonly Json[] {
  const named = Array.isArray(config.fields) ? config.fields : [];
  return named.includes('id') ? named : ['id', ...named];
}

async function readHttp({ step, connection, signal }: NodeContext): Promise<PageResult> {
  const { config } = step;
  const given = isJsonObject(config.query) ? Object.entries(config.query) : [];
  const query = Object.fromEntries(given.map(([name, value]) => [name, asText(value)] as const));
  const name = typeof config.cursorParameter === 'string' ? config.cursorParameter : 'cursor';
  const cursor = config.cursor ?? null;
  const sent = await connection<HttpClient>(String(config.connection)).request({
    method: 'GET',
    path: String(config.path),
    query: cursor === null ? query : { ...query, [name]: asText(cursor) },
    signal,
  });
  if (!sent.ok) return sent;
  const { body } = sent.response;
  const records = typeof config.items === 'string' ? valueAt(body, config.items) : body;
  if (!Array.isArray(records)) {
    const where = typeof config.items === 'string' ? `field "${config.items}" of the answer` : 'answer';
    return noList(`The ${where} holds no list of items.`);
  }
  const next = valueAt(body, String(config.next));
  const isCursor = (typeof next === 'string' && next !== '') || typeof next === 'number';
  return { ok: true, records, next: isCursor ? next : null };
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function valueAt(value: Json, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const name of path.split('.'))
    found = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  return found;
}

type Item = { readonly key: string; readonly input: Json };

function keyed(records: readonly Json[], path: string): readonly Item[] | Failure {
  const items = new Map<string, Item>();
  for (const [index, input] of records.entries()) {
    const value = valueAt(input, path);
    const key = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
    if (typeof key !== 'string' || key === '')
      return invalid(
        'each/item-without-key',
        `Item ${index + 1} of the page has no key: "${path}" must hold text or a whole number.`,
      );
    if (items.has(key))
      return invalid('each/key-repeated', `Two items of a page have the key "${key}". Choose a field that differs.`);
    items.set(key, { key, input });
  }
  return [...items.values()];
}

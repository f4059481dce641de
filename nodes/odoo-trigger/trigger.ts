import type { ChangedRecord, Changes } from '#connections/odoo/changes.ts';
import type { OdooClient } from '#connections/odoo/client.ts';
import { parseDuration } from '#flow/duration.ts';
import { formatInstant, parseInstant } from '#flow/instant.ts';
import { isJsonObject, type Json, type JsonObject, toJsonText } from '#flow/json.ts';
import type { PollContext, PolledEvent, PollResult, PollTrigger } from '#flow/node-type/work.ts';

/**
 * How far was read. Times are seconds of Odoo's clock as it writes them, `YYYY-MM-DD HH:MM:SS`, so that they compare
 * as text.
 */
type Cursor = {
  /** Nothing older than this starts a run, however far a look reaches back. */
  readonly floor: string;
  /** When the last whole sweep began: everything before it was seen, but for what was still hidden in a transaction. */
  readonly done: string;
  /** The sweep under way, where one page did not hold it. */
  readonly page?: {
    /** Seconds from here on are left to the next sweep: they may still change. */
    readonly until: string;
    readonly at: string;
    /** Within that one second, the last id that was read; absent where a page begins with a whole second. */
    readonly id?: number;
  };
};

/** What the config says, with defaults filled in. */
type Settings = {
  readonly model: string;
  readonly wantsCreated: boolean;
  readonly wantsUpdated: boolean;
  readonly overlapMs: number;
  readonly isOneByOne: boolean;
};

type Page = { readonly at: string; readonly id?: number };

/** Records read at once; the page a runtime takes in before it looks again. */
const pageSize = 200;

/** The work of `odoo-trigger`: sweeps a model by its time stamps, a bounded page at a time. */
export const trigger: PollTrigger = {
  everyMs: (config) => durationOf(config.every, 30_000),
  poll: async (config, kept, context): Promise<PollResult> => {
    const settings = readSettings(config);
    const cursor = readCursor(kept) ?? beginning(config);
    if (cursor === undefined) return await findTheStart(config, settings, context);
    const page = cursor.page ?? { at: sweepStart(cursor, settings) };
    const found = await look(config, settings, { page, limit: pageSize, context });
    if (!found.ok) return found;
    const until = cursor.page?.until ?? found.value.serverTime ?? toOdooTime(context.clock.now());
    return readPage({ settings, cursor, page, until, records: found.value.records });
  },
};

function readSettings(config: JsonObject): Settings {
  const events = Array.isArray(config.events) ? config.events : ['created', 'updated'];
  return {
    model: String(config.model),
    wantsCreated: events.includes('created'),
    wantsUpdated: events.includes('updated'),
    overlapMs: durationOf(config.overlap, 300_000),
    isOneByOne: config.oneByOne === true,
  };
}

function durationOf(value: Json | undefined, byDefaultMs: number): number {
  return (typeof value === 'string' ? parseDuration(value) : undefined) ?? byDefaultMs;
}

function beginning({ from }: JsonObject): Cursor | undefined {
  const fromMs = typeof from === 'string' ? parseInstant(from) : undefined;
  return fromMs === undefined ? undefined : { floor: toOdooTime(fromMs), done: toOdooTime(fromMs) };
}

/** The first look starts nothing: it only learns what Odoo's clock shows, which is where the second one begins. */
async function findTheStart(config: JsonObject, settings: Settings, context: PollContext): Promise<PollResult> {
  const at = toOdooTime(context.clock.now());
  const found = await look(config, settings, { page: { at }, limit: 1, context });
  if (!found.ok) return found;
  const start = found.value.serverTime ?? at;
  return { ok: true, events: [], cursor: { floor: start, done: start }, more: false };
}

async function look(
  config: JsonObject,
  settings: Settings,
  asked: { readonly page: Page; readonly limit: number; readonly context: PollContext },
): ReturnType<OdooClient['changes']> {
  const { page, limit, context } = asked;
  const client = context.connection<OdooClient>(String(config.connection));
  return await client.changes({
    model: settings.model,
    domain: Array.isArray(config.domain) ? config.domain : [],
    fields: Array.isArray(config.fields) ? config.fields.map(String) : [],
    by: settings.wantsUpdated ? 'write_date' : 'create_date',
    from: page.at,
    ...(page.id === undefined ? {} : { afterId: page.id }),
    limit,
    signal: context.signal,
  });
}

/** Back over what may have been hidden in a transaction, but never before the start. */
function sweepStart(cursor: Cursor, { overlapMs }: Settings): string {
  const start = toOdooTime((toMs(cursor.done) ?? 0) - overlapMs);
  return start < cursor.floor ? cursor.floor : start;
}

type PageRead = {
  readonly settings: Settings;
  readonly cursor: Cursor;
  readonly page: Page;
  readonly until: string;
  readonly records: Changes['records'];
};

function readPage(read: PageRead): PollResult {
  const { settings, cursor, until, records } = read;
  const stampOf = (record: ChangedRecord): string => (settings.wantsUpdated ? record.changedAt : record.createdAt);
  const next = nextPage(read, stampOf);
  // A page cut off in the middle of a second is read again from that second on, so its rest is left out here.
  const isWhole = (record: ChangedRecord): boolean =>
    next?.id !== undefined || next === undefined || stampOf(record) < next.at;
  const isSingleSecondAhead = next?.id === 0;
  const events = isSingleSecondAhead
    ? []
    : records
        .filter((record) => stampOf(record) < until && isWhole(record))
        .flatMap((record) => eventOf(record, settings, cursor) ?? []);
  // A clock of Odoo that was set back must not leave the start in the future.
  const floor = until < cursor.floor ? until : cursor.floor;
  const following: Cursor =
    next === undefined ? { floor, done: until } : { floor, done: cursor.done, page: { until, ...next } };
  return { ok: true, events, cursor: toJson(following), more: next !== undefined };
}

/** Where this sweep goes on, or undefined where it is over. */
function nextPage({ page, until, records }: PageRead, stampOf: (record: ChangedRecord) => string): Page | undefined {
  const last = records.at(-1);
  const isFull = records.length === pageSize && last !== undefined;
  if (page.id !== undefined) {
    if (isFull) return { at: page.at, id: last.id };
    const at = toOdooTime((toMs(page.at) ?? 0) + 1_000);
    return at < until ? { at } : undefined;
  }
  if (!isFull || stampOf(last) >= until) return undefined;
  const at = stampOf(last);
  // More of one second than a page holds: only the ids within that second give an order that pages can be cut by.
  const [first] = records;
  return first !== undefined && stampOf(first) === at ? { at, id: 0 } : { at };
}

function eventOf(record: ChangedRecord, settings: Settings, cursor: Cursor): PolledEvent | undefined {
  const { model, wantsCreated, wantsUpdated } = settings;
  const { id, createdAt, changedAt, fingerprint } = record;
  const isUntouched = createdAt === changedAt;
  if (!wantsCreated && isUntouched) return undefined;
  // Created and changed between two looks: the first that is heard of it is its creation.
  const isNew = wantsCreated && (!wantsUpdated || isUntouched || createdAt >= cursor.done);
  const body = {
    event: isNew ? 'created' : 'updated',
    model,
    id,
    createdAt: toInstant(createdAt),
    changedAt: toInstant(changedAt),
    record: record.record,
  };
  return {
    key: wantsUpdated ? `${model}:${id}:${changedAt}:${fingerprint}` : `${model}:${id}:created`,
    ...(settings.isOneByOne ? { lane: `${model}:${id}` } : {}),
    body: toJsonText(body),
  };
}

function toOdooTime(epochMs: number): string {
  return formatInstant(epochMs).slice(0, 19).replace('T', ' ');
}

function toMs(odooTime: string): number | undefined {
  return parseInstant(`${odooTime.replace(' ', 'T')}Z`);
}

function toInstant(odooTime: string): string {
  const ms = toMs(odooTime);
  return ms === undefined ? odooTime : formatInstant(ms);
}

function toJson({ floor, done, page }: Cursor): JsonObject {
  return { floor, done, ...(page === undefined ? {} : { page: { ...page } }) };
}

/** The cursor as it was kept; one that cannot be read counts as none. */
function readCursor(kept: Json | undefined): Cursor | undefined {
  if (!isJsonObject(kept) || typeof kept.floor !== 'string' || typeof kept.done !== 'string') return undefined;
  const { floor, done, page } = kept;
  if (!isJsonObject(page) || typeof page.until !== 'string' || typeof page.at !== 'string') return { floor, done };
  const { until, at, id } = page;
  return { floor, done, page: { until, at, ...(typeof id === 'number' ? { id } : {}) } };
}

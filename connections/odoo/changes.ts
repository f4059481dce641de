import { formatInstant, parseInstant } from '#flow/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import { failed, isId } from './operation.ts';
import type { Answer, Session } from './session.ts';

/** Which records, and from which second on. Times are Odoo's own: `YYYY-MM-DD HH:MM:SS`, UTC. */
export type ChangesQuestion = {
  readonly model: string;
  readonly domain: readonly Json[];
  readonly fields: readonly string[];
  /** Which time stamp counts. */
  readonly by: 'create_date' | 'write_date';
  /** First second looked at, itself included. */
  readonly from: string;
  /** Only the records of that one second with a higher id, in the order of ids. */
  readonly afterId?: number;
  /** Most records, from 1. */
  readonly limit: number;
};

/** One record as it stands now. */
export type ChangedRecord = {
  readonly id: number;
  readonly createdAt: string;
  readonly changedAt: string;
  /** Changes with the stored values that were asked for; tells two changes of one second apart. */
  readonly fingerprint: string;
  /** The fields asked for; empty ones are null. */
  readonly record: JsonObject;
};

/** Records by time stamp and, within a second, in Odoo's own finer order. */
export type Changes = {
  readonly records: readonly ChangedRecord[];
  /** What Odoo's clock showed; undefined where it does not say. */
  readonly serverTime: string | undefined;
};

/** How many hex digits of a fingerprint are kept. */
const fingerprintLength = 12;

type FieldFacts = ReadonlyMap<string, { readonly type: string; readonly isStored: boolean }>;

/** Field facts a client has asked for already, by model and fields. */
export type FieldMemory = Map<string, FieldFacts>;

/** Writes epoch milliseconds as Odoo writes times: UTC, to the second. */
export function toOdooTime(epochMs: number): string {
  return formatInstant(epochMs).slice(0, 19).replace('T', ' ');
}

/** Reads a time of Odoo, or undefined when it is none. */
export function readOdooTime(text: string): number | undefined {
  return parseInstant(`${text.slice(0, 19).replace(' ', 'T')}Z`);
}

/**
 * Reads the records that came up since a second, archived ones too. Only `>=` and `<` on whole seconds mean the same
 * in every version of Odoo: `>` and `=` do not.
 */
export async function readChanges(
  question: ChangesQuestion,
  parts: {
    readonly session: Session;
    readonly memory: FieldMemory;
    readonly hash: (text: string) => string;
    readonly serverTime: () => number | undefined;
  },
): Promise<Answer<Changes>> {
  const { model, fields, by, limit } = question;
  const facts = await fieldFacts(question, parts);
  if (!facts.ok) return facts;
  const asked = [...new Set(['create_date', 'write_date', ...fields])];
  const order = question.afterId === undefined ? `${by} asc, id asc` : 'id asc';
  const args = { domain: [...timeTerms(question), ...question.domain], fields: asked, limit, order };
  const found = await parts.session.call({
    model,
    method: 'search_read',
    args,
    context: { active_test: false },
  });
  if (!found.ok) return found;
  const records = (Array.isArray(found.value) ? found.value : []).flatMap((row) =>
    isJsonObject(row) ? (changeIn(row, { fields, facts: facts.value, hash: parts.hash }) ?? []) : [],
  );
  const serverTime = parts.serverTime();
  return { ok: true, value: { records, serverTime: serverTime === undefined ? undefined : toOdooTime(serverTime) } };
}

function timeTerms({ by, from, afterId }: ChangesQuestion): readonly Json[] {
  if (afterId === undefined) return [[by, '>=', from]];
  const next = toOdooTime((readOdooTime(from) ?? 0) + 1_000);
  return [
    [by, '>=', from],
    [by, '<', next],
    ['id', '>', afterId],
  ];
}

async function fieldFacts(
  { model, fields }: ChangesQuestion,
  { session, memory }: { readonly session: Session; readonly memory: FieldMemory },
): Promise<Answer<FieldFacts>> {
  const key = `${model} ${fields.join(' ')}`;
  const known = memory.get(key);
  if (known !== undefined) return { ok: true, value: known };
  const args = { allfields: [...fields], attributes: ['type', 'store'] };
  const described = await session.call({ model, method: 'fields_get', args });
  if (!described.ok) return failed(described.failure);
  const facts = new Map(
    Object.entries(isJsonObject(described.value) ? described.value : {}).map(([name, said]) => [
      name,
      {
        type: isJsonObject(said) && typeof said.type === 'string' ? said.type : '',
        isStored: !isJsonObject(said) || said.store !== false,
      },
    ]),
  );
  memory.set(key, facts);
  return { ok: true, value: facts };
}

function changeIn(
  row: JsonObject,
  how: { readonly fields: readonly string[]; readonly facts: FieldFacts; readonly hash: (text: string) => string },
): ChangedRecord | undefined {
  const { id, create_date: createdAt, write_date: changedAt } = row;
  if (!isId(id) || typeof createdAt !== 'string' || typeof changedAt !== 'string') return undefined;
  const record: Record<string, Json> = {};
  const stored: Json[] = [];
  for (const field of how.fields) {
    const value = row[field] ?? null;
    const facts = how.facts.get(field);
    record[field] = value === false && facts?.type !== 'boolean' ? null : value;
    // A value worked out while reading, or the name of another record, changes without a change of this one.
    if (facts?.isStored === true)
      stored.push(facts.type === 'many2one' && Array.isArray(value) ? (value[0] ?? null) : value);
  }
  const fingerprint = how.hash(JSON.stringify(stored)).slice(0, fingerprintLength);
  return { id, createdAt, changedAt, fingerprint, record };
}

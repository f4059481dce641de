import type { Flow } from '#flow/flow.ts';
import type { Json, JsonObject } from '#flow/json.ts';

/** A record of Odoo that was picked as a sample. */
export type PickedRecord = { readonly model: string; readonly id: number; readonly record: JsonObject };

/** The record as the flow's trigger would hand it on: in the envelope of an Odoo trigger, else bare. */
export function eventOfRecord(flow: Flow | undefined, { model, id, record }: PickedRecord): Json {
  const isSwept = flow?.nodes.some(({ type }) => type.startsWith('odoo-trigger@')) ?? false;
  if (!isSwept) return record;
  const createdAt = instantOf(record.create_date);
  const changedAt = instantOf(record.write_date) ?? createdAt;
  return {
    event: createdAt === changedAt ? 'created' : 'updated',
    model,
    id,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(changedAt === undefined ? {} : { changedAt }),
    record,
  };
}

/** Odoo writes `2026-11-21 17:13:54`, in UTC. */
function instantOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? `${value.replace(' ', 'T')}Z` : undefined;
}

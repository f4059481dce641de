import type { Json, JsonObject } from '#flow/json.ts';
import type { FieldFacts } from '#flow/node-type/system-probe.ts';

/** A record whose sensitive fields hold something else, and which fields those are. */
export type MaskedRecord = { readonly record: JsonObject; readonly fields: readonly string[] };

/** Classes that do not belong into a sample as they are. */
const masked: ReadonlySet<string> = new Set(['personal', 'financial', 'regulated']);

/**
 * Puts stand-ins of the same shape into fields that are personal, financial or regulated by their name. Numbers are
 * left alone unless the field says otherwise by being text: an amount is what a flow branches on.
 */
export function maskRecord(record: JsonObject, facts: readonly FieldFacts[]): MaskedRecord {
  const fields: string[] = [];
  const entries = Object.entries(record).map(([name, value]): [string, Json] => {
    const fact = facts.find((known) => known.name === name);
    const isSensitive = fact?.guessedClasses.some((one) => masked.has(one)) ?? false;
    const standIn = isSensitive ? maskValue(value, name) : value;
    if (standIn !== value) fields.push(name);
    return [name, standIn];
  });
  return { record: Object.fromEntries(entries), fields };
}

function maskValue(value: Json, name: string): Json {
  if (typeof value === 'string') return maskText(value, name);
  // A reference as Odoo writes it, [id, name]: the id leads nowhere by itself, the name is a person's.
  if (Array.isArray(value) && value.length === 2 && typeof value[0] === 'number' && typeof value[1] === 'string') {
    return [value[0], maskText(value[1], name)];
  }
  return value;
}

function maskText(text: string, name: string): string {
  if (text === '') return text;
  if (/^[^@\s]+@[^@\s]+$/.test(text)) return 'person@example.com';
  if (/^[+\d][\d\s()/.-]{5,}$/.test(text)) return text.replace(/\d/g, '0');
  return `Masked ${name}`;
}

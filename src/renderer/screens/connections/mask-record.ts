import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { FieldFacts } from '#flow/node-type/system-probe.ts';

/** A record whose sensitive fields hold something else, and which fields those are. */
export type MaskedRecord = { readonly record: JsonObject; readonly fields: readonly string[] };

/** Classes that do not belong into a sample as they are. */
const masked: ReadonlySet<string> = new Set(['personal', 'financial', 'regulated']);

/** Sorts of record that are people, or stand for one: a reference to them carries a name. */
const people: ReadonlySet<string> = new Set(['res.partner', 'res.users', 'hr.employee', 'res.partner.bank']);

/** Texts shorter than this stand in other texts by chance. */
const shortestEcho = 4;

/**
 * Puts stand-ins of the same shape into fields that are personal, financial or regulated by their name or refer to a
 * person, and wherever else such a text stands in the record. Numbers are left alone: an amount is what a flow
 * branches on.
 */
export function maskRecord(record: JsonObject, facts: readonly FieldFacts[]): MaskedRecord {
  const known = new Map(facts.map((fact) => [fact.name, fact]));
  const originals = new Set<string>();
  for (const [name, value] of Object.entries(record)) {
    if (isSensitive(known.get(name))) collectTexts(value, originals);
  }
  const echoes = [...originals].filter((text) => text.length >= shortestEcho);
  const holdsEcho = (text: string): boolean => echoes.some((echo) => text.includes(echo));
  const fields: string[] = [];
  const entries = Object.entries(record).map(([name, value]): [string, Json] => {
    const isOwn = isSensitive(known.get(name));
    let isMasked = false;
    const standIn = mapTexts(value, (text) => {
      if (text === '' || !(isOwn || holdsEcho(text))) return text;
      isMasked = true;
      return maskText(text, name);
    });
    if (isMasked) fields.push(name);
    return [name, standIn];
  });
  return { record: Object.fromEntries(entries), fields };
}

function isSensitive(fact: FieldFacts | undefined): boolean {
  if (fact === undefined) return false;
  // A choice is one of a few words Odoo knows; a flow may branch on it, and it names nobody.
  if (fact.type === 'selection') return false;
  return fact.guessedClasses.some((one) => masked.has(one)) || people.has(fact.relation ?? '');
}

function collectTexts(value: Json, into: Set<string>): void {
  mapTexts(value, (text) => {
    into.add(text);
    return text;
  });
}

function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapTexts(member, change)]));
}

function maskText(text: string, name: string): string {
  if (/^[^@\s]+@[^@\s]+$/.test(text)) return 'person@example.com';
  if (/^[+\d][\d\s()/.-]{5,}$/.test(text)) return text.replace(/\d/g, '0');
  return `Masked ${name}`;
}

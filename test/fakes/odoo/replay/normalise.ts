import { isJsonList, isJsonObject, type Json } from '../../json.ts';
import type { Comparison } from './fixture.ts';

const idKeys = /^(id|ids|_id|res_id|default_order_id|order_line)$|_ids?(_|$)/;

const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d+)?/g, '<time>'],
  [/\b\d{4}-\d{2}-\d{2}\b/g, '<day>'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b[0-9a-f]{64}\b/g, '<digest>'],
  [/\b(S)\d{5}\b/g, '$1<number>'],
  [/\b(WH\/OUT\/)\d{5}\b/g, '$1<number>'],
  [/\b([A-Z]+\/)\d{4}\/\d{5}\b/g, '$1<number>'],
  [/\(id \d+\)/g, '(id <id>)'],
  [/#\d+\b/g, '#<id>'],
  [/http:\/\/[\w.]+:\d+/g, '<base>'],
  [/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} .* GMT$/, '<http date>'],
  [/\nLINE 1: [\s\S]*$/, '\n<excerpt of the statement>\n'],
];

/** Which ids a number is one of: ids are compared within one key, because other keys count other models. */
type IdSpace = string | undefined;

/**
 * Makes two answers comparable. Ids become `#1, #2…` in the order they appear under their key, so that equal ids stay
 * equal; times, days, document numbers, uuids and digests become their kind; of `debug` only the presence is left; the
 * messages of a load are sorted by field, because Odoo's order is that of a Python set.
 */
export function normalise(value: Json, comparison: Comparison): Json {
  const seen = new Map<string, string>();
  const spaces = new Map<string, number>();
  const idOf = (id: number, space: string): string => {
    const key = `${space} ${id}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const position = (spaces.get(space) ?? 0) + 1;
    spaces.set(space, position);
    seen.set(key, `#${position}`);
    return `#${position}`;
  };
  const walk = (current: Json, space: IdSpace): Json => {
    if (typeof current === 'number') {
      if (space !== undefined) return idOf(current, space);
      return comparison.numbers === true ? '<number>' : current;
    }
    if (typeof current === 'string') return normaliseText(current);
    if (isJsonList(current)) return walkList(current, space);
    if (!isJsonObject(current)) return current;
    return Object.fromEntries(Object.entries(current).map(([key, entry]) => [key, walkEntry(key, entry)] as const));
  };
  const walkList = (list: readonly Json[], space: IdSpace): Json => {
    const isSet = comparison.sortedIds === true && space !== undefined;
    const entries = isSet ? [...list].sort((left, right) => Number(left) - Number(right)) : list;
    return entries.map((entry) => walk(entry, space));
  };
  const walkEntry = (key: string, entry: Json): Json => {
    if (key === 'debug') return typeof entry === 'string' && entry !== '' ? '<debug>' : entry;
    if (key === 'messages' && isJsonList(entry)) return walk(sortMessages(entry), undefined);
    if (key === 'result' || key === 'body') return walk(entry, comparison.ids === true ? 'result' : undefined);
    return walk(entry, idKeys.test(key) ? key.replace(/^_id$/, 'id') : undefined);
  };
  return walk(value, undefined);
}

/** Replaces what differs from server to server in a text. */
export function normaliseText(text: string): string {
  return patterns.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text.trimEnd());
}

function sortMessages(messages: readonly Json[]): readonly Json[] {
  const keyOf = (message: Json): string => (isJsonObject(message) ? `${message.record} ${message.field}` : '');
  return [...messages].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

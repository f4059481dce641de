import { findSecret } from '../check/governance/secret-shape.ts';
import { parseDuration } from '../duration.ts';
import { isJsonObject, type Json } from '../json.ts';

/** Characters a text may have in a sentence; the rest of a longer one is cut. */
const longestText = 60;

/** What stands in a sentence, and in a change, where a value looks like a secret. */
export const hiddenValue = '(hidden)';

/** A text in double quotes, on one line and cut. */
export function quote(text: string): string {
  return `"${shorten(text)}"`;
}

/** A text on one line, of at most 60 characters. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longestText ? `${line.slice(0, longestText - 1).trimEnd()}…` : line;
}

/** `a`, `a and b`, `a, b and c`; beyond six the rest is counted. */
export function sayList(items: readonly string[]): string {
  const shown = items.length > 6 ? [...items.slice(0, 5), `${items.length - 5} more`] : items;
  if (shown.length < 2) return shown[0] ?? '';
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** `1 step`, `4 steps`. */
export function count(many: number, one: string): string {
  return `${many} ${one}${many === 1 ? '' : 's'}`;
}

const units = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
  [1, 'millisecond'],
] as const;

/** A duration in words: `30 seconds`, `1 hour 30 minutes`. */
export function sayDuration(milliseconds: number): string {
  const parts: string[] = [];
  let left = milliseconds;
  for (const [size, unit] of units) {
    const many = Math.floor(left / size);
    if (many === 0) continue;
    parts.push(count(many, unit));
    left -= many * size;
  }
  return parts.length === 0 ? 'no time' : parts.slice(0, 2).join(' ');
}

/** How a value is to be told. */
export type Telling = {
  /** Name of the setting it stands under, which tells secrets from other texts. */
  readonly key: string;
  readonly isDuration?: boolean;
  readonly unit?: string | undefined;
};

/** A value as a reviewer reads it: durations in words, numbers plainly, texts in quotes and cut, secrets hidden. */
export function sayValue(value: Json, { key, isDuration = false, unit }: Telling): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (value === null) return 'nothing';
  if (typeof value === 'number') return unit === undefined ? String(value) : `${value} ${unitFor(value, unit)}`;
  if (typeof value === 'string') {
    if (findSecret(value, key) !== undefined) return hiddenValue;
    const milliseconds = isDuration ? parseDuration(value) : undefined;
    if (milliseconds !== undefined) return sayDuration(milliseconds);
    return /^[a-zA-Z0-9/][\w./@%:*+-]*$/.test(value) && value.length <= longestText ? value : quote(value);
  }
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : sayItems(value, key);
  if (isJsonObject(value) && typeof value.$ === 'string' && Object.keys(value).length === 1) {
    return sayValue(value.$, { key });
  }
  return sayMembers(value, key);
}

function sayItems(items: readonly Json[], key: string): string {
  const isPlain = items.every((item) => !isJsonObject(item) && !Array.isArray(item));
  return isPlain
    ? sayList(items.map((item) => sayValue(item, { key })))
    : count(items.length, 'entry').replace('entrys', 'entries');
}

function sayMembers(value: Json, key: string): string {
  const members = isJsonObject(value) ? Object.entries(value) : [];
  if (members.length === 0) return 'nothing';
  return sayList(
    members.map(([name, inner]) => (isFlat(inner) ? `${name} ${sayValue(inner, { key: name })}` : name || key)),
  );
}

function isFlat(value: Json): boolean {
  return value === null || typeof value !== 'object';
}

function unitFor(value: number, unit: string): string {
  return value === 1 && unit === 'people' ? 'person' : unit;
}

/** A value without what looks like a secret in it, for the designer's own comparison. */
export function maskSecrets(value: Json, key: string): Json {
  if (typeof value === 'string') return findSecret(value, key) === undefined ? value : hiddenValue;
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, key));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, maskSecrets(inner, name)]));
}

/**
 * How large a setting is, where that can be told: numbers, and texts that say a duration, a rate or a share.
 * Undefined for everything else, and only comparable within one form.
 */
export function magnitude(value: Json | undefined): { readonly form: string; readonly size: number } | undefined {
  if (typeof value === 'number') return { form: 'number', size: value };
  if (typeof value !== 'string') return undefined;
  const milliseconds = parseDuration(value);
  if (milliseconds !== undefined) return { form: 'duration', size: milliseconds };
  const share = /^(\d+(?:\.\d+)?)%$/.exec(value);
  if (share !== null) return { form: 'share', size: Number(share[1]) };
  const rate = /^(\d+(?:\.\d+)?)\/(s|m|h|d)$/.exec(value);
  if (rate === null) return undefined;
  return { form: 'rate', size: Number(rate[1]) / ((parseDuration(`1${rate[2]}`) ?? 1_000) / 1_000) };
}

/** The direction a setting went; undefined where the two cannot be held against each other. */
export function directionOf(before: Json | undefined, after: Json | undefined): 'raised' | 'lowered' | undefined {
  const [from, to] = [magnitude(before), magnitude(after)];
  if (from === undefined || to === undefined || from.form !== to.form || from.size === to.size) return undefined;
  return to.size > from.size ? 'raised' : 'lowered';
}

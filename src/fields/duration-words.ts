import { parseDuration } from '#flow/duration.ts';

/** A length of time in whole units, largest first, at most two of them. */
export type DurationPart = {
  readonly unit: 'day' | 'hour' | 'minute' | 'second' | 'millisecond';
  readonly count: number;
};

const units: readonly (readonly [DurationPart['unit'], number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
  ['millisecond', 1],
];

/** Splits milliseconds into the two largest units that say something: 90,000 → 1 minute and 30 seconds. */
export function partsOfDuration(ms: number): readonly DurationPart[] {
  const parts: DurationPart[] = [];
  let left = Math.max(0, Math.round(ms));
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push({ unit, count });
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? [{ unit: 'second', count: 0 }] : parts;
}

/** Says milliseconds in a language: `1 minute, 30 seconds`. */
export function sayDuration(ms: number, language: string, style: 'long' | 'short' = 'long'): string {
  const words = partsOfDuration(ms).map(({ unit, count }) =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: style }).format(count),
  );
  return new Intl.ListFormat(language, { type: 'unit', style }).format(words);
}

/** Says a duration text; undefined where the text is none. */
export function sayDurationText(text: string, language: string): string | undefined {
  const ms = parseDuration(text.trim());
  return ms === undefined ? undefined : sayDuration(ms, language);
}

/** What people type, as a duration text: `5 minutes`, `5 min`, `1.5h` and `90` (seconds) are understood. */
export function readTypedDuration(typed: string): string | undefined {
  const text = typed.trim().toLowerCase();
  if (parseDuration(text) !== undefined) return text;
  const match = /^(\d+(?:[.,]\d+)?)\s*(ms|milliseconds?|s|sec|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)?$/.exec(
    text,
  );
  if (match?.[1] === undefined) return undefined;
  const unit = match[2]?.startsWith('ms') || match[2]?.startsWith('mil') ? 'ms' : (match[2]?.charAt(0) ?? 's');
  const size = parseDuration(`1${unit}`) ?? 1_000;
  return printDuration(Number(match[1].replace(',', '.')) * size);
}

/** Writes milliseconds as the shortest exact duration text. */
export function printDuration(ms: number): string {
  const whole = Math.round(ms);
  const found = units.find(([, size]) => whole >= size && whole % size === 0);
  const [unit, size] = found ?? ['millisecond', 1];
  return `${whole / size}${unit === 'millisecond' ? 'ms' : unit.charAt(0)}`;
}

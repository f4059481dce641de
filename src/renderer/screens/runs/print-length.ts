/** "42 ms", "1.68 s", "2 min 5 s", "3 h 20 min", "2 d 4 h": how long something took, as short as it can be told. */
export function printLength(ms: number, locale?: string): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1_000) return `${whole} ms`;
  if (whole < 59_950) {
    const digits = whole < 10_000 ? 2 : 1;
    return `${numberOf(digits, locale).format(whole / 1_000)} s`;
  }
  const seconds = Math.round(whole / 1_000);
  if (seconds < 3_600) return join([Math.floor(seconds / 60), 'min'], [seconds % 60, 's']);
  const minutes = Math.round(seconds / 60);
  if (minutes < 1_440) return join([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min']);
  const hours = Math.round(minutes / 60);
  return join([Math.floor(hours / 24), 'd'], [hours % 24, 'h']);
}

const numbers = new Map<string, Intl.NumberFormat>();

function numberOf(digits: number, locale: string | undefined): Intl.NumberFormat {
  const key = `${digits} ${locale ?? ''}`;
  const known = numbers.get(key) ?? new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
  numbers.set(key, known);
  return known;
}

type Part = readonly [number, string];

function join([large, largeUnit]: Part, [small, smallUnit]: Part): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** The time of day for today, with the date for any other day. */
export function printTime(at: string, nowMs: number, locale?: string): string {
  const atMs = Date.parse(at);
  const startOfDayMs = startOfDay(nowMs);
  const isToday = atMs >= startOfDayMs && atMs < startOfDayMs + 86_400_000;
  return formatOf(isToday ? 'time' : 'date', locale).format(atMs);
}

// A formatter costs a thousand times what it formats, and lists print a time per row while they scroll.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(kind: 'time' | 'date', locale: string | undefined): Intl.DateTimeFormat {
  const key = `${kind} ${locale ?? ''}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  // Whatever the language: a time of a run is compared with the times of logs, which count to 24.
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const made = new Intl.DateTimeFormat(locale, kind === 'time' ? time : { day: 'numeric', month: 'short', ...time });
  formats.set(key, made);
  return made;
}

let day: { readonly fromMs: number; readonly untilMs: number } = { fromMs: 0, untilMs: 0 };

function startOfDay(nowMs: number): number {
  if (nowMs < day.fromMs || nowMs >= day.untilMs) {
    const midnight = new Date(nowMs);
    midnight.setHours(0, 0, 0, 0);
    day = { fromMs: midnight.getTime(), untilMs: midnight.getTime() + 86_400_000 };
  }
  return day.fromMs;
}

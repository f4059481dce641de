const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** Longest distance told in words; beyond it the date says more. */
const relativeLimitMs = 6 * 86_400_000;

/** A moment, the moment it is read, and the language. */
export type RelativeTimeInput = { readonly atMs: number; readonly nowMs: number; readonly locale: string | undefined };

/** "3 minutes ago" in the reader's language; a short date when it is more than six days away. */
export function printRelativeTime({ atMs, nowMs, locale }: RelativeTimeInput): string {
  const distanceMs = atMs - nowMs;
  if (Math.abs(distanceMs) > relativeLimitMs) {
    const isSameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
    const year = isSameYear ? {} : ({ year: 'numeric' } as const);
    return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...year }).format(atMs);
  }
  const [unit, sizeMs] = units.find(([, size]) => Math.abs(distanceMs) >= size) ?? ['second', 1_000];
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  // Towards zero: 119 seconds are "1 minute ago", never two.
  return format.format(Math.trunc(distanceMs / sizeMs), unit);
}

/** The moment in full, for tooltips. */
export function printMoment(atMs: number, locale: string | undefined): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long', hourCycle: 'h23' }).format(atMs);
}

import { z } from 'zod';
import { plain } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is no time of day; write it as 08:30');

/** Times of day compare as text. */
function isBetween({ from, to }: { readonly from: string; readonly to: string }, time: string): boolean {
  return from < to ? time >= from && time < to : time >= from || time < to;
}

/** Lowest and highest number of each of the five cron fields. */
const cronBounds = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

const monthNames = ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The reading of cron stays in `trigger.ts`; this only makes sure that its library will accept the text. */
function isCron(text: string): boolean {
  const fields = text.split(' ');
  return (
    fields.length === 5 && fields.every((field, index) => field.split(',').every((part) => isCronPart(part, index)))
  );
}

function isCronPart(part: string, index: number): boolean {
  const match = /^(\*|\w+(?:-\w+)?)(?:\/(\d{1,2}))?$/.exec(part);
  if (match?.[1] === undefined || match[2] === '0' || match[2] === '00') return false;
  if (match[1] === '*') return true;
  const values = match[1].split('-').map((value) => cronValue(value, index));
  const [from, to] = values;
  if (from === undefined || (values.length === 2 && to === undefined)) return false;
  return (to === undefined || from <= to) && (match[2] === undefined || to !== undefined);
}

function cronValue(text: string, index: number): number | undefined {
  const [low, high] = cronBounds[index] ?? [0, -1];
  const names = index === 3 ? monthNames : index === 4 ? weekdayNames : [];
  const value = /^\d{1,2}$/.test(text) ? Number(text) : names.indexOf(text.toLowerCase());
  return value >= low && value <= high ? value : undefined;
}

function isZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch (error) {
    // Intl reports an unknown zone by a RangeError and has no other way to ask.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Facts of the schedule trigger: the clock starts a run. */
export const manifest = {
  type: 'schedule',
  major: 1,
  kind: 'trigger',
  start: 'clock',
  title: 'Schedule',
  summary: 'Starts a run at set times, in a time zone you name.',
  group: 'start',
  order: 20,
  config: z
    .strictObject({
      cron: plain(
        z
          .string()
          .refine(isCron, 'is no schedule; write five parts: minute hour day month weekday, such as 30 6 * * 1-5'),
        {
          title: 'When',
          help: 'Five parts: minute, hour, day of month, month, weekday. Where both days are set, a day that fits either one counts.',
          examples: ['30 6 * * 1-5', '*/15 * * * *', '0 2 1 * *'],
        },
      ),
      zone: plain(z.string().refine(isZone, 'is no time zone; write a name such as Europe/Vienna or Etc/UTC'), {
        title: 'Time zone',
        help: 'The times above are local to it, through summer and winter.',
        examples: ['Europe/Vienna', 'Etc/UTC'],
      }),
      window: plain(
        z.strictObject({
          from: plain(clockTime, { title: 'From', examples: ['08:00'] }),
          to: plain(clockTime, {
            title: 'Until',
            help: 'The first minute outside. Earlier than `from` means past midnight.',
          }),
        }),
        { title: 'Only between', help: 'Times outside are no ticks at all.' },
      ).optional(),
      cutoff: plain(clockTime, {
        title: 'Cut-off',
        help: 'What comes later than this time of day belongs to the next batch. The run gets the two ends of its batch.',
        examples: ['23:00'],
      }).optional(),
      catchUp: plain(z.enum(['skip', 'last', 'all']), {
        title: 'After a standstill',
        help: 'Which missed times are made up for: none, the last one, or all in order. Default last.',
      }).optional(),
      overlap: plain(z.enum(['forbid', 'queue', 'allow']), {
        title: 'While one is still running',
        help: 'Leave the new one out, let it wait, or run both. Default forbid.',
      }).optional(),
    })
    .superRefine(({ window, cutoff }, context) => {
      if (window === undefined || cutoff === undefined || isBetween(window, cutoff)) return;
      const message = `lies outside of ${window.from} to ${window.to}; write a time inside the window, or leave one of the two out`;
      context.addIssue({ code: 'custom', path: ['cutoff'], message });
    }),
  ports: ['out'],
  fails: false,
  carries: 'result',
  effect: 'none',
  failures: [],
} satisfies NodeManifest;

import { Cron } from 'croner';
import { isJsonObject, type JsonObject } from '#flow/json.ts';
import type { ClockTrigger } from '#flow/node-type/work.ts';

/** A window of the day in minutes after midnight; `from` beyond `to` spans midnight. After the cut-off in it comes the next one. */
type Window = { readonly from: number; readonly to: number; readonly cutoff: number | undefined };

const minuteMs = 60_000;
const dayMinutes = 1_440;

/** Ticks looked at before a schedule counts as one that never comes; daily ones are followed for more than two years. */
const longestSearch = 1_000;

/** The work of `schedule`: when the next tick is, in the zone's own time through summer and winter. */
export const trigger: ClockTrigger = {
  nextTick(config: JsonObject, afterMs: number): number | undefined {
    const zone = String(config.zone);
    // A time that falls into the hour skipped in spring ticks right after it; one that comes twice in autumn ticks once.
    const options = { timezone: zone, mode: '5-part', paused: true, fixedTimeRule: 'no-wildcard' } as const;
    const cron = new Cron(String(config.cron), options);
    const window = windowOf(config);
    let after = afterMs;
    for (let look = 0; look < longestSearch; look += 1) {
      const tick = cron.nextRun(new Date(after))?.getTime();
      if (tick === undefined || window === undefined) return tick;
      const outside = minutesUntil(window, minuteOfDay(tick, zone));
      if (outside === 0) return tick;
      // Jump almost to the window: a clock change on the way may shorten the distance by an hour.
      after = Math.max(tick, tick + (outside - 121) * minuteMs);
    }
    return undefined;
  },
};

function windowOf(config: JsonObject): Window | undefined {
  const window = config.window;
  if (!isJsonObject(window)) return undefined;
  const cutoff = typeof config.cutoff === 'string' ? minuteOf(config.cutoff) : undefined;
  return { from: minuteOf(String(window.from)), to: minuteOf(String(window.to)), cutoff };
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function minuteOfDay(instantMs: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return minuteOf(format.format(new Date(instantMs)));
}

/** Minutes until the window opens; 0 inside it, up to its cut-off. Equal ends mean the whole day. */
function minutesUntil(window: Window, minute: number): number {
  const { from, to, cutoff } = window;
  const isInside = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  const sinceOpening = (time: number): number => (time - from + dayMinutes) % dayMinutes;
  const isTooLate = cutoff !== undefined && sinceOpening(minute) > sinceOpening(cutoff);
  return isInside && !isTooLate ? 0 : dayMinutes - sinceOpening(minute);
}

import { isJsonObject } from '../../../json.ts';
import { minuteOf, sayTime, startMinutesOf } from '../start-times.ts';
import type { StepProperty } from '../view.ts';

const dayMinutes = 1_440;

/** A schedule has a time that lies in its window, and not behind its cut-off. */
export const startsSometime: StepProperty = {
  name: 'starts-sometime',
  says: 'Some time of the schedule lies inside its window, up to the cut-off. Times that are no plain numbers are believed.',
  ask({ node, path }) {
    const { window, cutoff, cron } = node.config;
    const starts = startMinutesOf(cron);
    const [first] = starts ?? [];
    if (!isJsonObject(window) || starts === undefined || first === undefined) return true;
    const from = minuteOf(String(window.from));
    const since = (minute: number) => (minute - from + dayMinutes) % dayMinutes;
    // Equal ends mean the whole day.
    const end = since(minuteOf(String(window.to))) || dayMinutes;
    const last = typeof cutoff === 'string' ? Math.min(since(minuteOf(cutoff)), end - 1) : end - 1;
    if (starts.some((minute) => since(minute) <= last)) return true;
    return { path: `${path}.config.cron`, detail: sayTime(Math.floor(first / 60), first % 60) };
  },
};

import type { Json } from '../../json.ts';

/** First and last hour of the day at which a schedule starts; the night where its times name no hours. */
export function hoursOf(cron: Json | undefined): { readonly first: number; readonly last: number } {
  const [, hours = '*'] = typeof cron === 'string' ? cron.split(' ') : [];
  const named = hours.match(/\d{1,2}/g)?.map(Number) ?? [];
  if (named.length === 0 || hours.includes('*') || hours.includes('/')) return { first: 22, last: 25 };
  return { first: Math.min(...named), last: Math.max(...named) };
}

/** A time of day as forms write it; hours past midnight go on from 0. */
export function sayTime(hour: number, minute = 0): string {
  return [hour % 24, minute].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Every minute of the day at which a schedule starts; undefined where its times are not plain numbers and ranges. */
export function startMinutesOf(cron: Json | undefined): readonly number[] | undefined {
  const [minutes, hours] = typeof cron === 'string' ? cron.split(' ').map(numbersIn) : [];
  if (minutes === undefined || hours === undefined) return undefined;
  return hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
}

/** Minutes after midnight of a time of day. */
export function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function numbersIn(field: string): readonly number[] | undefined {
  if (!/^\d{1,2}(-\d{1,2})?(,\d{1,2}(-\d{1,2})?)*$/.test(field)) return undefined;
  return field.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, place) => from + place);
  });
}

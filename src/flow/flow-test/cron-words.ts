const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = 'January February March April May June July August September October November December'.split(' ');
const shortDays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const shortMonths = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A schedule, as the node `schedule` has it. */
export type ScheduleWords = {
  readonly cron: string;
  readonly zone: string;
  readonly window?: { readonly from: string; readonly to: string };
};

/**
 * Says a schedule in one sentence.
 *
 * @param schedule one the node type accepts; another says only the text it was given
 */
export function sayWhen({ cron, zone, window }: ScheduleWords): string {
  const fields = cron.trim().split(/\s+/);
  const between = window === undefined ? '' : `, only between ${window.from} and ${window.to}`;
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = fields;
  if (fields.length !== 5) return `At "${cron}", ${zone}.`;
  const parts = [timeWords(minute, hour), dayWords(day, weekday), monthWords(month)].filter((part) => part !== '');
  const sentence = `${parts.join(' ')}${between}, in the time of ${zone}.`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function timeWords(minute: string, hour: string): string {
  const every = /^\*\/(\d+)$/;
  const minuteStep = every.exec(minute)?.[1];
  const hourStep = every.exec(hour)?.[1];
  if (/^\d+$/.test(minute) && /^[\d,]+$/.test(hour)) {
    return `at ${list(hour.split(',').map((one) => `${one.padStart(2, '0')}:${minute.padStart(2, '0')}`))}`;
  }
  const hours =
    hour === '*' ? '' : hourStep === undefined ? ` during ${hourWords(hour)}` : ` in every ${ordinal(hourStep)} hour`;
  if (minute === '*') return `every minute${hours}`;
  if (minuteStep !== undefined) return `every ${minuteStep === '1' ? 'minute' : `${minuteStep} minutes`}${hours}`;
  if (hourStep !== undefined && /^\d+$/.test(minute)) return `every ${hourStep} hours, ${minuteWords(minute)}`;
  return `${hour === '*' ? 'every hour ' : ''}${minuteWords(minute)}${hours}`;
}

function minuteWords(minute: string): string {
  if (minute === '0') return 'on the hour';
  return `at ${minute === '1' ? 'minute 1' : `minute ${list(minute.split(','))}`} past the hour`;
}

function hourWords(hour: string): string {
  const spans = hour.split(',').map((part) => {
    const span = /^(\d+)-(\d+)(?:\/(\d+))?$/.exec(part);
    if (span === null) return `the hour of ${part.padStart(2, '0')}:00`;
    const step = span[3] === undefined ? '' : `, every ${ordinal(span[3])} of them`;
    return `the hours from ${span[1]?.padStart(2, '0')}:00 to ${span[2]?.padStart(2, '0')}:59${step}`;
  });
  return list(spans);
}

function dayWords(day: string, weekday: string): string {
  const ofMonth = day === '*' ? '' : monthDayWords(day);
  const ofWeek = weekday === '*' ? '' : weekdayWords(weekday);
  if (ofMonth !== '' && ofWeek !== '') return `${ofMonth}, and ${ofWeek}`;
  return ofMonth === '' && ofWeek === '' ? 'every day' : `${ofMonth}${ofWeek}`;
}

function monthDayWords(day: string): string {
  const step = /^\*\/(\d+)$/.exec(day)?.[1];
  if (step !== undefined) return `on every ${ordinal(step)} day of the month`;
  const days = day.split(',').map((part) => {
    const [from = '', to] = part.split('-');
    return to === undefined ? `the ${ordinal(from)}` : `the ${ordinal(from)} to the ${ordinal(to)}`;
  });
  return `on ${list(days)} of the month`;
}

function weekdayWords(weekday: string): string {
  if (weekday === '1-5' || weekday.toLowerCase() === 'mon-fri') return 'on working days, Monday to Friday';
  const days = weekday.split(',').map((part) => {
    const [from = '', to] = part.split('-');
    return to === undefined ? nameOfDay(from) : `${nameOfDay(from)} to ${nameOfDay(to)}`;
  });
  return `on ${list(days)}`;
}

function nameOfDay(text: string): string {
  const at = /^\d$/.test(text) ? Number(text) : shortDays.indexOf(text.toLowerCase());
  return weekdays[at] ?? text;
}

function monthWords(month: string): string {
  if (month === '*') return '';
  const step = /^\*\/(\d+)$/.exec(month)?.[1];
  if (step !== undefined) return `in every ${ordinal(step)} month`;
  const names = month.split(',').map((part) => {
    const [from = '', to] = part.split('-');
    return to === undefined ? nameOfMonth(from) : `${nameOfMonth(from)} to ${nameOfMonth(to)}`;
  });
  return `in ${list(names)}`;
}

function nameOfMonth(text: string): string {
  const at = /^\d+$/.test(text) ? Number(text) - 1 : shortMonths.indexOf(text.toLowerCase());
  return months[at] ?? text;
}

function ordinal(text: string): string {
  const number = Number(text);
  const tail = number % 100 >= 11 && number % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${tail}`;
}

function list(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

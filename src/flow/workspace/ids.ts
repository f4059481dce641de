import { z } from 'zod';

/** Ids of flows, connections, systems, environments and secrets: lower-case words joined by hyphens. */
export const slug = z
  .string()
  .max(128)
  .regex(/^[a-z][a-z0-9]*([-_.][a-z0-9]+)*$/, 'is no id; use lower-case words joined by hyphens, such as `odoo-main`');

/** A title for people, on one line. */
export const title = z.string().min(1).max(200);

const secondsOfUnit: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);

/** Reads `10/s`, `600/m` or `1000/h` as requests per second; undefined when the text is no rate. */
export function parseRate(text: string): number | undefined {
  const match = /^([1-9]\d{0,5})\/(s|m|h)$/.exec(text);
  const seconds = secondsOfUnit.get(match?.[2] ?? '');
  return match?.[1] === undefined || seconds === undefined ? undefined : Number(match[1]) / seconds;
}

/** A rate such as `10/s`. */
export const rate = z
  .string()
  .refine((text) => parseRate(text) !== undefined, 'is no rate; write 10/s, 600/m or 1000/h');

import { z } from 'zod';
import { judgeConfig } from '../check/config-issues.ts';
import type { Json } from '../json.ts';

/**
 * Judges a value as the file format does.
 *
 * @returns what is wrong with it, such as `attempts must be at most 100`, or undefined when nothing is
 */
export function judgeValue(key: string, schema: z.ZodType, value: Json | undefined): string | undefined {
  const issues = judgeConfig(z.object({ [key]: schema }), value === undefined ? {} : { [key]: value });
  if (issues.length === 0) return undefined;
  return issues.map(({ path, says }) => [...path.slice(1), says].join(' ')).join('; ');
}

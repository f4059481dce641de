import type { z } from 'zod';
import type { JsonObject } from '../json.ts';

/** What a node type refuses in a config: where, and a sentence's end such as `is missing`. */
export type ConfigIssue = { readonly path: readonly string[]; readonly says: string };

const judged = new WeakMap<JsonObject, { readonly schema: z.ZodObject; readonly issues: readonly ConfigIssue[] }>();

/**
 * Checks a config against its type's schema. Answers are kept by config value: an edit in the designer leaves
 * every other node's config the same value, and reading them all again would be most of the checker's time.
 */
export function judgeConfig(schema: z.ZodObject, config: JsonObject): readonly ConfigIssue[] {
  const known = judged.get(config);
  if (known?.schema === schema) return known.issues;
  const parsed = schema.safeParse(config);
  const issues = parsed.success ? [] : parsed.error.issues.map((issue) => describeIssue(issue, config));
  judged.set(config, { schema, issues });
  return issues;
}

function describeIssue(issue: z.core.$ZodIssue, config: JsonObject): ConfigIssue {
  const path = issue.path.map(String);
  // A union says only that no form fits; the first form is the literal one, whose complaint helps most.
  const [inner] = issue.code === 'invalid_union' ? (issue.errors[0] ?? []) : [];
  if (inner !== undefined) {
    const nested = describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, config);
    return { path: nested.path, says: nested.says };
  }
  const isMissing = valueAt(config, issue.path) === undefined && issue.code !== 'unrecognized_keys';
  const says = sayIssue(issue).replace(/\.$/, '');
  return { path, says: isMissing && issue.code !== 'custom' ? 'is missing' : says };
}

const typeWords: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'a group of keys'],
  ['record', 'a group of keys'],
]);

function sayIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeWords.get(issue.expected) ?? issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `has the unknown key ${issue.keys.map((key) => `"${key}"`).join(', ')}; remove it or correct its name`;
    case 'too_small':
      return sayBound('at least', issue.minimum, issue.origin);
    case 'too_big':
      return sayBound('at most', issue.maximum, issue.origin);
    case 'invalid_format':
    case 'custom':
      return /^[a-z]/.test(issue.message) ? issue.message : 'has not the form it needs';
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'invalid_union':
      return 'has not the form it needs';
  }
}

function sayBound(bound: 'at least' | 'at most', limit: number | bigint, origin: string): string {
  const isOne = Number(limit) === 1;
  if (origin === 'string') return `must have ${bound} ${limit} ${isOne ? 'character' : 'characters'}`;
  if (origin === 'array') return `must have ${bound} ${limit} ${isOne ? 'entry' : 'entries'}`;
  return `must be ${bound} ${limit}`;
}

function valueAt(config: unknown, path: readonly PropertyKey[]): unknown {
  let here: unknown = config;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = Object.entries(here).find(([name]) => name === String(key))?.[1];
  }
  return here;
}

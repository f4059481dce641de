import type { Json } from '../json.ts';
import type { FieldMeta } from '../node-type/field.ts';
import { tellExpression } from './diff-expression.ts';
import { directionOf, magnitude, sayList, sayValue } from './say-value.ts';

/** A field that differs: what sentences call it, such as `Retry limit of "Create order"`, and its two values. */
export type TellField = {
  readonly what: string;
  /** Name of the setting in the file, which tells secrets from other texts. */
  readonly key: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly meta?: Partial<FieldMeta>;
  readonly isOrder?: boolean;
};

/** One sentence about a field: raised, lowered, switched, entries added or removed, set, or changed from one to the other. */
export function tellField(field: TellField): string {
  // A text that ends its own sentence ends this one as well.
  return sayField(field).replace(/([.!?…]")\.$/, '$1');
}

function sayField(field: TellField): string {
  const { what, before, after, meta = {} } = field;
  if (field.isOrder === true) return `Order of ${lowerFirst(what)} changed.`;
  if (before === undefined && after === undefined) return `${what} changed.`;
  const say = (value: Json) => sayValue(value, tellingOf(field, value));
  if (after === undefined) {
    if (typeof before === 'boolean') return `${what} switched ${before ? 'off' : 'to its default'}.`;
    return `${what} removed; it was ${say(before ?? null)}.`;
  }
  if (before === undefined) {
    return typeof after === 'boolean' ? `${what} switched ${after ? 'on' : 'off'}.` : `${what} set to ${say(after)}.`;
  }
  if (typeof before === 'boolean' && typeof after === 'boolean') return `${what} switched ${after ? 'on' : 'off'}.`;
  if (meta.field === 'expression' && typeof before === 'string' && typeof after === 'string') {
    return tellExpression(what, before, after);
  }
  const direction = directionOf(before, after);
  if (direction !== undefined) return `${what} ${direction} from ${say(before)} to ${say(after)}.`;
  if (isPlainList(before) && isPlainList(after)) return tellEntries(what, before, after, say);
  const [was, is] = [say(before), say(after)];
  return was === is ? `${what} changed.` : `${what} changed from ${was} to ${is}.`;
}

function tellEntries(
  what: string,
  before: readonly Json[],
  after: readonly Json[],
  say: (value: Json) => string,
): string {
  const [had, has] = [before.map((one) => JSON.stringify(one)), after.map((one) => JSON.stringify(one))];
  const [hadSet, hasSet] = [new Set(had), new Set(has)];
  const added = after.filter((_, index) => !hadSet.has(has[index] ?? ''));
  const removed = before.filter((_, index) => !hasSet.has(had[index] ?? ''));
  if (added.length === 0 && removed.length === 0) return `Order of ${lowerFirst(what)} changed.`;
  const parts = [
    ...(added.length === 0 ? [] : [`${sayList(added.map(say))} added`]),
    ...(removed.length === 0 ? [] : [`${sayList(removed.map(say))} removed`]),
  ];
  return `${what}: ${parts.join(', ')}.`;
}

/** The first letter in lower case, where the word is no name in quotes and no abbreviation. */
export function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function tellingOf({ key, meta = {} }: TellField, value: Json) {
  const isDuration = meta.field === 'duration' || magnitude(value)?.form === 'duration';
  return { key, isDuration, unit: meta.unit };
}

function isPlainList(value: Json): value is readonly Json[] {
  return Array.isArray(value) && value.every((item) => item === null || typeof item !== 'object');
}

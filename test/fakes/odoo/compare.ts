import { isJsonList, type Json } from '../json.ts';
import { valueError } from './errors.ts';
import { pythonRepr } from './python.ts';
import type { FieldDefinition, OdooVersion } from './schema.ts';
import type { FieldValue } from './store.ts';

/** One comparison of a field that is not relational. */
export interface Comparison {
  readonly version: OdooVersion;
  readonly field: FieldDefinition;
  readonly actual: FieldValue;
  readonly operator: string;
  readonly expected: Json;
}

/** Decides one comparison as the database would. Empty values match nothing but emptiness and negations. */
export function compareScalar(comparison: Comparison): boolean {
  const { operator, expected } = comparison;
  switch (operator) {
    case '=':
      return isEqual(comparison, expected);
    case '!=':
      return !isEqual(comparison, expected);
    case 'in':
      return listed(expected).some((entry) => isEqual(comparison, entry));
    case 'not in':
      return !listed(expected).some((entry) => isEqual(comparison, entry));
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isOrdered(comparison, operator);
    default:
      return isLike(comparison, operator);
  }
}

function listed(value: Json): readonly Json[] {
  return isJsonList(value) ? value : [value];
}

function isEmpty(actual: FieldValue, field: FieldDefinition): boolean {
  return actual === false || actual === '' || (field.type === 'many2one_reference' && actual === 0);
}

function isEqual(comparison: Comparison, expected: Json): boolean {
  const { field, actual } = comparison;
  if (field.type === 'boolean') return Boolean(actual) === Boolean(expected);
  if (expected === null || expected === false) return isEmpty(actual, field);
  if (isEmpty(actual, field)) return expected === '';
  if (field.type === 'datetime' || field.type === 'date') return isEqualTime(comparison, expected);
  if (typeof actual === 'number') return actual === Number(expected);
  return actual === String(expected);
}

function isOrdered(comparison: Comparison, operator: '<' | '<=' | '>' | '>='): boolean {
  const { field, actual, expected } = comparison;
  if (field.type === 'datetime' && typeof actual === 'string') return isOrderedTime(comparison, operator);
  if (isEmpty(actual, field) && typeof actual !== 'number') return false;
  const wanted = field.type === 'date' ? String(expected).slice(0, 10) : expected;
  const difference = typeof actual === 'number' ? actual - Number(wanted) : compareText(String(actual), String(wanted));
  return isInOrder(difference, operator);
}

function isInOrder(difference: number, operator: '<' | '<=' | '>' | '>='): boolean {
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
  }
}

/** Compares by code points, which for dates and codes is what a database does. */
export function compareText(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

/** The stored form of a datetime with all six digits of microseconds, so that text order is time order. */
function withMicroseconds(text: string): string {
  const [seconds = '', fraction = ''] = text.split('.');
  return `${seconds}.${fraction.padEnd(6, '0').slice(0, 6)}`;
}

/**
 * A datetime from a domain. 16 and 18 hand the text to PostgreSQL, which takes a zone; 19 parses it itself and takes none.
 */
function parseTime(version: OdooVersion, value: Json): { readonly text: string; readonly isDay: boolean } {
  const text = String(value);
  const plain = text.replace('T', ' ');
  const match = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?(Z|[+-]\d{2}:?\d{2})?$/.exec(plain);
  if (match === null) throw valueError(`Invalid isoformat string: ${pythonRepr(text)}`);
  if (version === 19 && match[3] !== undefined) {
    throw valueError(`expecting only datetimes with no timezone: ${pythonRepr(text)}`);
  }
  const time = match[2] === undefined ? '00:00:00' : match[2].length === 5 ? `${match[2]}:00` : match[2];
  return { text: withMicroseconds(`${match[1]} ${time}`), isDay: match[2] === undefined };
}

/**
 * 19 thinks in whole seconds: "after T" begins one second later and "equal to T" is the whole second.
 * 16 and 18 compare with the stored microseconds, so "after T" finds the rows of T's own second again.
 */
function isOrderedTime(comparison: Comparison, operator: '<' | '<=' | '>' | '>='): boolean {
  const { version, actual, expected } = comparison;
  const { text, isDay } = parseTime(version, expected);
  const stored = withMicroseconds(String(actual));
  const isEndOfSpan = operator === '>' || operator === '<=';
  if (version !== 19) {
    const bound = isDay && isEndOfSpan ? text.replace('00:00:00.000000', '23:59:59.000000') : text;
    return isInOrder(compareText(stored, bound), operator);
  }
  const start = withMicroseconds(text.slice(0, 19));
  const bound = isEndOfSpan ? addSeconds(start, isDay ? 86_400 : 1) : start;
  return operator === '>' || operator === '>=' ? stored >= bound : stored < bound;
}

function isEqualTime(comparison: Comparison, expected: Json): boolean {
  const { version, field, actual } = comparison;
  if (field.type === 'date') return actual === String(expected).slice(0, 10);
  const { text, isDay } = parseTime(version, expected);
  const stored = withMicroseconds(String(actual));
  if (version !== 19) return stored === text;
  const start = withMicroseconds(text.slice(0, 19));
  return stored >= start && stored < addSeconds(start, isDay ? 86_400 : 1);
}

function addSeconds(text: string, seconds: number): string {
  const time = Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`) + seconds * 1000;
  return withMicroseconds(new Date(time).toISOString().slice(0, 19).replace('T', ' '));
}

function isLike(comparison: Comparison, operator: string): boolean {
  const isNegative = operator.startsWith('not ');
  const positive = isNegative ? operator.slice('not '.length) : operator;
  const { actual, expected, field } = comparison;
  const isExact = positive.startsWith('=');
  const pattern = isExact ? String(expected) : `%${expected === false || expected === null ? '' : expected}%`;
  const text = isEmpty(actual, field) ? '' : String(actual);
  const isMatch = likeExpression(pattern, positive.endsWith('ilike')).test(text);
  return isNegative ? !isMatch : isMatch && (text !== '' || pattern === '%%');
}

/** SQL's `%` and `_`, with the backslash as escape. */
function likeExpression(pattern: string, ignoresCase: boolean): RegExp {
  const source = pattern.replaceAll(
    /\\(.)|([%_])|([.*+?^${}()|[\]\\])/g,
    (whole, escaped: string | undefined, wildcard: string | undefined) => {
      if (escaped !== undefined) return escaped.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
      if (wildcard !== undefined) return wildcard === '%' ? '[\\s\\S]*' : '[\\s\\S]';
      return `\\${whole}`;
    },
  );
  return new RegExp(`^${source}$`, ignoresCase ? 'i' : '');
}

import type { Json } from '../json.ts';

/** Why text from outside is not taken as JSON. */
export type JsonRefusal = {
  readonly code:
    | 'json/syntax'
    | 'json/too-deep'
    | 'json/too-many-values'
    | 'json/number-too-large'
    | 'json/forbidden-key';
  /** One sentence, without any of the payload. */
  readonly reason: string;
};

/** Bounds of JSON from outside; the defaults are those of `readJson`. */
export type JsonBounds = { readonly depth?: number; readonly values?: number };

/** Keys that mean something to JavaScript objects and nothing to anybody's data. */
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor']);

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

/**
 * Parses JSON that somebody else wrote. The bounds are checked in one pass over the text, before anything is built
 * from it, because a parsed bomb has already cost its memory.
 *
 * @param bounds depth of nesting, default 64; values in all, default 200,000
 */
export function readJson(
  text: string,
  bounds: JsonBounds = {},
): { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly refusal: JsonRefusal } {
  const refusal = scan(text, bounds.depth ?? 64, bounds.values ?? 200_000);
  if (refusal !== undefined) return { ok: false, refusal };
  try {
    // JSON.parse gives JSON by construction.
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (error) {
    if (error instanceof SyntaxError) return refuseWith('json/syntax', 'The text is no JSON.');
    throw error;
  }
}

function refuseWith(code: JsonRefusal['code'], reason: string): { readonly ok: false; readonly refusal: JsonRefusal } {
  return { ok: false, refusal: { code, reason } };
}

/** Looks at tokens only; grammar is left to the parser that runs afterwards. */
function scan(text: string, maxDepth: number, maxValues: number): JsonRefusal | undefined {
  let depth = 0;
  let values = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    let next = at + 1;
    if (code === quote) {
      next = endOfString(text, at);
      const isKey = text.charCodeAt(skipSpace(text, next)) === colon;
      if (!isKey) values += 1;
      else if (isForbidden(text.slice(at, next))) {
        return {
          code: 'json/forbidden-key',
          reason: 'A field is named "__proto__" or "constructor", which is not let in.',
        };
      }
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      values += 1;
      if (depth > maxDepth)
        return { code: 'json/too-deep', reason: `The JSON is nested deeper than ${maxDepth} levels.` };
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    } else if (isNumberStart(code)) {
      next = endOfNumber(text, at);
      values += 1;
      if (!isExact(text.slice(at, next))) {
        const reason = 'A whole number is beyond 9007199254740991 and would be rounded. Send it as text.';
        return { code: 'json/number-too-large', reason };
      }
    } else if (code === 0x74 || code === 0x66 || code === 0x6e) {
      values += 1;
    }
    if (values > maxValues) {
      return { code: 'json/too-many-values', reason: `The JSON holds more than ${maxValues} values.` };
    }
    at = next;
  }
  return undefined;
}

/** Offset after the closing quote, or the end of the text where there is none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return end + 1;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  let code = text.charCodeAt(at);
  while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = text.charCodeAt(++at);
  return at;
}

/** Keys may be written with escapes, so `"\u005f_proto__"` is decoded before it is compared. */
function isForbidden(quoted: string): boolean {
  if (!quoted.includes('\\')) return forbiddenKeys.has(quoted.slice(1, -1));
  const decoded = quoted
    .slice(1, -1)
    .replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return forbiddenKeys.has(decoded);
}

function isNumberStart(code: number): boolean {
  return code === 0x2d || (code >= 0x30 && code <= 0x39);
}

function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && /[0-9.eE+-]/.test(text.charAt(at))) at += 1;
  return at;
}

/** Fractions may be rounded, as everywhere; whole numbers may not, because they are ids and amounts. */
function isExact(token: string): boolean {
  const value = Number(token);
  return Number.isNaN(value) || Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));
}

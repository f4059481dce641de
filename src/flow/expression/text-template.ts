import { type Failure, invalid } from '../failure.ts';
import type { Json } from '../json.ts';
import type { Escaping } from '../node-type/field.ts';
import { type Result, refuse, succeed } from '../problem.ts';

/** A piece of a text field: as written, or an expression between `{{` and `}}`. */
export type TextPart =
  | { readonly kind: 'literal'; readonly text: string }
  /** `start` is the offset of the expression itself in the text, without the braces. */
  | { readonly kind: 'expression'; readonly expression: string; readonly start: number };

/**
 * Splits a text field into its pieces. Braces inside strings, comments and objects of the expression do not end it,
 * so a literal `{{` is written `{{ "{{" }}`.
 *
 * @returns the pieces in order; refused with `expression/text-unclosed` when a `{{` has no `}}`
 */
export function parseTextTemplate(text: string): Result<readonly TextPart[]> {
  const parts: TextPart[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('{{', at);
    if (open === -1) break;
    const close = findClose(text, open + 2);
    if (close === -1) {
      const message = `The {{ at character ${open + 1} has no }}. Close it, or write {{ "{{" }} for the braces themselves.`;
      return refuse({ code: 'expression/text-unclosed', message });
    }
    if (open > at) parts.push({ kind: 'literal', text: text.slice(at, open) });
    parts.push({ kind: 'expression', expression: text.slice(open + 2, close), start: open + 2 });
    at = close + 2;
  }
  if (at < text.length) parts.push({ kind: 'literal', text: text.slice(at) });
  return succeed(parts);
}

/** Offset of the `}}` that ends an expression beginning at `start`, or -1. */
function findClose(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const here = text[at];
    if (here === '"' || here === "'" || here === '`') {
      at = endOfQuoted(text, at, here);
      if (at === -1) return -1;
    } else if (here === '/' && text[at + 1] === '*') {
      const end = text.indexOf('*/', at + 2);
      if (end === -1) return -1;
      at = end + 1;
    } else if (here === '{') depth += 1;
    else if (here === '}' && depth > 0) depth -= 1;
    else if (here === '}' && text[at + 1] === '}') return at;
  }
  return -1;
}

function endOfQuoted(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    // Names between backticks know no escapes.
    if (text[at] === '\\' && quote !== '`') at += 1;
    else if (text[at] === quote) return at;
  }
  return -1;
}

/** A value made safe for the place it goes to, or why it cannot stand there. */
export type EscapedText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Turns a value into text for a field: text as it is, numbers and booleans as JSON writes them, null as nothing.
 *
 * @returns refused with `expression/not-text` for lists and objects, `expression/header-break` for a line break or
 *   a NUL in a header, where it would start a header of its own
 */
export function escapeText(escaping: Escaping, value: Json): EscapedText {
  if (typeof value === 'object' && value !== null) {
    const title = 'A {{ }} gave a list or an object where text is wanted. Pick one field of it, or use $string.';
    return { ok: false, failure: invalid('expression/not-text', title) };
  }
  const text = value === null ? '' : String(value);
  switch (escaping) {
    case 'plain':
      return { ok: true, text };
    case 'html':
      return { ok: true, text: text.replace(/[&<>"']/g, (sign) => htmlSigns[sign] ?? sign) };
    case 'url-part':
      // Half a surrogate pair has no bytes; it becomes the replacement character as everywhere on the wire.
      return { ok: true, text: encodeURIComponent(text.toWellFormed()) };
    case 'header': {
      const title = 'A {{ }} gave a line break inside a header. Remove it from the data before it is sent.';
      // A carriage return, a line feed or a NUL ends a header line for one reader or another.
      const breaks = ['\r', '\n', '\0'].some((sign) => text.includes(sign));
      return breaks ? { ok: false, failure: invalid('expression/header-break', title) } : { ok: true, text };
    }
  }
}

const htmlSigns: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

import type { JsonObject } from '../json.ts';

/**
 * Reads a URL-encoded form that somebody else sent: every field as text, a field that is there more than once as a list.
 *
 * @param mostFields default 10,000
 * @returns the fields, or one sentence without any of the payload
 */
export function readForm(
  text: string,
  mostFields = 10_000,
): { readonly ok: true; readonly value: JsonObject } | { readonly ok: false; readonly reason: string } {
  const fields = new Map<string, string[]>();
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > mostFields) return { ok: false, reason: `The form has more than ${mostFields} fields.` };
  for (const pair of pairs) {
    const cut = pair.includes('=') ? pair.indexOf('=') : pair.length;
    const name = decodePart(pair.slice(0, cut));
    const value = decodePart(pair.slice(cut + 1));
    if (name === undefined || value === undefined)
      return { ok: false, reason: 'The form is not encoded as forms are.' };
    if (name === '__proto__' || name === 'constructor') {
      return { ok: false, reason: 'A field is named "__proto__" or "constructor", which is not let in.' };
    }
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  const entries = [...fields].map(
    ([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values] as const,
  );
  return { ok: true, value: Object.fromEntries(entries) };
}

function decodePart(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (error) {
    // Malformed escapes are a fact about the sender, not about us.
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** Secrets shorter than this would blot out ordinary words; they are refused where secrets are put. */
export const minSecretLength = 6;

/** Replaces secret values in a text by their names. */
export type Redactor = (text: string) => string;

/**
 * Makes a redactor for the secrets alive now: their values and the forms in which systems echo them.
 *
 * @param secrets name and value of every live secret
 */
export function createRedactor(secrets: readonly { readonly name: string; readonly value: string }[]): Redactor {
  const needles = new Map<string, string>();
  for (const { name, value } of secrets) {
    for (const form of formsOf(value)) if (form.length >= minSecretLength) needles.set(form, `«secret:${name}»`);
  }
  if (needles.size === 0) return (text) => text;
  // Longest first, so that a value inside another one does not leave the rest of it standing.
  const ordered = [...needles.keys()].sort((left, right) => right.length - left.length);
  const pattern = new RegExp(ordered.map((needle) => RegExp.escape(needle)).join('|'), 'g');
  return (text) => text.replace(pattern, (found) => needles.get(found) ?? '«secret»');
}

/** A value and how it looks in JSON, urls, forms, hex, base64 and inside a Basic header. */
function formsOf(value: string): ReadonlySet<string> {
  const bytes = Buffer.from(value, 'utf8');
  const json = JSON.stringify(value).slice(1, -1);
  const percent = encodeURIComponent(value.toWellFormed());
  return new Set([
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    asciiJson(value),
    percent,
    percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    new URLSearchParams([['', value]]).toString().slice(1),
    htmlEscaped(value),
    htmlEscaped(value).replaceAll('&#x27;', '&#39;'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...base64Forms(bytes),
  ]);
}

/** JSON as Python and others write it: everything beyond ASCII as `\uXXXX`. */
function asciiJson(value: string): string {
  const json = JSON.stringify(value).slice(1, -1);
  return json.replace(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function htmlEscaped(value: string): string {
  const entities: ReadonlyMap<string, string> = new Map([
    ['&', '&amp;'],
    ['<', '&lt;'],
    ['>', '&gt;'],
    ['"', '&quot;'],
    ["'", '&#x27;'],
  ]);
  return value.replace(/[&<>"']/g, (one) => entities.get(one) ?? one);
}

/**
 * Base64 of the value standing alone, and the part of it that stays the same wherever the value begins inside a
 * longer text, such as behind `user:`.
 */
function base64Forms(bytes: Buffer): readonly string[] {
  const alone = bytes.toString('base64');
  const shifted = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const skipped = shift === 0 ? 0 : shift + 1;
    // The last character may also carry bits of what follows.
    return text.slice(skipped, (shift + bytes.length) % 3 === 0 ? undefined : -1);
  });
  const forms = [alone, alone.replace(/=+$/, ''), ...shifted];
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

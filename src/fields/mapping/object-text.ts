/** One pair of an object constructor: its name, and its value as written. */
export type Entry = { readonly key: string; readonly value: string };

const closers: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

/**
 * Takes the text of an object constructor apart without changing any of it.
 *
 * @returns undefined where a key is no fixed text, or where something stands between the pairs that would be lost,
 *   such as a comment
 */
export function entriesOf(text: string): readonly Entry[] | undefined {
  const whole = text.trim();
  if (!whole.startsWith('{') || endOfGroup(whole, 0) !== whole.length - 1) return undefined;
  const inside = whole.slice(1, -1);
  if (inside.trim() === '') return [];
  const entries: Entry[] = [];
  for (const part of splitAt(inside, ',')) {
    const [name, ...values] = splitAt(part, ':');
    const key = name === undefined ? undefined : readKey(name.trim());
    // A colon may also stand between the branches of a condition; only the first one separates.
    const value = values.join(':').trim();
    if (key === undefined || value === '' || isOnlyComment(value)) return undefined;
    entries.push({ key, value });
  }
  return new Set(entries.map(({ key }) => key)).size === entries.length ? entries : undefined;
}

function readKey(text: string): string | undefined {
  if (!/^"(?:\\.|[^"\\])*"$|^'(?:\\.|[^'\\])*'$/.test(text)) return undefined;
  const quoted = text.startsWith('"') ? text : `"${text.slice(1, -1).replaceAll("\\'", "'").replaceAll('"', '\\"')}"`;
  try {
    const key: unknown = JSON.parse(quoted);
    return typeof key === 'string' ? key : undefined;
  } catch {
    // An escape that JSON does not know; the text is then shown as code.
    return undefined;
  }
}

function isOnlyComment(text: string): boolean {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').trim() === '';
}

/** Splits at a sign that stands outside of every bracket, text and comment. */
function splitAt(text: string, sign: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const end = endOfUnit(text, at);
    if (end !== undefined) at = end;
    else if (text[at] === sign) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** Offset of the last character of what begins here and must not be looked into; undefined for a plain character. */
function endOfUnit(text: string, at: number): number | undefined {
  const here = text[at] ?? '';
  if (here in closers) return endOfGroup(text, at) ?? text.length - 1;
  if (here === '"' || here === "'" || here === '`') return endOfQuoted(text, at, here);
  if (here === '/' && text[at + 1] === '*') {
    const end = text.indexOf('*/', at + 2);
    return end === -1 ? text.length - 1 : end + 1;
  }
  return here === '/' && startsPattern(text, at) ? endOfPattern(text, at) : undefined;
}

function endOfGroup(text: string, start: number): number | undefined {
  const closer = closers[text[start] ?? ''];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === closer) return at;
    at = endOfUnit(text, at) ?? at;
  }
  return undefined;
}

function endOfQuoted(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote !== '`') at += 1;
    else if (text[at] === quote) return at;
  }
  return text.length - 1;
}

/** A slash begins a pattern where a value may begin, and divides everywhere else. */
function startsPattern(text: string, at: number): boolean {
  const before = text.slice(0, at).trimEnd().at(-1);
  return before === undefined || '(,:?[{=<>!&|~+-*%;'.includes(before);
}

function endOfPattern(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '/') return at;
  }
  return text.length - 1;
}

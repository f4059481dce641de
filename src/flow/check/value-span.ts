/** A piece of a text, end exclusive. */
export type Span = { readonly start: number; readonly end: number };

const closing: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

/**
 * Finds the text of the value behind a key of an object constructor, because JSONata's tree says only where single
 * tokens end. Gives up, rather than guess, at a slash: it may begin a pattern, whose brackets mean nothing.
 *
 * @param keyEnd offset just behind the key
 */
export function findValueSpan(expression: string, keyEnd: number): Span | undefined {
  const colon = /^\s*:\s*/.exec(expression.slice(keyEnd));
  if (colon === null) return undefined;
  const start = keyEnd + colon[0].length;
  const open: string[] = [];
  for (let at = start; at < expression.length; at++) {
    const character = expression.charAt(at);
    if (character === '/') return undefined;
    if (character === '"' || character === "'" || character === '`') {
      at = endOfQuote(expression, at);
      continue;
    }
    const closer = closing.get(character);
    if (closer !== undefined) open.push(closer);
    else if (open.length === 0 && (character === ',' || character === '}')) return trimmed(expression, start, at);
    else if (character === open.at(-1)) open.pop();
  }
  return undefined;
}

function endOfQuote(expression: string, start: number): number {
  const quote = expression.charAt(start);
  let at = start + 1;
  while (at < expression.length && expression.charAt(at) !== quote) at += expression.charAt(at) === '\\' ? 2 : 1;
  return at;
}

function trimmed(expression: string, start: number, end: number): Span | undefined {
  const text = expression.slice(start, end).trimEnd();
  return text === '' ? undefined : { start, end: start + text.length };
}

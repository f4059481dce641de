/** How well a text answers a query: a higher score is better; `spans` are the matched stretches, for showing them. */
export type TextMatch = { readonly score: number; readonly spans: readonly (readonly [start: number, end: number])[] };

/**
 * Matches what a person typed against a text, without regard to case: whole beginnings first, then beginnings of words,
 * then stretches inside, then the letters in order. Every word of the query must be found.
 *
 * @returns null when it does not match; an empty query matches everything with score 0
 */
export function matchText(query: string, text: string): TextMatch | null {
  const words = query
    .trim()
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const lower = text.toLocaleLowerCase();
  let score = 0;
  const spans: (readonly [number, number])[] = [];
  for (const word of words) {
    const found = matchWord(word, lower);
    if (found === null) return null;
    score += found.score;
    spans.push(...found.spans);
  }
  return { score: score / Math.max(1, words.length), spans: spans.sort(([left], [right]) => left - right) };
}

function matchWord(word: string, text: string): TextMatch | null {
  if (text.startsWith(word)) return { score: text.length === word.length ? 100 : 90, spans: [[0, word.length]] };
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (isWordStart(text, at)) return { score: 75, spans: [[at, at + word.length]] };
  }
  const inside = text.indexOf(word);
  if (inside !== -1) return { score: 50, spans: [[inside, inside + word.length]] };
  return matchLetters(word, text);
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[\s._\-/:()]/.test(text[at - 1] ?? ' ');
}

/** Letters in order, each as early as it can be; two letters match almost anything, so they do not count. */
function matchLetters(word: string, text: string): TextMatch | null {
  if (word.length < 3) return null;
  const spans: [number, number][] = [];
  let from = 0;
  for (const letter of word) {
    const at = text.indexOf(letter, from);
    if (at === -1) return null;
    const last = spans.at(-1);
    if (last?.[1] === at) last[1] = at + 1;
    else spans.push([at, at + 1]);
    from = at + 1;
  }
  return spans.length > Math.ceil(word.length / 2) ? null : { score: 20 - spans.length, spans };
}

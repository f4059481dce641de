const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Characters that turn the direction of what follows, or that nothing draws: a name could hide behind them. */
const unseen = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/gu;

/** Control characters that belong to a text. */
const ofText: ReadonlySet<string> = new Set(['\n', '\t']);

/** A text that is safe in HTML, inside quotes too; characters that would turn or hide what follows are shown by number. */
export function escapeHtml(text: string): string {
  return showUnseen(text).replace(/[&<>"']/g, (character) => named[character] ?? character);
}

/** A text whose control and direction characters are written out as `⟨U+202E⟩`. */
export function showUnseen(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n/g, '\n')
    .replace(unseen, (character) => (ofText.has(character) ? character : numberOf(character)));
}

function numberOf(character: string): string {
  return `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** Pixels a text takes at a font size, near enough to decide where it is cut. */
export function widthOf(text: string, size: number): number {
  let width = 0;
  for (const character of text) width += shareOf(character) * size;
  return width;
}

/** A text that fits in a width, cut with `…` where it does not. */
export function cutTo(text: string, { width, size }: { readonly width: number; readonly size: number }): string {
  const line = showUnseen(text).replace(/\s+/g, ' ').trim();
  if (widthOf(line.slice(0, 400), size) <= width && line.length <= 400) return line;
  let kept = '';
  let used = size * 0.9;
  for (const { segment } of graphemes.segment(line.slice(0, 400))) {
    used += widthOf(segment, size);
    if (used > width) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** A text on at most two lines of a width, cut where it is longer still. */
export function wrapTo(text: string, fit: { readonly width: number; readonly size: number }): readonly string[] {
  const line = showUnseen(text).replace(/\s+/g, ' ').trim();
  if (cutTo(line, fit) === line) return [line];
  const words = line.slice(0, 400).split(' ');
  let first = '';
  while (words[0] !== undefined && widthOf(`${first} ${words[0]}`.trim(), fit.size) <= fit.width) {
    first = `${first} ${words.shift() ?? ''}`.trim();
  }
  return first === '' ? [cutTo(line, fit)] : [first, cutTo(words.join(' '), fit)];
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function shareOf(character: string): number {
  if (/[ijltfrI.,:;'|!()[\]\s]/.test(character)) return 0.32;
  if (/[mwMW@%—…]/.test(character)) return 0.9;
  if (/[A-Z&]/.test(character)) return 0.68;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x2e80) return 1.05;
  return 0.57;
}

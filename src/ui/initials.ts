const nameTones = ['wait', 'info', 'ok', 'warn', 'danger'] as const;

/** One or two letters for a name: of the first and the last word, or the first two of a single one. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s._@-]+/)
    .filter((word) => word !== '');
  const [first] = words;
  const last = words.at(-1);
  if (first === undefined || last === undefined) return '';
  const letters = words.length === 1 ? Array.from(first).slice(0, 2).join('') : firstOf(first) + firstOf(last);
  return letters.toLocaleUpperCase();
}

function firstOf(word: string): string {
  return Array.from(word)[0] ?? '';
}

/** A tone for a name, always the same one; colour carries no meaning here. */
export function toneOfName(name: string): (typeof nameTones)[number] {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return nameTones[sum % nameTones.length] ?? 'wait';
}

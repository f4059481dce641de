/**
 * Lists names inside a sentence, such as `"a", "b" or "c"`. Long lists are cut, because a sentence of hundreds of
 * names helps nobody: the form offers them all.
 *
 * @param most how many are named, 1 to 6
 */
export function listNames(names: readonly string[], joint: 'and' | 'or', most = 4): string {
  const quoted = names.map((name) => `"${name}"`);
  if (names.length > most) return `${quoted.slice(0, most).join(', ')} ${joint} ${names.length - most} more`;
  if (names.length < 2) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')} ${joint} ${quoted.at(-1)}`;
}

/** A part of somebody else's sentence, to stand inside one of ours: without its period, cut behind `most` words. */
export function quoteSentence(sentence: string, most = 12): string {
  const words = sentence.replace(/(?<=\w)\.$/, '').split(/\s+/);
  const kept = words.length > most ? `${words.slice(0, most).join(' ')} …` : words.join(' ');
  return kept.charAt(0).toLowerCase() + kept.slice(1);
}

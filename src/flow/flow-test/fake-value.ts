const firstWords = 'Robin Sascha Kim Alex Charlie Jules Noor Micha Toni Andrea Luca Sam'.split(' ');
const lastWords = 'Example Sample Muster Specimen Placeholder Pattern'.split(' ');

/**
 * A made-up text in the shape of a real one: an address stays an address, a telephone number one, a date a date, and
 * anything else keeps its length, its letters and digits in place.
 *
 * @param number different for every text that must stay different, from 1
 */
export function fakeText(text: string, number: number): string {
  if (/^[^\s@]+@[^\s@]+$/.test(text)) {
    const local = `person${number}`;
    const isCapital = text.charAt(0) !== text.charAt(0).toLowerCase();
    return `${isCapital ? local.charAt(0).toUpperCase() + local.slice(1) : local}@example.com`;
  }
  if (/^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text)) return fakeDate(text, number);
  if (/^\p{Lu}\p{L}*(?:[ -]\p{L}[\p{L}.']*)*$/u.test(text)) return fakeName(text, number);
  return scramble(text, number);
}

/** A number with as many digits, the same sign and as many places behind the point. */
export function fakeNumber(value: number): number {
  const fake = Number(scramble(String(value), 1));
  return Number.isFinite(fake) ? fake : 0;
}

function fakeDate(text: string, number: number): string {
  const month = String((number % 12) + 1).padStart(2, '0');
  const day = String((number % 28) + 1).padStart(2, '0');
  return `${text.slice(0, 4)}-${month}-${day}${text.slice(10)}`;
}

/** As many words as the original had, so that what splits a name still can. */
function fakeName(text: string, number: number): string {
  const words = text.split(' ').length;
  const first = firstWords[(number - 1) % firstWords.length] ?? 'Robin';
  const round = Math.floor((number - 1) / firstWords.length);
  const rest = Array.from({ length: words - 1 }, (_, at) => lastWords[(number + at) % lastWords.length] ?? 'Example');
  const name = [first, ...rest].join(' ');
  return round === 0 ? name : `${name}${String.fromCharCode(97 + (round % 26)).repeat(1 + Math.floor(round / 26))}`;
}

/** Letters become other letters and digits other digits; everything between them stays. */
function scramble(text: string, number: number): string {
  let state = 2_166_136_261 ^ number;
  for (const character of text.toLowerCase()) state = Math.imul(state ^ character.charCodeAt(0), 16_777_619);
  let made = '';
  let isFirst = true;
  for (const character of text) {
    state = Math.imul(state ^ (state >>> 13), 2_246_822_507) ^ number;
    made += scrambled(character, Math.abs(state), isFirst);
    isFirst = false;
  }
  return made;
}

function scrambled(character: string, draw: number, isFirst: boolean): string {
  // A leading zero would change what a number is worth in digits.
  if (/\d/.test(character)) return String(isFirst ? 1 + (draw % 9) : draw % 10);
  if (!/\p{L}/u.test(character)) return character;
  const letter = String.fromCharCode(97 + (draw % 26));
  return character === character.toLowerCase() ? letter : letter.toUpperCase();
}

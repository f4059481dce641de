/** Words that are written in capitals inside a label. */
const capitals: ReadonlySet<string> = new Set(['id', 'url', 'vat', 'iban', 'sku', 'ean', 'api', 'bic', 'uuid']);

/** A label for people from a name for programs: `firstName`, `first_name` and `first-name` give `First name`. */
export function labelOf(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => (capitals.has(word.toLowerCase()) ? word.toUpperCase() : word.toLowerCase()));
  const text = words.join(' ');
  return text === '' ? name : text.charAt(0).toUpperCase() + text.slice(1);
}

/** The first sentences of a description on one line, at most so many characters. */
export function shorten(text: string, most: number): string {
  const line = text
    .slice(0, most * 4)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).trimEnd()}…`;
}

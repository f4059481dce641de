import type { Json } from '../json.ts';

const longest = 60;

/** A value in a sentence: short, as JSON; a side without one has removed it. */
export function sayValue(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** `Both sides changed timeout of "Create order": "30s" in ours, "60s" in theirs. Ours was kept.` */
export function sayChangedTwice(
  what: string,
  {
    base,
    ours,
    theirs,
  }: { readonly base?: Json | undefined; readonly ours?: Json | undefined; readonly theirs?: Json | undefined },
): string {
  if (ours === undefined)
    return `Ours removed ${what}, theirs changed it to ${sayValue(theirs)}. It is left out for now.`;
  if (theirs === undefined) return `Theirs removed ${what}, ours changed it to ${sayValue(ours)}. Ours was kept.`;
  const both = base === undefined ? 'added' : 'changed';
  return `Both sides ${both} ${what}: ${sayValue(ours)} in ours, ${sayValue(theirs)} in theirs. Ours was kept.`;
}

/** What of a step changed, in the words of a sentence. */
export function sayFields(fields: readonly string[]): string {
  const [first, ...rest] = fields;
  if (first === undefined) return 'what it stands on';
  const last = rest.at(-1);
  return last === undefined ? first : `${[first, ...rest.slice(0, -1)].join(', ')} and ${last}`;
}

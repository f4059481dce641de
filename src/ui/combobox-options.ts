import { matchText } from './match-text.ts';
import type { IconType } from './tone.ts';

/** One choice; values are unique. */
export type ComboboxOption = {
  readonly value: string;
  /** Shown and searched; default the value. */
  readonly label?: string | undefined;
  /** Second line; searched too. */
  readonly description?: string | undefined;
  /** Heading it stands under; options of a group stand together. */
  readonly group?: string | undefined;
  readonly icon?: IconType | undefined;
  readonly disabled?: boolean | undefined;
};

/** An option with the stretches of its label that answer the query. */
export type ShownOption = {
  readonly option: ComboboxOption;
  readonly spans: readonly (readonly [number, number])[];
};

type Scored = ShownOption & { readonly score: number; readonly place: number };

/**
 * Options that answer a query, best first; a group stands where its best option stands, so that typing and Enter takes
 * the best of all. Without a query everything keeps its order, groups together.
 */
export function filterOptions(options: readonly ComboboxOption[], query: string): readonly ShownOption[] {
  const groups = new Map<string, Scored[]>();
  options.forEach((option, place) => {
    const found = scoreOption(option, query);
    if (found === null) return;
    const group = groups.get(option.group ?? '') ?? [];
    group.push({ option, place, ...found });
    groups.set(option.group ?? '', group);
  });
  for (const group of groups.values()) group.sort(compareScored);
  const [...sorted] = groups.values();
  sorted.sort(([left], [right]) => (left === undefined || right === undefined ? 0 : compareScored(left, right)));
  return sorted.flat();
}

function scoreOption(option: ComboboxOption, query: string): Pick<Scored, 'score' | 'spans'> | null {
  const label = matchText(query, option.label ?? option.value);
  if (label !== null) return label;
  const other = matchText(query, `${option.value} ${option.description ?? ''}`);
  return other === null ? null : { spans: [], score: other.score / 2 };
}

function compareScored(left: Scored, right: Scored): number {
  return right.score - left.score || left.place - right.place;
}

/** What one difference between two versions of a contract is. */
export type ChangeKind =
  | 'field-added'
  | 'field-removed'
  | 'required-added'
  | 'required-removed'
  | 'type-narrowed'
  | 'type-widened'
  | 'enum-narrowed'
  | 'enum-widened'
  | 'range-narrowed'
  | 'range-widened'
  | 'class-raised'
  | 'class-lowered'
  | 'pattern-changed'
  | 'closed'
  | 'opened'
  | 'words'
  /** Something that is not weighed, such as alternatives or conditions; counts as breaking both sides. */
  | 'unknown';

/** One difference between two versions of a contract. */
export type ContractChange = {
  /** Field names joined by dots, lists walked through without a mark (`lines.sku`); empty for the data itself. */
  readonly path: string;
  readonly kind: ChangeKind;
  /**
   * Producers make or send the data: they break where data that fitted does not fit any more. Consumers read it: they
   * break where a field they read may be missing, or may hold what it never held.
   */
  readonly breaks: { readonly producers: boolean; readonly consumers: boolean };
  /** Up to 30 words: which field, and what it means. */
  readonly sentence: string;
};

/** How far the version must move for a set of changes. */
export type Bump = 'major' | 'minor' | 'patch' | 'none';

/**
 * The version step a set of changes asks for. A raised class is major although the data stays the same, because the
 * systems it reaches must be cleared for it anew.
 */
export function requiredBump(changes: readonly ContractChange[]): Bump {
  if (changes.length === 0) return 'none';
  if (changes.some(isMajor)) return 'major';
  return changes.every(({ kind }) => kind === 'words') ? 'patch' : 'minor';
}

/** True for a change that needs a new major version. */
export function isMajor({ kind, breaks }: ContractChange): boolean {
  return breaks.producers || breaks.consumers || kind === 'class-raised' || kind === 'unknown';
}

/** The name a contract needs after a step: names hold the major version only, so all but `major` keep it. */
export function nextName(name: string, bump: Bump): string {
  const match = /^(.+)@(\d+)$/.exec(name);
  if (bump !== 'major' || match?.[1] === undefined) return name;
  return `${match[1]}@${Number(match[2]) + 1}`;
}

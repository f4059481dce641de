import type { Edit } from '../../edit/edit.ts';
import type { FindingFix } from '../finding.ts';

/**
 * The part of an observation that offers a quick fix; without edits, none. Edits are typed by their own arguments
 * here, so that a renamed edit shows when the rules are built and not when somebody presses the button.
 *
 * @param title what the button says, in the words of the screen
 */
export function offerFix(title: string, edits: readonly Edit[]): { readonly fix?: FindingFix } {
  return edits.length === 0 ? {} : { fix: { title, edits } };
}

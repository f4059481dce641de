import { applyEdits, describeEdit, type Edit } from '#flow/edit/edit.ts';
import type { Flow } from '#flow/flow.ts';
import type { Layout } from '#flow/layout.ts';
import type { Problem } from '#flow/problem.ts';
import { catalogue } from './catalogue.ts';
import { useDocument } from './document.ts';

/**
 * Makes one edit, or several together, as one entry of the undo history, named after the first.
 *
 * @param layout the layout after the edit, where boxes move or are placed with it
 * @returns the problems of an edit that was refused; the document is then unchanged
 */
export function edit(
  asked: Edit | readonly [Edit, ...Edit[]],
  layout?: (flow: Flow, before: Layout) => Layout,
): readonly Problem[] {
  const { flow, layout: before } = useDocument.getState();
  if (flow === undefined) return [];
  const edits: readonly [Edit, ...Edit[]] = 'edit' in asked ? [asked] : asked;
  const edited = applyEdits(flow, edits, catalogue);
  if (!edited.ok) return edited.problems;
  useDocument.setState({
    flow: edited.value,
    layout: layout === undefined ? before : layout(edited.value, before),
    change: describeEdit(edits[0], flow),
  });
  return [];
}

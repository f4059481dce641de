import { applyEdits, type Edit } from '../edit/edit.ts';
import type { Flow } from '../flow.ts';
import type { JsonObject } from '../json.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import type { Result } from '../problem.ts';
import { bindFlow } from './bind.ts';
import { readFollows } from './follows.ts';
import { type Template, templateReference } from './template.ts';

/** What a new flow is called, and who answers for it. */
export type NewFlow = {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly parameters: JsonObject;
};

/** Makes a new flow from the skeleton of a template: named, owned, and following it. */
export function startFlow(
  skeleton: Flow,
  template: Template,
  { id, name, owner, parameters }: NewFlow,
  catalogue: NodeCatalogue,
): Result<Flow> {
  const edits: readonly Edit[] = [
    { edit: 'set-flow', arguments: { key: 'id', value: id } },
    { edit: 'set-flow', arguments: { key: 'name', value: name } },
    { edit: 'set-flow', arguments: { key: 'owner', value: owner } },
  ];
  const named = applyEdits(skeleton, edits, catalogue);
  // What the skeleton chose fits the steps it has; whoever starts the flow may choose otherwise.
  const own = readFollows(skeleton.follows).find((one) => one.template === templateReference(template))?.parameters;
  return named.ok ? bindFlow(named.value, { template, parameters: { ...own, ...parameters } }, catalogue) : named;
}

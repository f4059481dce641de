import { applyEdits } from '#flow/edit/edit.ts';
import type { Flow } from '#flow/flow.ts';
import type { Result } from '#flow/problem.ts';
import { openFlow } from '#flow/text/parse.ts';
import { printFlow } from '#flow/text/print.ts';
import { freeSlug } from '#flow/workspace/print-connection.ts';
import { catalogue } from '../../document/catalogue.ts';

/** What a person says of a flow that is to be made. */
export type FlowNaming = { readonly name: string; readonly id: string };

/** Proposes an id for a name: `Order: to cash!` becomes `order-to-cash`, or `order-to-cash-2` where that is taken. */
export function proposeId(name: string, taken: ReadonlySet<string>): string {
  return freeSlug(name, taken, 'flow');
}

/** Why an id cannot be used, as a text key; undefined where it can. */
export function refuseFlowId(id: string, taken: ReadonlySet<string>): 'idForm' | 'idTaken' | undefined {
  if (!/^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/.test(id) || id.length > 100) return 'idForm';
  return taken.has(id) ? 'idTaken' : undefined;
}

/** Where the file of a flow stands. */
export function pathOf(id: string): string {
  return `flows/${id}.flow.yaml`;
}

/** The text of a flow without steps. */
export function printBlankFlow({ name, id }: FlowNaming): string {
  const flow: Flow = { penstock: 1, id, name, version: '0.1.0', nodes: [], comments: new Map() };
  return printFlow(flow, catalogue);
}

/** A flow's text under another name and, where one is given, another id; comments stay where they are. */
export function renameInText(text: string, naming: { readonly name: string; readonly id?: string }): Result<string> {
  const { flow, problems } = openFlow(text, catalogue);
  if (flow === undefined) return { ok: false, problems };
  const edited = applyEdits(
    flow,
    [
      { edit: 'set-flow', arguments: { key: 'name', value: naming.name } },
      ...(naming.id === undefined
        ? []
        : [{ edit: 'set-flow' as const, arguments: { key: 'id' as const, value: naming.id } }]),
    ],
    catalogue,
  );
  return edited.ok ? { ok: true, value: printFlow(edited.value, catalogue) } : edited;
}

/** Points a tests file at another flow; everything else in it stays as it is. */
export function retargetTests(text: string, id: string): string {
  return text.replace(/^flow:.*$/m, `flow: ${id}`);
}

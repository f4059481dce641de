import type { Edit } from '#flow/edit/edit.ts';
import { errorPort, portsOf } from '#flow/text/ports.ts';
import { manifestOf } from '../document/catalogue.ts';
import { edit, presentDocument } from '../document/document.ts';
import { findNode, nodesOf } from '../document/find-node.ts';
import { reveal, useView } from '../document/view.ts';
import { firstOpenField } from './first-open-field.ts';

/**
 * Adds a step of a type where a person most likely wants it: behind the selected step on its first free outcome, else
 * into the body that is looked at, unconnected. Selects it and brings its first unfilled field into view.
 *
 * @returns why it could not be added, in sentences
 */
export function addStep(type: string): readonly string[] {
  const { flow } = presentDocument();
  if (flow === undefined) return [];
  const before = new Set(nodesOf(flow).keys());
  const problems = edit({ edit: 'add-node', arguments: placeFor(type) });
  if (problems.length > 0) return problems.map((problem) => problem.message);
  const now = presentDocument().flow;
  const added = now === undefined ? undefined : [...nodesOf(now).keys()].find((id) => !before.has(id));
  if (added !== undefined) reveal(added, firstOpenField(findNode(now, added)));
  return [];
}

type AddArguments = Extract<Edit, { readonly edit: 'add-node' }>['arguments'];

function placeFor(type: string): AddArguments {
  const { flow } = presentDocument();
  const { selection, inside } = useView.getState();
  const chosen = findNode(flow, selection.length === 1 ? selection[0] : undefined);
  const scope = inside.at(-1);
  const container = scope === undefined ? {} : { container: { scope, list: 'body' as const } };
  const manifest = manifestOf({ type });
  if (chosen === undefined || manifest?.kind === 'trigger') return { type, ...container };
  const ports = portsOf(manifestOf(chosen), chosen.config).filter((port) => port !== errorPort);
  const taken = new Set(chosen.next?.ports.map(({ port }) => port));
  const port = ports.find((one) => !taken.has(one)) ?? ports[0];
  return port === undefined ? { type, ...container } : { type, after: { node: chosen.id, port } };
}

import { errorPort, portsOf } from '#flow/text/ports.ts';
import { addStep as addToCanvas } from '../canvas/actions/add.ts';
import type { AddPlace } from '../canvas/canvas-state.ts';
import { manifestOf } from '../document/catalogue.ts';
import { presentDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import { useView } from '../document/view.ts';

/**
 * Adds a step of a type where a person most likely wants it: behind the selected step on its first free outcome, else
 * into the body that is looked at, unconnected. It gets a name, a place and the focus as on the canvas, and what
 * forbids it is told there.
 */
export function addStep(type: string): void {
  const manifest = manifestOf({ type });
  if (manifest !== undefined) addToCanvas(manifest, placeFor(manifest.kind === 'trigger'));
}

function placeFor(isTrigger: boolean): AddPlace {
  const { selection } = useView.getState();
  const chosen = findNode(presentDocument().flow, selection.length === 1 ? selection[0] : undefined);
  if (chosen === undefined || isTrigger) return {};
  const ports = portsOf(manifestOf(chosen), chosen.config).filter((port) => port !== errorPort);
  const taken = new Set(chosen.next?.ports.map(({ port }) => port));
  const port = ports.find((one) => !taken.has(one)) ?? ports[0];
  return port === undefined ? {} : { after: { node: chosen.id, port } };
}

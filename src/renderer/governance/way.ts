import type { Finding } from '#flow/check/finding.ts';
import { showWay, useOverlay } from '../canvas/overlay.ts';
import { presentDocument, useDocument } from '../document/document.ts';
import { wayOf } from './way-of.ts';

/** Lights the ways of a finding on the canvas until the flow changes, or puts out what was lit where it names none. */
export function lightWay(finding: Finding | undefined): void {
  const { flow } = presentDocument();
  const way = flow === undefined || finding === undefined ? undefined : wayOf(flow, finding);
  showWay(way);
  if (way === undefined) return;
  const stop = useDocument.subscribe((now) => {
    if (now.flow === flow) return;
    stop();
    if (useOverlay.getState().way === way) showWay(undefined);
  });
}

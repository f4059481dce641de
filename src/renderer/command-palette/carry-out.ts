import { reveal } from '../document/view.ts';
import { runCommand } from '../keys/commands.ts';
import { fieldPathOf } from '../problems/field-path.ts';
import { go } from '../routes.ts';
import type { PaletteEntry } from './entries.ts';

/** Does what an entry of the palette says, or goes where it leads. */
export function carryOut(entry: PaletteEntry): void {
  switch (entry.kind) {
    case 'command':
      runCommand(entry.id);
      return;
    case 'add':
      // Only with a flow open, whose parts are loaded then: the palette itself must not load them at the start.
      void import('../node-library/add-step.ts').then(({ addStep }) => addStep(entry.detail));
      return;
    case 'flow':
      go({ screen: 'designer', flow: entry.id });
      return;
    case 'place':
      go({ screen: entry.id });
      return;
    case 'step':
      reveal(entry.id);
      return;
    case 'problem':
      if (entry.finding.node !== undefined) reveal(entry.finding.node, fieldPathOf(entry.finding));
      return;
    case 'run':
      go({ screen: 'runs', run: entry.id });
      return;
    case 'match':
      go({ screen: 'designer', flow: entry.flow, ...(entry.node === undefined ? {} : { node: entry.node }) });
      return;
  }
}

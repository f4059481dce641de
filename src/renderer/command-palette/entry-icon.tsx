import { Activity, CircleAlert, CornerDownLeft, FileText, MapPin, Workflow } from 'lucide-react';
import type { IconType } from '#ui/tone.ts';
import { StepIcon } from '../canvas/cards/step-icon.tsx';
import { manifestOf } from '../document/catalogue.ts';
import { useDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import type { PaletteEntry } from './entries.ts';

const icons: Readonly<Record<Exclude<PaletteEntry['kind'], 'add' | 'step'>, IconType>> = {
  command: CornerDownLeft,
  flow: Workflow,
  place: MapPin,
  problem: CircleAlert,
  run: Activity,
  match: FileText,
};

/** What sort of thing an entry is, as a glyph; the words beside it say it too. */
export function EntryIcon({ entry }: { readonly entry: PaletteEntry }) {
  if (entry.kind === 'add') return <StepIcon type={entry.id} size={16} />;
  if (entry.kind === 'step') return <OwnIcon id={entry.id} />;
  const Icon = icons[entry.kind];
  return <Icon aria-hidden size={16} />;
}

function OwnIcon({ id }: { readonly id: string }) {
  const type = useDocument((state) => {
    const node = findNode(state.flow, id);
    return node === undefined ? '' : (manifestOf(node)?.type ?? '');
  });
  return <StepIcon type={type} size={16} />;
}

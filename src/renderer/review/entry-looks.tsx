import {
  ArrowRightLeft,
  FileDiff,
  KeyRound,
  Minus,
  Move,
  MoveRight,
  PencilLine,
  Plus,
  ShieldAlert,
} from 'lucide-react';
import type { useTranslation } from 'react-i18next';
import { isJsonObject, type Json } from '#flow/json.ts';
import type { IconType } from '#ui/tone.ts';
import type { ChangeEntry, EntrySort } from './change-entries.ts';
import styles from './change-list.module.css';
import { type ReadFlow, stepsOf } from './compared.ts';

const icons: Readonly<Record<EntrySort, IconType>> = {
  added: Plus,
  removed: Minus,
  reach: ShieldAlert,
  trust: KeyRound,
  moved: MoveRight,
  changed: PencilLine,
  wired: ArrowRightLeft,
  layout: Move,
  file: FileDiff,
};

/** The glyph of an entry in its colour; the words beside it say the same. */
export function EntryIcon({ sort }: { readonly sort: EntrySort }) {
  const Icon = icons[sort];
  return (
    <span className={styles.icon} data-sort={sort}>
      <Icon size={14} aria-hidden />
    </span>
  );
}

/** The name a step has in the value of a change, where its flow is not at hand. */
function nameIn(value: Json | undefined): string | undefined {
  return isJsonObject(value) && typeof value.name === 'string' ? value.name : undefined;
}

type T = ReturnType<typeof useTranslation>['t'];

/** What an entry is about, in words: the step, the flow, the file. */
export function titleOf(entry: ChangeEntry, flows: readonly ReadFlow[], t: T): string {
  const flow = flows.find(({ id }) => id === entry.flow);
  const [lead] = entry.changes;
  if (entry.sort === 'layout') return t('reviews.entry.layout');
  if (entry.sort === 'reach') return t(`reviews.reach.${lead?.field?.split('.')[1] ?? 'other'}`);
  if (entry.sort === 'trust') return t('reviews.kind.trust');
  if (entry.node !== null) {
    const { before, after } = flow === undefined ? { before: undefined, after: undefined } : stepsOf(flow, entry.node);
    return after?.name ?? before?.name ?? nameIn(lead?.after) ?? nameIn(lead?.before) ?? entry.node;
  }
  if (entry.sort === 'file') return entry.file?.split('/').at(-1) ?? t(`reviews.kind.${lead?.kind ?? 'header'}`);
  if (entry.sort === 'changed' && lead !== undefined) return t(`reviews.kind.${lead.kind}`);
  return flow?.name ?? entry.flow ?? entry.file ?? '';
}

import { useTranslation } from 'react-i18next';
import { StatusChip } from '#ui/status-chip.tsx';
import type { Tone } from '#ui/tone.ts';
import type { TemplateRow } from '../../data/governance.ts';
import styles from './templates.module.css';

const statusTones: Readonly<Record<TemplateRow['value']['status'], Tone>> = {
  draft: 'info',
  approved: 'ok',
  deprecated: 'warn',
  retired: 'idle',
};

const standingTones: Readonly<Record<TemplateRow['standing'], Tone>> = {
  shipped: 'idle',
  published: 'ok',
  unsigned: 'warn',
  changed: 'warn',
  untrusted: 'danger',
};

/** How far along a pattern is, and whether who follows it can rely on it. */
export function StandingChips({ row }: { readonly row: TemplateRow }) {
  const { t } = useTranslation();
  return (
    <span className={styles.chips}>
      <StatusChip tone={statusTones[row.value.status]} size="sm">
        {t(`templates.status.${row.value.status}`)}
      </StatusChip>
      <StatusChip tone={standingTones[row.standing]} size="sm">
        {t(`templates.standing.${row.standing}`)}
      </StatusChip>
    </span>
  );
}

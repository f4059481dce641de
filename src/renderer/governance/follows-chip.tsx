import type { TFunction } from 'i18next';
import { Shapes } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { StatusChip } from '#ui/status-chip.tsx';
import type { Tone } from '#ui/tone.ts';
import { useBottomTab } from '../bottom-panel/bottom-tab.ts';
import { useFollowing, useGovernance } from '../data/governance.ts';
import { useChecking } from '../document/checking.ts';
import styles from './governance.module.css';
import { countStanding, type StandingCounts, standAgainst } from './rule-index.ts';

/** In the list of flows: how many patterns a flow follows, and how it stands against them. */
export function FollowsCell({ flow }: { readonly flow: string }) {
  const { t } = useTranslation();
  const { data } = useFollowing();
  const row = data?.flows.find((one) => one.flow === flow);
  if (row === undefined) return null;
  const counts = countStanding(row.follows);
  if (counts.patterns + counts.errors + counts.waived === 0) return '–';
  return (
    <StatusChip tone={toneOf(counts)} size="sm" icon={Shapes} title={sayCounts(counts, t)}>
      {sayCounts(counts, t)}
    </StatusChip>
  );
}

/** In the head of the designer: the same of the open flow, as it is drawn now; a click opens the cards. */
export function FollowsChip() {
  const { t } = useTranslation();
  const { data } = useGovernance();
  const following = useChecking((state) => state.following);
  const findings = useChecking((state) => state.findings);
  const counts = useMemo(
    () => countStanding(standAgainst(following, findings, data?.templates ?? [])),
    [following, findings, data?.templates],
  );
  if (following.length === 0) return null;
  return (
    <StatusChip
      className={styles.headChip}
      tone={toneOf(counts)}
      icon={Shapes}
      onClick={() => useBottomTab.setState({ tab: 'pattern' })}
    >
      {sayCounts(counts, t)}
    </StatusChip>
  );
}

function toneOf({ patterns, errors, waived }: StandingCounts): Tone {
  if (errors > 0) return 'danger';
  if (waived > 0) return 'wait';
  return patterns > 0 ? 'ok' : 'idle';
}

function sayCounts({ patterns, errors, waived }: StandingCounts, t: TFunction): string {
  return [
    t(patterns === 0 ? 'governance.noPattern' : 'governance.patterns', { count: patterns }),
    ...(errors > 0 ? [t('governance.errors', { count: errors })] : []),
    ...(waived > 0 ? [t('governance.waived', { count: waived })] : []),
  ].join(' · ');
}

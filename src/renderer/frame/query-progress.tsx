import { useIsFetching } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProgressBar } from '#ui/progress-bar.tsx';
import { useLink } from '../data/link.ts';
import styles from './query-progress.module.css';

/** Below this nobody notices that something was awaited. */
const noticedMs = 100;

/** A thin line under the top bar while an answer of the runtime takes longer than a blink; old content stays. */
export function QueryProgress() {
  const { t } = useTranslation();
  const isUp = useLink((link) => link.isUp);
  const isFetching = useIsFetching() > 0 && isUp;
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    if (!isFetching) {
      setIsShown(false);
      return undefined;
    }
    const timer = setTimeout(() => setIsShown(true), noticedMs);
    return () => clearTimeout(timer);
  }, [isFetching]);
  return (
    <div className={styles.line}>
      <ProgressBar active={isShown} label={t('frame.loading')} />
    </div>
  );
}

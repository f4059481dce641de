import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { useLink } from '../data/link.ts';

/** How long the link may be down before it is worth a word: a restart of the runtime takes less. */
const patienceMs = 1_500;

/** Says for how long the runtime has not answered, and that nothing drawn is lost. */
export function OfflineBar() {
  const lostAt = useLink((link) => link.lostAt);
  return lostAt === undefined ? null : <Counting key={lostAt} lostAt={lostAt} />;
}

function Counting({ lostAt }: { readonly lostAt: number }) {
  const { t } = useTranslation();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - lostAt) / 1_000)), 500);
    return () => clearInterval(timer);
  }, [lostAt]);
  if (seconds * 1_000 < patienceMs) return null;
  return (
    <Banner layout="bar" tone="warn" title={t('frame.lost')}>
      {/* Counted for the eye only: read aloud, every second would be a sentence. */}
      <span aria-hidden>{t('frame.lostFor', { count: seconds })}</span>
    </Banner>
  );
}

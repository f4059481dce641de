import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '#ui/avatar.tsx';
import { Kbd } from '#ui/kbd.tsx';
import { useWorkspace } from '../data/queries.ts';
import type { Session } from '../data/session.ts';
import { runCommand } from '../keys/commands.ts';
import { useKeys } from '../keys/use-keys.ts';
import { printRoute, useRoute } from '../routes.ts';
import { preloadPalette } from './on-demand.tsx';
import styles from './top-bar.module.css';
import { useTopBar } from './top-bar-parts.ts';

/** The top line of the page. */
export function TopBar({ session }: { readonly session: Session }) {
  const { t } = useTranslation();
  const { data } = useWorkspace();
  const { crumb, actions } = useTopBar();
  const route = useRoute();
  const keys = useKeys('palette.open');
  return (
    <header className={styles.bar} data-region="top">
      <a href={printRoute({ screen: 'flows' })} className={styles.logo} title={t('frame.product')}>
        <svg viewBox="0 0 32 32" width="22" height="22" role="img">
          <title>{t('frame.product')}</title>
          <path
            d="M5 8h7a5 5 0 0 1 5 5v6a5 5 0 0 0 5 5h5"
            fill="none"
            stroke="currentColor"
            strokeWidth="4.5"
            strokeLinecap="round"
          />
          <circle cx="25" cy="8" r="3.2" fill="currentColor" />
        </svg>
      </a>
      <nav className={styles.crumb} aria-label={t('frame.crumb')}>
        <a href={printRoute({ screen: 'flows' })}>{data?.name ?? ''}</a>
        {crumb ?? <span aria-current="page">{t(`frame.screen.${route.screen}`)}</span>}
      </nav>
      <button
        type="button"
        className={styles.search}
        onClick={() => runCommand('palette.open')}
        onPointerEnter={preloadPalette}
        onFocus={preloadPalette}
      >
        <Search size={14} aria-hidden />
        <span>{t('frame.searchOrRun')}</span>
        {keys !== undefined && <Kbd keys={keys} />}
      </button>
      <span className={styles.space} />
      {actions}
      <Avatar name={session.name} />
    </header>
  );
}

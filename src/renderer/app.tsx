import { Suspense, useDeferredValue, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { LiveRegion } from '#ui/live-region.tsx';
import { Toaster } from '#ui/toaster.tsx';
import styles from './app.module.css';
import type { Session } from './data/session.ts';
import { useWorkspaceEvents } from './data/workspace-events.ts';
import { OfflineBar } from './frame/offline-bar.tsx';
import { PartsOnDemand } from './frame/on-demand.tsx';
import { PageCommands } from './frame/page-commands.tsx';
import { PartBoundary } from './frame/part-boundary.tsx';
import { QueryProgress } from './frame/query-progress.tsx';
import { Rail } from './frame/rail.tsx';
import { Screen } from './frame/screen.tsx';
import { StatusBar } from './frame/status-bar.tsx';
import { TopBar } from './frame/top-bar.tsx';
import { useScreenFocus } from './frame/use-screen-focus.ts';
import { useKeyListener } from './keys/use-key-listener.ts';
import { parseRoute, useAddress } from './routes.ts';

/** The whole page: rail, top bar, the screen the address names, status bar. */
export function App({ session }: { readonly session: Session | undefined }) {
  const { t } = useTranslation();
  if (session === undefined) {
    return (
      <main className={styles.signedOut}>
        <h1>{t('frame.product')}</h1>
        <p>{t('frame.signedOut')}</p>
      </main>
    );
  }
  return <SignedIn session={session} />;
}

function SignedIn({ session }: { readonly session: Session }) {
  const { t } = useTranslation();
  useKeyListener();
  useWorkspaceEvents();
  const main = useRef<HTMLElement>(null);
  // While a screen is loaded the one before stays.
  const shown = parseRoute(useDeferredValue(useAddress()));
  useScreenFocus(shown.screen, main);
  return (
    <div className={styles.frame}>
      <TopBar session={session} />
      <div className={styles.notices}>
        <OfflineBar />
      </div>
      <div className={styles.middle}>
        <Rail />
        <main ref={main} className={styles.screen} data-region="screen" tabIndex={-1}>
          <QueryProgress />
          <PartBoundary>
            <Suspense fallback={null}>
              <Screen route={shown} />
            </Suspense>
          </PartBoundary>
        </main>
      </div>
      <StatusBar />
      <PartsOnDemand />
      <PageCommands />
      <LiveRegion />
      <Toaster label={t('frame.messages')} closeLabel={t('frame.close')} />
    </div>
  );
}

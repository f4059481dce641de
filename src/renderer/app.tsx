import { lazy, Suspense, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { LiveRegion } from '#ui/live-region.tsx';
import { Toaster } from '#ui/toaster.tsx';
import styles from './app.module.css';
import type { Session } from './data/session.ts';
import { useWorkspaceEvents } from './data/workspace-events.ts';
import { OfflineBar } from './frame/offline-bar.tsx';
import { PageCommands } from './frame/page-commands.tsx';
import { PaletteInWaiting } from './frame/palette-in-waiting.tsx';
import { PartBoundary } from './frame/part-boundary.tsx';
import { QueryProgress } from './frame/query-progress.tsx';
import { Rail } from './frame/rail.tsx';
import { StatusBar } from './frame/status-bar.tsx';
import { TopBar } from './frame/top-bar.tsx';
import { useScreenFocus } from './frame/use-screen-focus.ts';
import { KeysDialog } from './keys/keys-dialog.tsx';
import { useKeyListener } from './keys/use-key-listener.ts';
import { useRoute } from './routes.ts';

const Designer = lazy(async () => ({ default: (await import('./screens/designer/designer.tsx')).Designer }));
const Flows = lazy(async () => ({ default: (await import('./screens/flows/flows.tsx')).Flows }));
const Runs = lazy(async () => ({ default: (await import('./screens/runs/runs.tsx')).Runs }));
const SetAside = lazy(async () => ({ default: (await import('./screens/set-aside/set-aside.tsx')).SetAside }));
const Approvals = lazy(async () => ({ default: (await import('./screens/approvals/approvals.tsx')).Approvals }));
const Connections = lazy(async () => ({
  default: (await import('./screens/connections/connections.tsx')).Connections,
}));
const Contracts = lazy(async () => ({ default: (await import('./screens/contracts/contracts.tsx')).Contracts }));
const Settings = lazy(async () => ({ default: (await import('./screens/settings/settings.tsx')).Settings }));
const CommandPalette = lazy(async () => ({
  default: (await import('./command-palette/command-palette.tsx')).CommandPalette,
}));

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
  useScreenFocus(useRoute().screen, main);
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
              <Screen />
            </Suspense>
          </PartBoundary>
        </main>
      </div>
      <StatusBar />
      <Suspense fallback={<PaletteInWaiting />}>
        <CommandPalette />
      </Suspense>
      <KeysDialog />
      <PageCommands />
      <LiveRegion />
      <Toaster label={t('frame.messages')} closeLabel={t('frame.close')} />
    </div>
  );
}

function Screen() {
  const route = useRoute();
  switch (route.screen) {
    case 'designer':
      return <Designer flow={route.flow} node={route.node} />;
    case 'runs':
      return <Runs run={route.run} node={route.node} />;
    case 'set-aside':
      return <SetAside letter={route.letter} />;
    case 'approvals':
      return <Approvals approval={route.approval} />;
    case 'connections':
      return <Connections connection={route.connection} />;
    case 'contracts':
      return <Contracts contract={route.contract} />;
    case 'settings':
      return <Settings />;
    default:
      return <Flows />;
  }
}

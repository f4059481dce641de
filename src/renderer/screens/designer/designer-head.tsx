import { FileQuestion, History, Play, Save } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Chip } from '#ui/chip.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { useBottomTab } from '../../bottom-panel/bottom-tab.ts';
import { useWorkspace } from '../../data/queries.ts';
import { countOpen, useChecking } from '../../document/checking.ts';
import { useDocument } from '../../document/document.ts';
import { laterPart } from '../../frame/later-part.ts';
import { lazyPart } from '../../frame/lazy-part.ts';
import { OnDemand } from '../../frame/on-demand.tsx';
import { useTopBar } from '../../frame/top-bar-parts.ts';
import { runCommand } from '../../keys/commands.ts';
import { useKeys } from '../../keys/use-keys.ts';
import { handOverCommands } from '../../review/hand-over-commands.ts';
import { useIdentityAsking } from '../../review/identity-asking.ts';

const FollowsChip = lazy(async () => ({ default: (await import('../../governance/follows-chip.tsx')).FollowsChip }));

// Nothing about handing over is loaded before the flow stands.
const HandOverButton = lazyPart(async () => (await import('../../review/head-parts.tsx')).HandOverButton);
const ReviewChip = lazyPart(async () => (await import('../../review/head-parts.tsx')).ReviewChip);
const HandOver = laterPart(async () => (await import('../../review/hand-over.tsx')).HandOver);
const IdentityDialog = laterPart(async () => (await import('../../review/identity-dialog.tsx')).IdentityDialog);

/** Puts the flow's name, version and state into the top bar while the designer is open. */
export function DesignerHead() {
  useEffect(() => {
    useTopBar.setState({ crumb: <Crumb />, actions: <Actions /> });
    return () => useTopBar.setState({ crumb: null, actions: null });
  }, []);
  return <HandingOver />;
}

/** Only a studio hands over; a server runs what was handed over. */
function useIsStudio(): boolean {
  return useWorkspace().data?.mode === 'studio';
}

function HandingOver() {
  const isStudio = useIsStudio();
  const isOpen = useDocument((state) => state.status === 'open');
  const isAsking = useIdentityAsking(({ next }) => next !== undefined);
  if (!isStudio) return null;
  return (
    <>
      <OnDemand commands={handOverCommands} Part={HandOver} isEnabled={isOpen} />
      {isAsking && (
        <Suspense fallback={null}>
          <IdentityDialog />
        </Suspense>
      )}
    </>
  );
}

function Crumb() {
  const { t } = useTranslation();
  const name = useDocument((state) => state.flow?.name);
  const version = useDocument((state) => state.flow?.version);
  const isStudio = useIsStudio();
  return (
    <>
      <b aria-current="page">{name}</b>
      {name !== undefined && <Chip>{t('designer.draft', { version: version ?? '0.0.0' })}</Chip>}
      {isStudio && (
        <Suspense fallback={null}>
          <ReviewChip />
        </Suspense>
      )}
    </>
  );
}

function Actions() {
  const { t } = useTranslation();
  const errors = useChecking((state) => countOpen(state, 'error'));
  const warnings = useChecking((state) => countOpen(state, 'warning'));
  const isStudio = useIsStudio();
  const saveKeys = useKeys('flow.save-version');
  const historyKeys = useKeys('flow.history');
  const showProblems = (): void => useBottomTab.setState({ tab: 'problems' });
  return (
    <>
      <Suspense fallback={null}>
        <FollowsChip />
      </Suspense>
      {errors > 0 && (
        <StatusChip tone="danger" onClick={showProblems}>
          {t('designer.errors', { count: errors })}
        </StatusChip>
      )}
      {warnings > 0 && (
        <StatusChip tone="warn" onClick={showProblems}>
          {t('designer.warnings', { count: warnings })}
        </StatusChip>
      )}
      <Button icon={FileQuestion} onClick={() => runCommand('flow.explain')}>
        {t('designer.explain')}
      </Button>
      {isStudio && (
        <>
          <IconButton
            label={t('keys.flow.history')}
            icon={History}
            shortcut={historyKeys}
            onClick={() => runCommand('flow.history')}
          />
          <IconButton
            label={t('keys.flow.save-version')}
            icon={Save}
            shortcut={saveKeys}
            onClick={() => runCommand('flow.save-version')}
          />
        </>
      )}
      <Button variant={isStudio ? 'secondary' : 'primary'} icon={Play} onClick={() => runCommand('flow.test')}>
        {t('designer.test')}
      </Button>
      {isStudio && (
        <Suspense fallback={null}>
          <HandOverButton />
        </Suspense>
      )}
    </>
  );
}

import { FileQuestion, Play } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Chip } from '#ui/chip.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { useBottomTab } from '../../bottom-panel/bottom-tab.ts';
import { countOpen, useChecking } from '../../document/checking.ts';
import { useDocument } from '../../document/document.ts';
import { useTopBar } from '../../frame/top-bar-parts.ts';
import { runCommand } from '../../keys/commands.ts';

const FollowsChip = lazy(async () => ({ default: (await import('../../governance/follows-chip.tsx')).FollowsChip }));

/** Puts the flow's name, version and state into the top bar while the designer is open. */
export function DesignerHead() {
  useEffect(() => {
    useTopBar.setState({ crumb: <Crumb />, actions: <Actions /> });
    return () => useTopBar.setState({ crumb: null, actions: null });
  }, []);
  return null;
}

function Crumb() {
  const { t } = useTranslation();
  const name = useDocument((state) => state.flow?.name);
  const version = useDocument((state) => state.flow?.version);
  return (
    <>
      <b aria-current="page">{name}</b>
      {name !== undefined && <Chip>{t('designer.draft', { version: version ?? '0.0.0' })}</Chip>}
    </>
  );
}

function Actions() {
  const { t } = useTranslation();
  const errors = useChecking((state) => countOpen(state, 'error'));
  const warnings = useChecking((state) => countOpen(state, 'warning'));
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
      <Button variant="primary" icon={Play} onClick={() => runCommand('flow.test')}>
        {t('designer.test')}
      </Button>
    </>
  );
}

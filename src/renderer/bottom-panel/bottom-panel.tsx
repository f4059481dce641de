import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { TabPanel, Tabs } from '#ui/tabs.tsx';
import { isOpen, useChecking } from '../document/checking.ts';
import { useTestResults } from '../flow-tests/test-results.ts';
import { useFlowTests } from '../flow-tests/use-flow-tests.ts';
import { Problems } from '../problems/problems.tsx';
import { useTestCommands } from '../test-run/use-test-commands.ts';
import { bottomTabs, useBottomTab } from './bottom-tab.ts';
import { RunStrip } from './run-strip.tsx';

const StepData = lazy(async () => ({ default: (await import('../step-data/step-data.tsx')).StepData }));
const PatternPanel = lazy(async () => ({ default: (await import('../governance/pattern-panel.tsx')).PatternPanel }));
const FlowTests = lazy(async () => ({ default: (await import('../flow-tests/flow-tests.tsx')).FlowTests }));

/** Below the canvas: what is wrong, what went in and out of a step, and the flow's tests. */
export function BottomPanel() {
  const { t } = useTranslation();
  const tab = useBottomTab((state) => state.tab);
  const problemCount = useChecking((state) => state.findings.filter(isOpen).length);
  const redCount = useTestResults((state) => state.redCount);
  useTestCommands();
  useFlowTests();
  const counts = { problems: problemCount, pattern: undefined, data: undefined, tests: redCount };
  return (
    <Tabs
      value={tab}
      onValueChange={(value) => useBottomTab.setState({ tab: value })}
      label={t('designer.bottomPanel')}
      end={<RunStrip />}
      tabs={bottomTabs.map((value) => ({
        value,
        label: t(`designer.tab.${value}`),
        count: counts[value],
        ...(value === 'tests' ? { countTone: 'danger' as const } : {}),
      }))}
    >
      <TabPanel value="problems">
        <Problems />
      </TabPanel>
      <TabPanel value="pattern">
        <Suspense fallback={null}>
          <PatternPanel />
        </Suspense>
      </TabPanel>
      <TabPanel value="data">
        <Suspense fallback={null}>
          <StepData />
        </Suspense>
      </TabPanel>
      <TabPanel value="tests">
        <Suspense fallback={null}>
          <FlowTests />
        </Suspense>
      </TabPanel>
    </Tabs>
  );
}

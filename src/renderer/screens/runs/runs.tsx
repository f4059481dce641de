import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '#ui/empty-state.tsx';
import { SplitPane } from '#ui/split-pane.tsx';
import { TabPanel, Tabs } from '#ui/tabs.tsx';
import { useMay } from '../../data/runs.ts';
import { RefusedCalls } from './refused-calls.tsx';
import { RunList } from './run-list.tsx';
import { RunPage } from './run-page.tsx';
import styles from './runs.module.css';
import { useIsNarrow } from './use-is-narrow.ts';

/** Runs and what became of them, and calls that became none. */
export function Runs({ run, node }: { readonly run: string | undefined; readonly node: string | undefined }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<'runs' | 'refused'>('runs');
  const may = useMay();
  const tabs = [
    { value: 'runs', label: t('runs.title') } as const,
    ...(may('refused.read') ? [{ value: 'refused', label: t('runs.refused.title') } as const] : []),
  ];
  return (
    <Tabs value={tab} onValueChange={setTab} label={t('runs.views')} tabs={tabs} className={styles.screen}>
      <TabPanel value="runs" className={styles.panel}>
        <RunsPanes run={run} node={node} />
      </TabPanel>
      <TabPanel value="refused" className={styles.panel}>
        <RefusedCalls />
      </TabPanel>
    </Tabs>
  );
}

function RunsPanes({ run, node }: { readonly run: string | undefined; readonly node: string | undefined }) {
  const { t } = useTranslation();
  const isNarrow = useIsNarrow();
  if (isNarrow) return run === undefined ? <RunList selected={run} /> : <RunPage id={run} node={node} isAlone />;
  return (
    <SplitPane
      id="runs"
      panes={[
        {
          id: 'list',
          label: t('runs.resizeList'),
          size: 320,
          min: 240,
          max: 560,
          content: <RunList selected={run} />,
        },
        {
          id: 'run',
          content:
            run === undefined ? (
              <EmptyState sentence={t('runs.pick')} />
            ) : (
              <RunPage id={run} node={node} isAlone={false} />
            ),
        },
      ]}
    />
  );
}

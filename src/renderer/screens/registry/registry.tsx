import { FileWarning } from 'lucide-react';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { PanelHeader } from '#ui/panel.tsx';
import { ProgressBar } from '#ui/progress-bar.tsx';
import { TabPanel, Tabs } from '#ui/tabs.tsx';
import { type RegistryView, useRegistry } from '../../data/registry.ts';
import { Refused } from '../../frame/refused.tsx';
import { go } from '../../routes.ts';
import { Loops } from './loops.tsx';
import { Owners } from './owners.tsx';
import styles from './registry.module.css';
import { Systems } from './systems.tsx';

const tabs = ['systems', 'owners', 'loops'] as const;

type TabId = (typeof tabs)[number];

/** Which systems there are, who answers for them, which one owns what, and what goes around in circles. */
export function Registry({ tab }: { readonly tab: string | undefined }): ReactElement | null {
  const { t } = useTranslation();
  const { data, error, refetch, isFetching } = useRegistry();
  const shown: TabId = tabs.find((one) => one === tab) ?? 'systems';
  const choices = useMemo(
    () =>
      tabs.map((value) => ({
        value,
        label: t(`registry.tab.${value}`),
        count: value === 'loops' ? data?.loops.length : undefined,
      })),
    [t, data?.loops.length],
  );
  if (data === undefined && error !== null) return <Refused error={error} onRetry={() => void refetch()} />;
  const isReadable = data === undefined || data.registry !== null || data.etag === null;
  return (
    <div className={styles.page}>
      <ProgressBar active={isFetching} label={t('registry.loading')} />
      <PanelHeader size="page" level={1} title={t('registry.title')} subtitle={t('registry.subtitle')} />
      {data !== undefined && (
        <>
          <Unreadable view={data} />
          <Tabs
            label={t('registry.tabs')}
            value={shown}
            onValueChange={(value) => go({ screen: 'registry', tab: value })}
            tabs={choices}
            className={styles.tabs}
          >
            <TabPanel value="systems" className={styles.panel}>
              {isReadable ? <Systems view={data} /> : <Mend />}
            </TabPanel>
            <TabPanel value="owners" className={styles.panel}>
              {isReadable ? <Owners view={data} /> : <Mend />}
            </TabPanel>
            <TabPanel value="loops" className={styles.panel}>
              {isReadable ? <Loops view={data} /> : <Mend />}
            </TabPanel>
          </Tabs>
        </>
      )}
    </div>
  );
}

function Mend(): ReactElement {
  const { t } = useTranslation();
  return <EmptyState icon={FileWarning} sentence={t('registry.mend')} />;
}

/** Says why the files cannot be read, with the line of each problem. */
function Unreadable({ view }: { readonly view: RegistryView }): ReactElement | null {
  const { t } = useTranslation();
  if (view.problems.length === 0) return null;
  const isSystems = view.problems.some(({ file }) => file === view.path);
  return (
    <div className={styles.notice}>
      <Banner tone="danger" title={t(isSystems ? 'registry.unreadable' : 'registry.topicsUnreadable')}>
        <ul className={styles.problems}>
          {view.problems.slice(0, 5).map(({ file, line, message }) => (
            <li key={`${file} ${line} ${message}`}>
              {line === undefined ? message : t('registry.unreadableWhere', { line, message })}
            </li>
          ))}
        </ul>
      </Banner>
    </div>
  );
}

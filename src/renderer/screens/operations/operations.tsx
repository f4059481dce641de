import { type ReactElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { PanelHeader } from '#ui/panel.tsx';
import { TabPanel, Tabs } from '#ui/tabs.tsx';
import { go } from '../../routes.ts';
import { Environments } from './environments.tsx';
import styles from './operations.module.css';
import { Runtimes } from './runtimes.tsx';

const tabs = ['environments', 'runtimes'] as const;

type TabId = (typeof tabs)[number];

/** Props of Operations. */
export type OperationsProps = { readonly tab: string | undefined; readonly server: string | undefined };

/** Where flows run: what each environment gives them, and what is live on the servers this studio is linked to. */
export function Operations({ tab, server }: OperationsProps): ReactElement {
  const { t } = useTranslation();
  const shown: TabId = tabs.find((one) => one === tab) ?? 'environments';
  const choices = useMemo(() => tabs.map((value) => ({ value, label: t(`operations.tab.${value}`) })), [t]);
  return (
    <div className={styles.page}>
      <PanelHeader size="page" level={1} title={t('operations.title')} subtitle={t('operations.subtitle')} />
      <Tabs
        label={t('operations.tabs')}
        value={shown}
        onValueChange={(value) => go({ screen: 'operations', tab: value })}
        tabs={choices}
        className={styles.tabs}
      >
        <TabPanel value="environments" className={styles.panel}>
          <Environments />
        </TabPanel>
        <TabPanel value="runtimes" className={styles.panel}>
          <Runtimes selected={server} />
        </TabPanel>
      </Tabs>
    </div>
  );
}

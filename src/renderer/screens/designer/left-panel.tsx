import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TabPanel, Tabs } from '#ui/tabs.tsx';
import { FlowPicker } from '../../node-library/flow-picker.tsx';
import { NodeLibrary } from '../../node-library/node-library.tsx';

const Outline = lazy(async () => ({ default: (await import('../../outline/outline.tsx')).Outline }));

const tabs = ['steps', 'flows', 'outline'] as const;

/** What a flow is built from, the other flows, and the flow as a list. */
export function LeftPanel() {
  const { t } = useTranslation();
  const [tab, setTab] = useState<(typeof tabs)[number]>('steps');
  return (
    <Tabs
      value={tab}
      onValueChange={setTab}
      label={t('designer.leftPanel')}
      tabs={tabs.map((value) => ({ value, label: t(`designer.${value}`) }))}
    >
      <TabPanel value="steps">
        <NodeLibrary />
      </TabPanel>
      <TabPanel value="flows">
        <FlowPicker />
      </TabPanel>
      <TabPanel value="outline">
        <Suspense fallback={null}>
          <Outline />
        </Suspense>
      </TabPanel>
    </Tabs>
  );
}

import { Ellipsis, Play, StepForward } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ExpressionToolsContext } from '#fields/expression/expression-tools.ts';
import type { FlowNode } from '#flow/flow.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { DropdownMenu } from '#ui/menu.tsx';
import { TabPanel, Tabs } from '#ui/tabs.tsx';
import { familyOf } from '../canvas/cards/family.ts';
import { StepIcon } from '../canvas/cards/step-icon.tsx';
import { subtitleOf } from '../canvas/cards/subtitle.ts';
import { manifestOf } from '../document/catalogue.ts';
import { useView } from '../document/view.ts';
import type { CommandId } from '../keys/command-list.ts';
import { keysOf, runCommand } from '../keys/commands.ts';
import { printKeys } from '../keys/print-keys.ts';
import { useTestRun } from '../test-run/test-run.ts';
import { HelpText } from './help/help-text.tsx';
import styles from './inspector.module.css';
import { NameField } from './name-field.tsx';
import { ErrorsTab } from './policy/errors-tab.tsx';
import { NotesTab } from './policy/notes-tab.tsx';
import { PolicyTab } from './policy/policy-tab.tsx';
import { writeNode } from './policy/write-node.ts';
import { bringFieldIntoView, tabOfField } from './reveal-field.ts';
import { SetupTab } from './setup/setup-tab.tsx';
import { StepFormProvider, touch, touchAll } from './setup/step-form.tsx';
import { useStepTools } from './step-sample.ts';

const tabs = ['setup', 'errors', 'policy', 'notes'] as const;

/** A part of what can be said about a step. */
export type StepTab = (typeof tabs)[number];

/** One step: its name, its settings, what happens when it fails, what protects it, and notes. */
export function StepInspector({ node }: { readonly node: FlowNode }) {
  const { t } = useTranslation();
  const manifest = manifestOf(node);
  const [tab, setTab] = useState<StepTab>('setup');
  const body = useRef<HTMLDivElement>(null);
  useRevealedField(node, body, setTab);
  useTouchedByTest(node);
  const test = (command: CommandId): void => {
    touchAll(node.id);
    runCommand(command);
  };
  return (
    <div className={styles.panel} ref={body}>
      <header className={styles.head} data-family={familyOf(manifest)}>
        <span className={styles.tile}>
          <StepIcon type={node.type.replace(/@\d+$/, '')} />
        </span>
        <div className={styles.headWords}>
          <NameField
            label={t('inspector.stepName')}
            value={node.name ?? node.id}
            onCommit={(name) => (name.trim() === '' ? [] : writeNode(node.id, 'name', name.trim()))}
          />
          <p className={styles.subtitle} title={node.id}>
            {subtitleOf(node, manifest)}
          </p>
        </div>
        <StepMenu />
      </header>
      {manifest === undefined ? (
        <UnknownType node={node} />
      ) : (
        <StepFormProvider node={node} manifest={manifest}>
          <StepTabs node={node} manifest={manifest} tab={tab} onTab={setTab} />
        </StepFormProvider>
      )}
      {manifest !== undefined && (
        <footer className={styles.foot}>
          <Button icon={Play} onClick={() => test('step.test')}>
            {t('inspector.test')}
          </Button>
          <Button icon={StepForward} onClick={() => test('step.test-from')}>
            {t('inspector.testFrom')}
          </Button>
        </footer>
      )}
    </div>
  );
}

type TabsProps = {
  readonly node: FlowNode;
  readonly manifest: NodeManifest;
  readonly tab: StepTab;
  readonly onTab: (tab: StepTab) => void;
};

function StepTabs({ node, manifest, tab, onTab }: TabsProps) {
  const { t } = useTranslation();
  const tools = useStepTools(node.id);
  return (
    <ExpressionToolsContext value={tools}>
      <Tabs
        value={tab}
        onValueChange={onTab}
        label={t('inspector.tabs')}
        tabs={tabs.map((value) => ({ value, label: t(`inspector.tab.${value}`) }))}
      >
        <TabPanel value="setup">
          <SetupTab />
        </TabPanel>
        <TabPanel value="errors">
          <ErrorsTab node={node} manifest={manifest} />
        </TabPanel>
        <TabPanel value="policy">
          <PolicyTab node={node} manifest={manifest} />
        </TabPanel>
        <TabPanel value="notes">
          <NotesTab node={node} />
          <HelpText type={manifest.type} title={manifest.title} />
        </TabPanel>
      </Tabs>
    </ExpressionToolsContext>
  );
}

function UnknownType({ node }: { readonly node: FlowNode }) {
  const { t } = useTranslation();
  return (
    <div className={styles.form}>
      <Banner tone="warn" title={t('inspector.unknown.title', { type: node.type })}>
        {t('inspector.unknown.what')}
      </Banner>
      <pre className={styles.raw}>{JSON.stringify(node.config, null, 2)}</pre>
    </div>
  );
}

const menu: readonly (readonly CommandId[])[] = [
  ['canvas.rename', 'canvas.connect', 'canvas.duplicate', 'canvas.copy', 'canvas.cut'],
  ['canvas.wrap'],
  ['canvas.delete', 'canvas.delete-reconnect'],
];

function StepMenu() {
  const { t } = useTranslation();
  return (
    <DropdownMenu
      align="end"
      trigger={<IconButton icon={Ellipsis} label={t('inspector.menu')} />}
      entries={() =>
        menu.flatMap((group, index) => [
          ...(index === 0 ? [] : [{ kind: 'separator' as const, id: `line ${index}` }]),
          ...group.map((id) => {
            const [keys] = keysOf(id);
            return {
              id,
              label: t(`keys.${id}`),
              ...(keys === undefined ? {} : { shortcut: printKeys(keys) }),
              danger: id.startsWith('canvas.delete'),
              onSelect: () => void runCommand(id),
            };
          }),
        ])
      }
    />
  );
}

/** Follows links from problems and from the canvas to one field: its tab, its place, the focus; once for each link. */
function useRevealedField(
  node: FlowNode,
  body: React.RefObject<HTMLDivElement | null>,
  setTab: (tab: StepTab) => void,
): void {
  const field = useView((state) => (state.field?.node === node.id ? state.field : undefined));
  useEffect(() => {
    if (field === undefined) return;
    setTab(tabOfField(field.path));
    // From a list of problems: then the field may say at once what is wrong with it.
    if (document.activeElement?.closest('[data-region="bottom"]')) touch(node.id, field.path);
    return bringFieldIntoView(
      () => body.current,
      field.path,
      () => {
        // It was asked for once; what is focused afterwards is the person's own business.
        if (useView.getState().field === field) useView.setState({ field: undefined });
      },
    );
  }, [field, node.id, body, setTab]);
}

/** A test was asked for: from now on every field says what is wrong with it. */
function useTouchedByTest(node: FlowNode): void {
  const running = useTestRun((state) => state.running);
  useEffect(() => {
    if (running !== undefined) touchAll(node.id);
  }, [running, node.id]);
}

import { Redo2, Undo2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseContract } from '#flow/workspace/parse-contract.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { PanelHeader } from '#ui/panel.tsx';
import { TabPanel, Tabs } from '#ui/tabs.tsx';
import { useContractFile, useJudged } from '../../data/contracts.ts';
import type { KnownFile } from '../../document/document.ts';
import { Refused } from '../../frame/refused.tsx';
import { useCommand } from '../../keys/commands.ts';
import {
  type ContractDraft,
  changeDraft,
  closeDraft,
  currentDraft,
  isChanged,
  keepDraft,
  redoDraft,
  undoDraft,
  useContractDrafts,
} from './contract-drafts.ts';
import { contractFields } from './contract-fields.ts';
import styles from './contracts.module.css';
import { FieldTable } from './field-table.tsx';
import { TextTab } from './text-tab.tsx';
import { type SavingContract, useSaveContract } from './use-save-contract.ts';
import { UsesTab } from './uses-tab.tsx';
import { VerdictPanel } from './verdict-panel.tsx';

type Props = { readonly name: string; readonly path: string };

/** One agreed shape, with what its changes mean beside it. */
export function ContractView({ name, path }: Props) {
  const { data, error, refetch } = useContractFile(path);
  if (error !== null && data === undefined) return <Refused error={error} onRetry={() => void refetch()} />;
  return data === undefined ? null : <OpenContract name={name} path={path} file={data} />;
}

const tabs = ['fields', 'text', 'uses'] as const;

function OpenContract({ name, path, file }: Props & { readonly file: KnownFile }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<(typeof tabs)[number]>('fields');
  const kept = useContractDrafts(({ byName }) => byName[name]);
  const draft = useMemo(() => currentDraft(kept, file), [kept, file]);
  const hasChanged = isChanged(draft);
  const parsed = useMemo(() => parseContract(`${name}.schema.json`, draft.text), [name, draft.text]);
  const schema = parsed.ok ? parsed.value.schema : undefined;
  const fields = useMemo(() => (schema === undefined ? [] : contractFields(schema)), [schema]);
  const problems = parsed.ok ? [] : parsed.problems;
  const judged = useJudged(name, draft.text, hasChanged && parsed.ok);
  const saving = useSaveContract(name, path);
  useCommand('flow.undo', () => undoDraft(name, draft), draft.past.length > 0);
  useCommand('flow.redo', () => redoDraft(name, draft), draft.future.length > 0);
  useCommand('flow.save', () => void saving.save(draft), hasChanged && parsed.ok && !saving.isBusy);
  return (
    <section className={styles.view} aria-label={name} data-region="contract">
      <PanelHeader
        size="page"
        title={name}
        subtitle={typeof schema?.title === 'string' ? schema.title : path}
        actions={
          <Actions
            name={name}
            draft={draft}
            saving={saving}
            saveAs={judged.verdict?.bump === 'major' ? judged.verdict.saveAs : undefined}
            isSound={parsed.ok}
          />
        }
      />
      {hasChanged && file.etag !== draft.base.etag && (
        <Conflict name={name} path={path} draft={draft} file={file} saving={saving} />
      )}
      <div className={styles.work}>
        <Tabs
          className={styles.tabs ?? ''}
          value={tab}
          onValueChange={setTab}
          label={name}
          tabs={tabs.map((value) => ({
            value,
            label: t(`contracts.tab.${value}`),
            count: value === 'fields' ? fields.length : undefined,
            countTone: 'idle' as const,
          }))}
        >
          <TabPanel value="fields">
            {schema === undefined ? (
              <Banner
                tone="danger"
                title={t('contracts.unsound')}
                actions={<Button onClick={() => setTab('text')}>{t('contracts.toText')}</Button>}
              >
                {problems[0]?.message}
              </Banner>
            ) : (
              <FieldTable
                name={name}
                text={draft.text}
                fields={fields}
                changes={judged.verdict?.changes ?? []}
                onText={(text) => changeDraft(name, draft, text)}
              />
            )}
          </TabPanel>
          <TabPanel value="text">
            <TextTab
              name={name}
              text={draft.text}
              problems={problems}
              onText={(text) => changeDraft(name, draft, text, 'typing')}
            />
          </TabPanel>
          <TabPanel value="uses">
            <UsesTab name={name} fields={fields} />
          </TabPanel>
        </Tabs>
        <VerdictPanel name={name} problems={problems} judged={judged} hasChanged={hasChanged} />
      </div>
    </section>
  );
}

type ActionsProps = {
  readonly name: string;
  readonly draft: ContractDraft;
  readonly saving: SavingContract;
  /** The name a breaking change should get. */
  readonly saveAs: string | undefined;
  readonly isSound: boolean;
};

function Actions({ name, draft, saving, saveAs, isSound }: ActionsProps) {
  const { t } = useTranslation();
  const isReady = isChanged(draft) && isSound;
  return (
    <>
      <IconButton
        label={t('contracts.undo')}
        icon={Undo2}
        disabled={draft.past.length === 0}
        onClick={() => undoDraft(name, draft)}
      />
      <IconButton
        label={t('contracts.redo')}
        icon={Redo2}
        disabled={draft.future.length === 0}
        onClick={() => redoDraft(name, draft)}
      />
      <Button
        size="lg"
        variant={saveAs === undefined ? 'primary' : 'secondary'}
        disabled={!isReady}
        busy={saving.isBusy}
        onClick={() => void saving.save(draft)}
      >
        {saveAs === undefined ? t('contracts.save') : t('contracts.saveUnder', { name })}
      </Button>
      {saveAs !== undefined && (
        <Button
          size="lg"
          variant="primary"
          disabled={!isReady}
          busy={saving.isBusy}
          onClick={() => void saving.saveAs(draft, saveAs)}
        >
          {t('contracts.saveAs', { name: saveAs })}
        </Button>
      )}
    </>
  );
}

type ConflictProps = {
  readonly name: string;
  readonly path: string;
  readonly draft: ContractDraft;
  readonly file: KnownFile;
  readonly saving: SavingContract;
};

/** The file was changed here and on disk: a person takes one side. */
function Conflict({ name, path, draft, file, saving }: ConflictProps) {
  const { t } = useTranslation();
  const keepMine = (): void => {
    const mine = { ...draft, base: file };
    keepDraft(name, mine);
    void saving.save(mine);
  };
  return (
    <Banner
      tone="warn"
      title={t('contracts.conflict.title')}
      actions={
        <>
          <Button variant="primary" busy={saving.isBusy} onClick={keepMine}>
            {t('contracts.conflict.mine')}
          </Button>
          <Button onClick={() => closeDraft(name)}>{t('contracts.conflict.theirs')}</Button>
        </>
      }
    >
      {t('contracts.conflict.what', { path })}
    </Banner>
  );
}

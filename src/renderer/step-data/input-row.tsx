import { useQuery } from '@tanstack/react-query';
import { Ellipsis, Pencil, Play, SlidersHorizontal } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { Combobox } from '#ui/combobox.tsx';
import type { ComboboxOption } from '#ui/combobox-options.ts';
import { Field } from '#ui/field.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { DropdownMenu } from '#ui/menu.tsx';
import { Popover } from '#ui/popover.tsx';
import { Select } from '#ui/select.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { showToast } from '#ui/toaster.tsx';
import { useFacts, useWorkspace } from '../data/queries.ts';
import { pinnedSteps, sampleName, startingSamples } from '../data/sample-paths.ts';
import { printSample } from '../data/samples.ts';
import { listRuns, readRunInput } from '../data/tries.ts';
import { presentDocument, useDocument } from '../document/document.ts';
import { keysOf, runCommand } from '../keys/commands.ts';
import { printKeys } from '../keys/print-keys.ts';
import { OdooRecordDialog } from '../screens/connections/odoo-record-dialog.tsx';
import { approvalsOf, isReal, sampleInput, stepIds } from '../test-run/choose-input.ts';
import { eventOfRecord } from '../test-run/event-of-record.ts';
import { chooseDecision, chooseInput, type Decision, useTestRun } from '../test-run/test-run.ts';
import { SaveSampleDialog } from './save-sample-dialog.tsx';
import styles from './step-data.module.css';

type InputRowProps = { readonly isEditing: boolean; readonly onEdit: () => void; readonly onListen: () => void };

/** Above the data: what a test starts with, what it may do, and the button that starts it. */
export function InputRow({ isEditing, onEdit, onListen }: InputRowProps) {
  const { t } = useTranslation();
  const isRunning = useTestRun((state) => state.running !== undefined);
  const keys = keysOf('flow.test')[0];
  return (
    <div className={styles.row}>
      <Chooser />
      <IconButton label={t('testing.input.edit')} icon={Pencil} pressed={isEditing} onClick={onEdit} />
      <MoreData onEdit={onEdit} isEditing={isEditing} onListen={onListen} />
      <Options />
      <span className={styles.spacer} />
      <Effects />
      <Button
        icon={Play}
        busy={isRunning}
        title={keys === undefined ? undefined : printKeys(keys)}
        onClick={() => runCommand('flow.test')}
      >
        {t('testing.input.test')}
      </Button>
    </div>
  );
}

function Chooser() {
  const { t, i18n } = useTranslation();
  const id = useId();
  const flow = useDocument((state) => state.flow);
  const input = useTestRun((state) => state.input);
  const { data: facts } = useFacts();
  const { data: runs } = useQuery({
    queryKey: ['runs', 'for-test', flow?.id],
    queryFn: () => listRuns(flow?.id ?? ''),
    enabled: flow !== undefined,
  });
  const options = useMemo((): readonly ComboboxOption[] => {
    if (flow === undefined) return [];
    const paths = (facts?.samples ?? []).map(({ path }) => path);
    const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
    const samples = startingSamples(flow.id, paths, pinnedSteps(flow.id, paths, stepIds(flow))).map((path) => ({
      value: path,
      label: sampleName(path),
      group: t('testing.input.groupSamples'),
    }));
    const recorded = (runs ?? []).map(({ id: run, key, startedAt, state }) => {
      const time = when.format(Date.parse(startedAt));
      const label =
        key === null ? t('testing.input.run', { when: time }) : t('testing.input.runKey', { key, when: time });
      return {
        value: `run:${run}`,
        label,
        description: t(`testing.state.${state}`),
        group: t('testing.input.groupRuns'),
      };
    });
    return [...samples, ...recorded];
  }, [flow, facts, runs, t, i18n.language]);
  const own: ComboboxOption[] =
    input === undefined || (input.source === 'sample' && input.path !== undefined) || input.source === 'run'
      ? []
      : [{ value: 'own', label: input.label, group: t('testing.input.groupOther') }];
  const choose = (value: string): void => {
    if (value.startsWith('samples/')) chooseInput(sampleInput(value));
    else if (value.startsWith('run:')) {
      const label = options.find((option) => option.value === value)?.label ?? value;
      void chooseRun(value.slice('run:'.length), label, t('testing.input.runLost'));
    }
  };
  return (
    <>
      <label htmlFor={id}>{t('testing.input.label')}</label>
      <Combobox
        id={id}
        className={styles.chooser}
        value={valueIn(input, options)}
        onValueChange={choose}
        options={[...own, ...options]}
        placeholder={t('testing.input.placeholder')}
        emptyText={t('testing.input.none')}
      />
    </>
  );
}

function valueIn(input: ReturnType<typeof useTestRun.getState>['input'], options: readonly ComboboxOption[]): string {
  if (input === undefined) return '';
  if (input.path !== undefined) return input.path;
  if (input.source !== 'run') return 'own';
  return options.find(({ label }) => label === input.label)?.value ?? '';
}

async function chooseRun(run: string, label: string, lost: string): Promise<void> {
  try {
    const value = await readRunInput(run);
    if (value === undefined) showToast({ tone: 'warn', title: lost, durationMs: 8_000 });
    else chooseInput({ source: 'run', label, text: printSample(value) });
  } catch (error) {
    showToast({ tone: 'danger', title: error instanceof Error ? error.message : lost });
  }
}

function MoreData({ onEdit, isEditing, onListen }: InputRowProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'save' | 'record'>();
  const input = useTestRun((state) => state.input);
  const hasWebhook = useDocument((state) => state.flow?.nodes.some(({ type }) => type.startsWith('webhook@')) ?? false);
  const paste = (): void => {
    chooseInput({ source: 'pasted', label: t('testing.input.own'), text: '{\n  \n}\n' });
    if (!isEditing) onEdit();
  };
  return (
    <>
      <DropdownMenu
        trigger={<IconButton label={t('testing.input.more')} icon={Ellipsis} />}
        entries={[
          { id: 'paste', label: t('testing.input.paste'), onSelect: paste },
          { id: 'record', label: t('testing.input.useRecord'), onSelect: () => setAsked('record') },
          {
            id: 'listen',
            label: t('testing.input.listen'),
            disabled: !hasWebhook,
            ...(hasWebhook ? {} : { description: t('testing.input.noWebhook') }),
            onSelect: onListen,
          },
          { kind: 'separator', id: 'line' },
          {
            id: 'save',
            label: t('testing.input.save'),
            disabled: input === undefined,
            onSelect: () => setAsked('save'),
          },
        ]}
      />
      {asked === 'save' && input !== undefined && (
        <SaveSampleDialog input={input} isReal={isReal(input)} onClose={() => setAsked(undefined)} />
      )}
      {asked === 'record' && (
        <OdooRecordDialog
          open
          onOpenChange={() => setAsked(undefined)}
          onUse={(sample) => {
            const record = eventOfRecord(presentDocument().flow, sample);
            const label = t('testing.input.record', { label: sample.name });
            chooseInput({ source: 'record', label, text: printSample(record) });
          }}
        />
      )}
    </>
  );
}

function Options() {
  const { t } = useTranslation();
  const flow = useDocument((state) => state.flow);
  const approvals = useTestRun((state) => state.approvals);
  const environment = useTestRun((state) => state.environment);
  const { data: workspace } = useWorkspace();
  const asking = useMemo(() => (flow === undefined ? [] : approvalsOf(flow)), [flow]);
  const decisions = (['approved', 'rejected', 'expired'] as const).map((value) => ({
    value,
    label: t(`testing.input.decisions.${value}`),
  }));
  return (
    <Popover
      label={t('testing.input.optionsLabel')}
      trigger={<Button icon={SlidersHorizontal}>{t('testing.input.options')}</Button>}
    >
      <div className={styles.options}>
        <Field label={t('testing.input.environment')}>
          <Select
            value={environment ?? workspace?.environment.name ?? ''}
            onValueChange={(name) => useTestRun.setState({ environment: name })}
            options={(workspace?.environments ?? []).map(({ name, purpose }) => ({
              value: name,
              label: name,
              description:
                purpose === 'test' ? t('testing.effects.real', { environment: name }) : t('testing.effects.simulated'),
            }))}
          />
        </Field>
        {asking.length === 0 && <p className={styles.muted}>{t('testing.input.noApprovals')}</p>}
        {asking.map(({ id, name }) => (
          <Field key={id} label={t('testing.input.decision', { name: name ?? id })}>
            <Select
              value={approvals[id] ?? 'approved'}
              onValueChange={(value) => {
                const chosen = decisions.find((one) => one.value === value);
                if (chosen !== undefined) chooseDecision(id, chosen.value satisfies Decision);
              }}
              options={decisions}
            />
          </Field>
        ))}
      </div>
    </Popover>
  );
}

/** Says before a test whether anything really happens. */
function Effects() {
  const { t } = useTranslation();
  const chosen = useTestRun((state) => state.environment);
  const { data: workspace } = useWorkspace();
  if (workspace === undefined) return null;
  const environment = chosen ?? workspace.environment.name;
  const purpose = workspace.environments.find(({ name }) => name === environment)?.purpose;
  const isReal = purpose === 'test';
  return (
    <span title={t(isReal ? 'testing.effects.realWhy' : 'testing.effects.simulatedWhy', { environment })}>
      <StatusChip tone={isReal ? 'warn' : 'info'} size="sm">
        {t(isReal ? 'testing.effects.real' : 'testing.effects.simulated', { environment })}
      </StatusChip>
    </span>
  );
}

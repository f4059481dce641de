import { useQueryClient } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openFlow } from '#flow/text/parse.ts';
import { printFlow } from '#flow/text/print.ts';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import { showToast } from '#ui/toaster.tsx';
import { useBottomTab } from '../bottom-panel/bottom-tab.ts';
import { type FileChange, readFile, writeFiles } from '../data/files.ts';
import { useFlows } from '../data/queries.ts';
import { type KeptRun, keepRun, type TriedFlow } from '../data/tries.ts';
import { catalogue } from '../document/catalogue.ts';
import { presentDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import { testsPathOf } from '../document/flow-paths.ts';
import { go } from '../routes.ts';
import { lastReached } from '../step-data/subject.ts';
import { businessKeyIn } from '../test-run/choose-input.ts';
import type { ShownTry } from '../test-run/test-run.ts';
import styles from './keep-as-test.module.css';
import { noteResult } from './test-results.ts';

type Expect = 'success' | 'as-it-was';

/** A run to be kept: one that was tried here, or a recorded one by its id. */
type Kept = {
  /** Id of its flow. */
  readonly flow: string;
  readonly from: { readonly run: string } | { readonly try: TriedFlow };
  /** The name proposed for the test. */
  readonly name: string;
  readonly hasFailed: boolean;
};

/** Keeps the run that is shown. */
export function KeepTryButton({ shown }: { readonly shown: ShownTry }) {
  const { t } = useTranslation();
  const { tried, flow, input } = shown;
  const what = businessKeyIn(flow, tried.input) ?? input.label;
  const hasFailed = isFailed(tried.state);
  const why = findNode(flow, tried.failure?.node)?.name ?? lastReached(tried)?.name;
  const name = !hasFailed
    ? t('testing.keep.works', { what })
    : typeof why === 'string'
      ? t('testing.keep.fails', { what, why })
      : t('testing.keep.failsSomewhere', { what });
  if (shown.scope !== 'flow') return null;
  return <KeepButton kept={{ flow: flow.id, from: { try: tried }, name, hasFailed }} />;
}

/** A recorded run, as far as keeping it as a test needs it. */
export type RecordedRun = {
  readonly id: string;
  readonly flow: string;
  readonly state: string;
  /** Its business key. */
  readonly key: string | null;
};

/** Keeps a recorded run of any flow; for the list and the page of runs. */
export function KeepAsTestButton({ run }: { readonly run: RecordedRun }) {
  const { t } = useTranslation();
  const name = t('testing.keep.fromRun', { flow: run.key ?? run.flow, what: t(`testing.state.${run.state}`) });
  return <KeepButton kept={{ flow: run.flow, from: { run: run.id }, name, hasFailed: isFailed(run.state) }} />;
}

function isFailed(state: string): boolean {
  return state === 'failed' || state === 'refused' || state === 'cancelled';
}

function KeepButton({ kept }: { readonly kept: Kept }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button icon={FlaskConical} onClick={() => setIsOpen(true)}>
        {t('testing.keep.button')}
      </Button>
      {isOpen && <KeepDialog kept={kept} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function KeepDialog({ kept, onClose }: { readonly kept: Kept; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(kept.name);
  const [expect, setExpect] = useState<Expect>(kept.hasFailed ? 'success' : 'as-it-was');
  const [isBusy, setIsBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const keep = useKeep();
  const submit = async (): Promise<void> => {
    if (isBusy || name.trim() === '') return;
    setIsBusy(true);
    const refused = await keep(kept, name.trim(), expect);
    setIsBusy(false);
    setRefusal(refused);
    if (refused === undefined) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('testing.keep.title')}
      description={t('testing.keep.what')}
      closeLabel={t('testing.keep.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('testing.keep.cancel')}</Button>
          <Button variant="primary" busy={isBusy} disabled={name.trim() === ''} onClick={() => void submit()}>
            {t('testing.keep.keep')}
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {refusal !== undefined && <Banner tone="danger" title={refusal} />}
        <Field label={t('testing.keep.name')}>
          <Input value={name} onValueChange={setName} maxLength={180} />
        </Field>
        <Field
          label={t('testing.keep.expect')}
          kind="group"
          help={t(expect === 'success' ? 'testing.keep.successHelp' : 'testing.keep.asItWasHelp')}
        >
          <SegmentedControl<Expect>
            value={expect}
            onValueChange={setExpect}
            size="md"
            segments={[
              { value: 'success', label: t('testing.keep.success') },
              { value: 'as-it-was', label: t('testing.keep.asItWas') },
            ]}
          />
        </Field>
      </form>
    </Dialog>
  );
}

/** Gives what keeps a run: asks the runtime, writes tests and samples together, and shows the new test. */
function useKeep(): (kept: Kept, name: string, expect: Expect) => Promise<string | undefined> {
  const { t } = useTranslation();
  const { data } = useFlows();
  const queries = useQueryClient();
  return async (kept, name, expect) => {
    const { flow: open, path: openPath } = presentDocument();
    const isOpen = open !== undefined && open.id === kept.flow;
    const path = isOpen ? openPath : data?.flows.find(({ id }) => id === kept.flow)?.path;
    if (path === undefined) return t('testing.keep.noFlow', { flow: kept.flow });
    try {
      const flow = isOpen ? printFlow(open, catalogue) : (await readFile(path)).text;
      const tests = await readFile(testsPathOf(path));
      const before = tests.etag === null ? null : tests.text;
      const made = await keepRun({ flow, tests: before, name, from: kept.from, expect });
      const written = await writeFiles(await changesFor(testsPathOf(path), tests.etag, made));
      if (!written.ok) return t('testing.keep.changed');
      await queries.invalidateQueries({ queryKey: ['workspace', 'file', testsPathOf(path)] });
      const value = isOpen ? open : openFlow(flow, catalogue).flow;
      if (isOpen && value !== undefined) noteResult(made.result.name, { result: made.result, flow: value });
      tell(made, isOpen ? undefined : kept.flow, t);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}

async function changesFor(path: string, etag: string | null, made: KeptRun): Promise<readonly FileChange[]> {
  const samples = await Promise.all(
    made.samples.map(async (sample) => ({ ...sample, expect: (await readFile(sample.path)).etag })),
  );
  return [{ path, text: made.tests, expect: etag }, ...samples];
}

type Translate = ReturnType<typeof useTranslation>['t'];

/** In the designer the tests are shown at once; elsewhere a notice leads there. */
function tell(made: KeptRun, otherFlow: string | undefined, t: Translate): void {
  const masked = made.masked === 0 ? '' : ` ${t('testing.save.maskedCount', { count: made.masked })}`;
  const color = t(made.result.passed ? 'testing.keep.green' : 'testing.keep.red');
  const show = (): void => useBottomTab.setState({ tab: 'tests' });
  if (otherFlow === undefined) show();
  showToast({
    tone: made.result.passed ? 'ok' : 'info',
    title: t('testing.keep.kept', { name: made.result.name }),
    description: `${color}${masked}`,
    ...(otherFlow === undefined
      ? {}
      : {
          action: {
            label: t('testing.keep.show'),
            onSelect: () => {
              show();
              go({ screen: 'designer', flow: otherFlow });
            },
          },
        }),
  });
}

import { ArrowLeft, Map as MapIcon } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { CopyButton } from '#ui/copy-button.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { SplitPane } from '#ui/split-pane.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { useFlows } from '../../data/queries.ts';
import { type RunDetail, useRun } from '../../data/runs.ts';
import { KeepAsTestButton } from '../../flow-tests/keep-as-test.tsx';
import { go, printRoute } from '../../routes.ts';
import { type Act, ActDialog } from './act-dialog.tsx';
import { type Explanation, explainRun, nextTryOf, type Told, wordsOfSystem } from './explain.ts';
import { printLength, printTime } from './print-length.ts';
import { runLooks } from './run-look.ts';
import styles from './run-page.module.css';
import { showRunOnCanvas } from './show-on-canvas.ts';
import { StepPanel } from './step-panel.tsx';
import { type ActButton, useRunActs } from './use-run-acts.ts';
import { Waterfall } from './waterfall.tsx';

/** Props of RunPage. */
export type RunPageProps = {
  readonly id: string;
  /** Step of the address: an id, or a whole path. */
  readonly node: string | undefined;
  /** Shows the way back to the list, where the list is not beside it. */
  readonly isAlone: boolean;
};

/** One run: why it stands where it does, what to do, and every step with its attempts and data. */
export function RunPage({ id, node, isAlone }: RunPageProps) {
  const { t } = useTranslation();
  const { data: run, error, refetch } = useRun(id);
  if (run === undefined) {
    if (error === null) return <SkeletonRows label={t('runs.loadingOne')} rows={8} rowHeight={34} tile />;
    return (
      <div className={styles.refused}>
        <Banner
          tone="danger"
          title={t('runs.oneRefused')}
          actions={<Button onClick={() => void refetch()}>{t('runs.retry')}</Button>}
        >
          {error.message}
        </Banner>
      </div>
    );
  }
  return <Run run={run} node={node} isAlone={isAlone} />;
}

function Run({ run, node, isAlone }: { readonly run: RunDetail } & Pick<RunPageProps, 'node' | 'isAlone'>) {
  const { t } = useTranslation();
  const explanation = explainRun(run);
  const selected = pathOf(run, node) ?? explanation?.path ?? run.steps[0]?.path ?? null;
  const [act, setAct] = useState<Act>();
  const top = (
    <div className={styles.top}>
      <RunHead run={run} isAlone={isAlone} />
      <CauseCard run={run} explanation={explanation} onAct={setAct} />
      <Waterfall
        key={run.id}
        run={run}
        selected={selected}
        onSelect={(path) => go({ screen: 'runs', run: run.id, node: path })}
      />
    </div>
  );
  return (
    <>
      {isAlone ? (
        <div className={styles.alone}>
          {top}
          <StepPanel run={run} path={selected} />
        </div>
      ) : (
        <SplitPane
          id="run-page"
          direction="vertical"
          panes={[
            { id: 'run', content: top },
            {
              id: 'data',
              label: t('runs.resizeData'),
              size: 300,
              min: 140,
              content: <StepPanel run={run} path={selected} />,
            },
          ]}
        />
      )}
      <ActDialog act={act} onClose={() => setAct(undefined)} />
    </>
  );
}

/** The step an address means: a path, or the first step of a node. */
function pathOf(run: RunDetail, node: string | undefined): string | undefined {
  if (node === undefined) return undefined;
  return (run.steps.find(({ path }) => path === node) ?? run.steps.find((step) => step.node === node))?.path;
}

function RunHead({ run, isAlone }: { readonly run: RunDetail; readonly isAlone: boolean }) {
  const { t } = useTranslation();
  const { data } = useFlows();
  const flow = data?.flows.find(({ id }) => id === run.flow);
  const { tone, icon } = runLooks[run.state];
  const isUndone = run.cause !== null && run.cause.undone.length > 0 && run.cause.kept.length === 0;
  const trigger = run.steps.find((step) => step.node === run.trigger)?.name ?? run.trigger;
  return (
    <header className={styles.head}>
      <div className={styles.titleLine}>
        {isAlone ? (
          <Button icon={ArrowLeft} variant="ghost" onClick={() => go({ screen: 'runs' })}>
            {t('runs.backToList')}
          </Button>
        ) : null}
        <h1 className={styles.title}>{run.key ?? t('runs.noKey')}</h1>
        <StatusChip tone={tone} icon={icon} busy={run.state === 'running'}>
          {isUndone ? t('runs.undone', { state: t(`runs.state.${run.state}`) }) : t(`runs.state.${run.state}`)}
        </StatusChip>
        <span className={styles.space} />
        {flow === undefined ? null : (
          <>
            <KeepAsTestButton run={run} />
            <Button icon={MapIcon} onClick={() => void showRunOnCanvas(run, flow.version ?? undefined)}>
              {t('runs.showOnCanvas')}
            </Button>
          </>
        )}
      </div>
      <p className={styles.facts}>
        {flow === undefined ? (
          <span>{run.flow}</span>
        ) : (
          <a href={printRoute({ screen: 'designer', flow: run.flow })}>{flow.name}</a>
        )}
        <span>{run.version}</span>
        <span>{t('runs.started', { at: printTime(run.startedAt, Date.now()) })}</span>
        <span>{lengthOf(run, t)}</span>
        <span>{t('runs.by', { trigger })}</span>
        {run.parent === null ? null : (
          <a href={printRoute({ screen: 'runs', run: run.parent })}>{t('runs.replayOf')}</a>
        )}
        {run.again ? <span>{t('runs.again')}</span> : null}
        <span className={styles.id}>
          <code>{run.id}</code>
          <CopyButton text={run.id} label={t('runs.copyId')} copiedLabel={t('runs.data.copied')} />
        </span>
      </p>
    </header>
  );
}

function lengthOf(run: RunDetail, t: ReturnType<typeof useTranslation>['t']): string {
  if (run.endedAt === null) return t('runs.underWay');
  return printLength(Date.parse(run.endedAt) - Date.parse(run.startedAt));
}

type CauseProps = {
  readonly run: RunDetail;
  readonly explanation: Explanation | undefined;
  readonly onAct: (act: Act) => void;
};

function CauseCard({ run, explanation, onAct }: CauseProps) {
  const { t } = useTranslation();
  const { buttons, isDenied } = useRunActs(run);
  const say = ({ key, params }: Told): string => t(key, { ...params });
  const actions = (
    <ActButtons buttons={buttons} isPrimary={explanation !== undefined && run.state === 'failed'} onAct={onAct} />
  );
  const denied = isDenied ? <p className={styles.denied}>{t('runs.denied')}</p> : null;
  if (explanation === undefined) {
    return (
      <div className={styles.plain}>
        {actions}
        {denied}
      </div>
    );
  }
  const { headline, more, tone, code } = explanation;
  const words = wordsOfSystem(explanation.failure);
  const next = run.endedAt === null ? nextTryOf(run) : undefined;
  return (
    <section className={`${styles.cause} ${styles[tone]}`} aria-label={t('runs.cause.label')}>
      <p className={styles.headline}>{'sentence' in headline ? headline.sentence : say(headline)}</p>
      {words === undefined ? null : <p className={styles.said}>{t('runs.cause.said', { words })}</p>}
      {more.length === 0 ? null : <p>{more.map(say).join(' ')}</p>}
      {next === undefined ? null : (
        <p>
          {t('runs.nextTry', { at: printTime(next, Date.now()) })} (<RelativeTime at={next} />)
        </p>
      )}
      {run.waitingFor === 'approval' ? (
        <p>
          <a href={printRoute({ screen: 'approvals' })}>{t('runs.toApprovals')}</a>
        </p>
      ) : null}
      {actions}
      {denied}
      {code === undefined ? null : <code className={styles.code}>{code}</code>}
    </section>
  );
}

type ButtonsProps = {
  readonly buttons: readonly ActButton[];
  readonly isPrimary: boolean;
  readonly onAct: (act: Act) => void;
};

function ActButtons({ buttons, isPrimary, onAct }: ButtonsProps) {
  if (buttons.length === 0) return null;
  return (
    <div className={styles.actions}>
      {buttons.map(({ id, label, act }, index) => (
        <Button key={id} variant={isPrimary && index === 0 ? 'primary' : 'secondary'} onClick={() => onAct(act)}>
          {label}
        </Button>
      ))}
    </div>
  );
}

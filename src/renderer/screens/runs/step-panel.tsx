import { Braces, ListTree } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeText } from '#ui/code-text.tsx';
import { CopyButton } from '#ui/copy-button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { stepLooks } from '../../canvas/step-looks.ts';
import type { RunDetail, RunFailure, RunStep } from '../../data/runs.ts';
import { SaveReport } from '../../step-data/save-report.tsx';
import { tellKind } from './explain.ts';
import { type DataLook, JsonView } from './json-view.tsx';
import { printLength, printTime } from './print-length.ts';
import styles from './step-panel.module.css';
import { StepTile } from './waterfall.tsx';

/** Props of StepPanel. */
export type StepPanelProps = { readonly run: RunDetail; readonly path: string | null };

/** What went in and out of one step of a run, and why it failed. */
export function StepPanel({ run, path }: StepPanelProps) {
  const { t } = useTranslation();
  const [look, setLook] = useState<DataLook>('tree');
  const step = run.steps.find((one) => one.path === path);
  if (step === undefined) return <EmptyState layout="row" sentence={t('runs.data.pick')} />;
  return (
    <section className={styles.panel} aria-label={t('runs.data.of', { step: step.name ?? step.node })}>
      <header className={styles.head}>
        <StepTile type={step.type} />
        <h2 className={styles.title}>{step.name ?? step.node}</h2>
        <StatusChip size="sm" tone={stepLooks[step.state].tone} icon={stepLooks[step.state].icon}>
          {t(`runs.stepState.${step.state}`)}
        </StatusChip>
        <code className={styles.path}>{step.path}</code>
        <SegmentedControl
          value={look}
          onValueChange={setLook}
          label={t('runs.data.look')}
          segments={[
            { value: 'tree', label: t('runs.data.tree'), icon: ListTree },
            { value: 'json', label: t('runs.data.json'), icon: Braces },
          ]}
        />
      </header>
      <div className={styles.body}>
        {step.failure === null ? null : <FailureCard failure={step.failure} />}
        {step.tries.length > 0 ? <Tries step={step} /> : null}
        <SaveReport step={step} />
        <div className={styles.sides}>
          <Side label={t('runs.data.in')} none={t('runs.data.noInput')} value={step.input} look={look} />
          <Side
            label={outLabel(step, t)}
            none={t(step.state === 'done' ? 'runs.data.noOutput' : 'runs.data.noOutputYet')}
            value={step.output}
            look={look}
          />
        </div>
      </div>
    </section>
  );
}

function outLabel(step: RunStep, t: ReturnType<typeof useTranslation>['t']): string {
  const isPlain = step.ports.length === 0 || step.ports.every((port) => port === 'out');
  return isPlain ? t('runs.data.out') : t('runs.data.outBy', { outcomes: step.ports.join(', ') });
}

type SideProps = {
  readonly label: string;
  readonly none: string;
  readonly value: unknown;
  readonly look: DataLook;
};

function Side({ label, none, value, look }: SideProps) {
  return (
    <div className={styles.side}>
      <h3 className={styles.sideTitle}>{label}</h3>
      {value === undefined ? (
        <p className={styles.none}>{none}</p>
      ) : (
        <div className={styles.data}>
          <JsonView value={value} label={label} look={look} />
        </div>
      )}
    </div>
  );
}

function FailureCard({ failure }: { readonly failure: RunFailure }) {
  const { t } = useTranslation();
  const technical = JSON.stringify(failure, null, 2);
  return (
    <div className={styles.failure}>
      <p className={styles.sentence}>{failure.title}</p>
      <p>
        {t(tellKind(failure.kind).key)}
        {failure.unknown === true ? ` ${t('runs.data.unknown')}` : ''}
      </p>
      <p className={styles.code}>
        <code>{failure.code}</code>
        <CopyButton text={technical} label={t('runs.data.copyCode')} copiedLabel={t('runs.data.copied')} />
      </p>
      <details>
        <summary>{t('frame.technicalDetail')}</summary>
        <CodeText text={technical} label={t('frame.technicalDetail')} maxHeight={240} />
      </details>
    </div>
  );
}

function Tries({ step }: { readonly step: RunStep }) {
  const { t } = useTranslation();
  const nowMs = Date.now();
  return (
    <table className={styles.tries}>
      <caption className="ps-visually-hidden">{t('runs.data.tries')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('runs.data.try')}</th>
          <th scope="col">{t('runs.data.began')}</th>
          <th scope="col">{t('runs.data.took')}</th>
          <th scope="col">{t('runs.data.came')}</th>
        </tr>
      </thead>
      <tbody>
        {step.tries.map(({ number, startedAt, endedAt, failure, retryAt }) => (
          <tr key={number}>
            <td>{number}</td>
            <td>{printTime(startedAt, nowMs)}</td>
            <td>
              {endedAt === null ? t('runs.data.underWay') : printLength(Date.parse(endedAt) - Date.parse(startedAt))}
            </td>
            <td>
              {endedAt === null ? '' : failure === null ? t('runs.data.worked') : failure.title}
              {retryAt === null ? null : (
                <span className={styles.next}> {t('runs.data.next', { at: printTime(retryAt, nowMs) })}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

import { GitCompareArrows } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import type { Tone } from '#ui/tone.ts';
import { pinPathOf } from '../data/sample-paths.ts';
import type { TriedStep } from '../data/tries.ts';
import type { ShownTry } from '../test-run/test-run.ts';
import { StepComparison } from './comparison.tsx';
import { FailureLine, Pane, RanInstead, TimesChooser } from './panes.tsx';
import { PinButton } from './pin-button.tsx';
import { SaveReport } from './save-report.tsx';
import styles from './step-data.module.css';
import { inputOf, isReached, outputOf, printDuration, timesOf } from './subject.ts';
import { ViewTools } from './view-tools.tsx';

/** How a step of each state looks. */
const tones: Readonly<Record<TriedStep['state'], Tone>> = {
  ready: 'idle',
  running: 'info',
  waiting: 'wait',
  'in doubt': 'warn',
  done: 'ok',
  failed: 'danger',
  skipped: 'idle',
  cancelled: 'idle',
};

/** What came into a step and what went out of it, in the run that is shown. */
export function StepPanes({ shown, node }: { readonly shown: ShownTry; readonly node: string }) {
  const { t } = useTranslation();
  const [at, setAt] = useState(0);
  const [isComparing, setIsComparing] = useState(false);
  const times = timesOf(shown.tried, node).filter(isReached);
  const step = times[at] ?? times[0];
  if (step === undefined) return <NotReached shown={shown} node={node} />;
  return (
    <div className={styles.panes}>
      <Pane
        title={t('testing.data.in')}
        side={inputOf(step)}
        none={t('testing.data.noInput')}
        tools={
          <>
            <TimesChooser paths={times.map(({ path }) => path)} at={at} onChange={setAt} />
            <ViewTools />
          </>
        }
      />
      <Pane
        title={t('testing.data.out')}
        hint={<Outcome step={step} />}
        side={outputOf(step)}
        none={t(step.state === 'failed' ? 'testing.data.noOutputFailed' : 'testing.data.noOutput')}
        instead={isComparing ? <StepComparison shown={shown} step={step} /> : undefined}
        tools={
          <>
            <PinButton shown={shown} node={node} output={outputOf(step)} />
            <Button
              icon={GitCompareArrows}
              variant="ghost"
              aria-pressed={isComparing}
              aria-label={t('testing.data.compare')}
              title={t('testing.data.compare')}
              onClick={() => setIsComparing(!isComparing)}
            >
              {t('testing.data.compareShort')}
            </Button>
          </>
        }
        above={<About shown={shown} step={step} />}
      />
    </div>
  );
}

function NotReached({ shown, node }: { readonly shown: ShownTry; readonly node: string }) {
  const { t } = useTranslation();
  return (
    <>
      <p className={styles.none}>{t('testing.data.notReached')}</p>
      {shown.tried.ranInstead === node && <RanInstead node={node} />}
    </>
  );
}

function Outcome({ step }: { readonly step: TriedStep }) {
  const { t } = useTranslation();
  return (
    <>
      <StatusChip tone={tones[step.state]} size="sm">
        {t(`testing.state.${step.state}`)}
      </StatusChip>
      {step.ports.length > 0 && ` ${t('testing.data.took', { ports: step.ports.join(', ') })}`}
      {step.attempts.length > 1 && ` · ${t('testing.data.attempts', { count: step.attempts.length })}`}
    </>
  );
}

/** What is to be said of a step beside its data: that it did not really run and why, its failure, its attempts. */
function About({ shown, step }: { readonly shown: ShownTry; readonly step: TriedStep }) {
  const { t } = useTranslation();
  const path = pinPathOf(shown.flow.id, step.node);
  return (
    <>
      {step.pinned && (
        <p className={styles.why}>
          <StatusChip tone="info" size="sm">
            {t('testing.data.pinned')}
          </StatusChip>{' '}
          {t('testing.data.pinnedWhy', { path })}
        </p>
      )}
      {step.simulated && !step.pinned && (
        <p className={styles.why}>
          <StatusChip tone="info" size="sm">
            {t('testing.data.simulated')}
          </StatusChip>{' '}
          {step.simulation?.sentence}
        </p>
      )}
      {step.failure !== null && <FailureLine failure={step.failure} />}
      <SaveReport step={step} />
      {step.attempts.length > 1 && <Attempts attempts={step.attempts} />}
    </>
  );
}

function Attempts({ attempts }: Pick<TriedStep, 'attempts'>) {
  const { t, i18n } = useTranslation();
  const begun = Date.parse(attempts[0]?.startedAt ?? '');
  return (
    <ul className={styles.attempts}>
      {attempts.map(({ number, startedAt, endedAt, failure }) => (
        <li key={number}>
          {t('testing.data.attempt', {
            number,
            after: printDuration(Date.parse(startedAt) - begun, i18n.language),
            what:
              failure !== null
                ? `${failure.title} (${failure.code})`
                : t(endedAt === null ? 'testing.data.attemptOpen' : 'testing.data.attemptDone'),
          })}
        </li>
      ))}
    </ul>
  );
}

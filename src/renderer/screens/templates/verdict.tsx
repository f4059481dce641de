import { useTranslation } from 'react-i18next';
import { ProgressBar } from '#ui/progress-bar.tsx';
import { StatusIcon } from '#ui/status-icon.tsx';
import type { JudgedTemplate } from '../../data/governance.ts';
import { printRoute } from '../../routes.ts';
import styles from './templates.module.css';

/** Why a text is no pattern. */
export type Problem = JudgedTemplate['problems'][number];

type Props = {
  readonly verdict: JudgedTemplate | undefined;
  readonly error: Error | null;
  readonly isBusy: boolean;
  readonly isChanged: boolean;
  readonly onGoTo: (problem: Problem) => void;
};

/** What a text of a pattern comes to: its mistakes, or the flows it would break. */
export function Verdict({ verdict, error, isBusy, isChanged, onGoTo }: Props) {
  const { t } = useTranslation();
  return (
    <section className={styles.verdict} aria-label={t('templates.verdict')}>
      <ProgressBar active={isBusy} label={t('templates.judging')} />
      <h2>{t('templates.verdict')}</h2>
      {error !== null && <p className={styles.quiet}>{error.message}</p>}
      <p className={styles.sentence} role="status">
        {verdict !== undefined && <Sentence verdict={verdict} isChanged={isChanged} />}
      </p>
      {verdict !== undefined && verdict.problems.length > 0 && (
        <ul className={styles.problems}>
          {verdict.problems.map((problem) => (
            <li key={`${problem.line} ${problem.column} ${problem.message}`}>
              <button type="button" onClick={() => onGoTo(problem)}>
                {t('templates.atLine', { line: problem.line ?? 1 })}
              </button>{' '}
              {problem.message}
            </li>
          ))}
        </ul>
      )}
      {verdict !== undefined && verdict.problems.length === 0 && <Flows verdict={verdict} />}
    </section>
  );
}

function Sentence({ verdict, isChanged }: { readonly verdict: JudgedTemplate; readonly isChanged: boolean }) {
  const { t } = useTranslation();
  const { problems, flows, breaks } = verdict;
  if (problems.length > 0) {
    return (
      <>
        <StatusIcon tone="danger" /> {t('templates.mistakes', { count: problems.length })}
      </>
    );
  }
  if (flows.length === 0) return t('templates.followedByNone');
  const tone = breaks > 0 ? 'danger' : 'ok';
  return (
    <>
      <StatusIcon tone={tone} />{' '}
      {isChanged || breaks > 0
        ? t('templates.wouldBreak', { breaks, count: flows.length })
        : t('templates.asSaved', { count: flows.length })}
    </>
  );
}

/** Flows that would break first, each with what it would lack. */
function Flows({ verdict }: { readonly verdict: JudgedTemplate }) {
  const { t } = useTranslation();
  const sorted = [...verdict.flows].sort((one, other) => Number(other.breaks) - Number(one.breaks));
  return (
    <ul className={styles.judged} aria-label={t('templates.followers')}>
      {sorted.map(({ flow, name, before, after, breaks }) => {
        const known = new Set(before.map(keyOf));
        const fresh = after.filter((one) => !known.has(keyOf(one)));
        return (
          <li key={flow}>
            <StatusIcon tone={breaks ? 'danger' : 'ok'} label={t(breaks ? 'templates.breaks' : 'templates.stays')} />
            <span>
              <a href={printRoute({ screen: 'designer', flow })}>{name}</a>
              {fresh.map((one) => (
                <small key={keyOf(one)}>{one.message}</small>
              ))}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function keyOf({ rule, node, message }: JudgedTemplate['flows'][number]['after'][number]): string {
  return `${rule} ${node ?? ''} ${message}`;
}

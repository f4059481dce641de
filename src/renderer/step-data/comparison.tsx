import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type GoodStep, readLastGoodRun, type TriedStep } from '../data/tries.ts';
import { type ShownTry, useTestRun } from '../test-run/test-run.ts';
import { compareValues, type ValueDifference } from './compare-values.ts';
import styles from './step-data.module.css';
import { cellText } from './table-of.ts';

type Good = { readonly at: number; readonly steps: readonly GoodStep[] };

/** How a step's data differs from the last good run: the last test that succeeded, else the last recorded run. */
export function StepComparison({ shown, step }: { readonly shown: ShownTry; readonly step: TriedStep }) {
  const { t, i18n } = useTranslation();
  const lastGood = useTestRun((state) => state.lastGood);
  const flow = shown.flow.id;
  const { data: recorded, isPending } = useQuery({
    queryKey: ['runs', 'last-good', flow],
    queryFn: async () => (await readLastGoodRun(flow)) ?? null,
    enabled: lastGood === undefined,
  });
  const good: Good | undefined =
    lastGood !== undefined
      ? { at: lastGood.at, steps: lastGood.tried.steps }
      : recorded === null || recorded === undefined
        ? undefined
        : { at: Date.parse(recorded.startedAt), steps: recorded.steps };
  if (good === undefined) {
    const isLoading = lastGood === undefined && isPending;
    return <p className={styles.none}>{t(isLoading ? 'testing.compare.loading' : 'testing.compare.noGood')}</p>;
  }
  const when = new Intl.DateTimeFormat(i18n.language, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).format(good.at);
  const other = good.steps.find(({ node, output, input }) => node === step.node && (output ?? input) !== undefined);
  return (
    <>
      <p className={styles.why}>{t('testing.compare.with', { when })}</p>
      {other === undefined ? (
        <p className={styles.none}>{t('testing.compare.notIn')}</p>
      ) : (
        <Differences step={step} other={other} />
      )}
    </>
  );
}

const limit = 200;

function Differences({ step, other }: { readonly step: TriedStep; readonly other: GoodStep }) {
  const { t } = useTranslation();
  const { input, output } = useMemo(
    () => ({
      input: compareValues(other.input, step.input, limit),
      output: compareValues(other.output, step.output, limit),
    }),
    [other, step],
  );
  const rows = [
    ...input.differences.map((difference) => ({ side: t('testing.compare.input'), difference })),
    ...output.differences.map((difference) => ({ side: t('testing.compare.output'), difference })),
  ];
  if (rows.length === 0) return <p className={styles.none}>{t('testing.compare.none')}</p>;
  return (
    <>
      {(input.isCut || output.isCut) && <p className={styles.why}>{t('testing.compare.cut', { count: limit })}</p>}
      <table className={styles.compare} aria-label={t('testing.compare.label')}>
        <thead>
          <tr>
            <th scope="col">{t('testing.compare.path')}</th>
            <th scope="col">{t('testing.compare.before')}</th>
            <th scope="col">{t('testing.compare.after')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ side, difference }) => (
            <DifferenceRow key={`${side} ${difference.path}`} side={side} difference={difference} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function DifferenceRow({ side, difference }: { readonly side: string; readonly difference: ValueDifference }) {
  const { t } = useTranslation();
  const { path, before, after, kind } = difference;
  const words = t(`testing.compare.kind.${kind}`);
  return (
    <tr>
      <td title={words}>{`${side}: ${path === '' ? t('testing.compare.whole') : path}`}</td>
      <td>{kind === 'added' ? words : <del>{cellText(before)}</del>}</td>
      <td>{kind === 'removed' ? words : <ins>{cellText(after)}</ins>}</td>
    </tr>
  );
}

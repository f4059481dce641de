import { useTranslation } from 'react-i18next';
import { isMajor } from '#flow/contract/compatibility/contract-change.ts';
import type { Problem } from '#flow/problem.ts';
import { Banner } from '#ui/banner.tsx';
import { Spinner } from '#ui/spinner.tsx';
import { StatusIcon } from '#ui/status-icon.tsx';
import type { Tone } from '#ui/tone.ts';
import type { JudgedContract, useJudged } from '../../data/contracts.ts';
import { printRoute } from '../../routes.ts';
import styles from './contracts.module.css';

type Props = {
  readonly name: string;
  readonly problems: readonly Problem[];
  readonly judged: ReturnType<typeof useJudged>;
  readonly hasChanged: boolean;
};

/** What the change at hand means: for the version, for each flow, and field by field. */
export function VerdictPanel({ name, problems, judged, hasChanged }: Props) {
  const { t } = useTranslation();
  const { verdict, error, isBusy } = judged;
  return (
    <aside className={styles.verdict} aria-label={t('contracts.verdict.title')} data-region="verdict">
      <h2>
        {t('contracts.verdict.title')}
        {hasChanged && isBusy && problems.length === 0 && <Spinner size={14} />}
      </h2>
      {/* Always there, so that what comes into it is read aloud. */}
      <div role="status">
        {!hasChanged && <p className={styles.quiet}>{t('contracts.verdict.unchanged')}</p>}
        {hasChanged && problems.length > 0 && <Banner tone="danger" title={problems[0]?.message} />}
        {error !== null && verdict === undefined && <Banner tone="danger" title={error.message} />}
        {problems.length === 0 && verdict !== undefined && <Headline name={name} verdict={verdict} />}
      </div>
      {problems.length === 0 && verdict !== undefined && <Details verdict={verdict} />}
    </aside>
  );
}

function Headline({ name, verdict }: { readonly name: string; readonly verdict: JudgedContract }) {
  const { t } = useTranslation();
  const broken = verdict.consumers.filter(({ verdict: one }) => one === 'breaks');
  const unsure = verdict.consumers.filter(({ verdict: one }) => one === 'unsure');
  const flows = (list: typeof broken) => list.map(({ flowName }) => flowName).join(', ');
  if (verdict.bump === 'none') return <Banner tone="ok" title={t('contracts.verdict.none')} />;
  if (verdict.bump !== 'major') {
    return (
      <Banner tone="ok" title={t(`contracts.verdict.${verdict.bump}`)}>
        {t('contracts.verdict.keep', { name })}
      </Banner>
    );
  }
  const title =
    broken.length > 0
      ? t('contracts.verdict.breaks', { count: broken.length, flows: flows(broken) })
      : unsure.length > 0
        ? t('contracts.verdict.unsure', { count: unsure.length, flows: flows(unsure) })
        : t('contracts.verdict.nobody');
  return (
    <Banner tone={broken.length > 0 ? 'danger' : 'warn'} title={title}>
      {t('contracts.verdict.needs', { next: verdict.saveAs, name })}
    </Banner>
  );
}

const tones: Readonly<Record<JudgedContract['consumers'][number]['verdict'], Tone>> = {
  fine: 'ok',
  unsure: 'warn',
  breaks: 'danger',
};

function Details({ verdict: { changes, consumers, unread } }: { readonly verdict: JudgedContract }) {
  const { t } = useTranslation();
  return (
    <>
      {changes.length > 0 && (
        <section>
          <h3>{t('contracts.verdict.changes', { count: changes.length })}</h3>
          <ul>
            {changes.map((change) => (
              <li className={styles.line} key={`${change.path} ${change.kind} ${change.sentence}`}>
                <StatusIcon
                  size={14}
                  tone={isMajor(change) ? 'danger' : 'ok'}
                  label={t(isMajor(change) ? 'contracts.verdict.isMajor' : 'contracts.verdict.isMinor')}
                />
                <span>{change.sentence}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {consumers.length > 0 && (
        <section>
          <h3>{t('contracts.verdict.flows', { count: consumers.length })}</h3>
          <ul>
            {consumers.map((consumer) => (
              <li className={styles.line} key={consumer.flow}>
                <StatusIcon
                  size={14}
                  tone={tones[consumer.verdict]}
                  label={t(`contracts.verdict.is.${consumer.verdict}`)}
                />
                <div>
                  <a href={printRoute({ screen: 'designer', flow: consumer.flow })}>{consumer.flowName}</a>{' '}
                  <span className={styles.quiet}>{t(`contracts.verdict.is.${consumer.verdict}`)}</span>
                  <Reasons flow={consumer.flow} reasons={consumer.reasons} />
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
      {unread.length > 0 && (
        <p className={styles.quiet}>{t('contracts.verdict.unread', { files: unread.join(', ') })}</p>
      )}
    </>
  );
}

type ReasonsProps = { readonly flow: string; readonly reasons: JudgedContract['consumers'][number]['reasons'] };

function Reasons({ flow, reasons }: ReasonsProps) {
  const { t } = useTranslation();
  if (reasons.length === 0) return null;
  return (
    <ul>
      {reasons.map(({ node, nodeName, field, sentence, verdict }) => (
        <li className={styles.reason} key={`${node} ${field} ${sentence}`}>
          <a href={printRoute({ screen: 'designer', flow, ...(node === null ? {} : { node }) })}>
            {nodeName ?? t('contracts.uses.head')}
          </a>
          <span className={styles.quiet}>
            {' '}
            {t(`contracts.verdict.at.${verdict}`, { field: field === '' ? t('contracts.uses.whole') : field })}
          </span>
        </li>
      ))}
    </ul>
  );
}

import { ArrowRight, Siren } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { SectionHeading } from '#ui/panel.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import type { BundleVerdict } from '../../data/linked.ts';
import styles from './operations.module.css';

/** What a server says of a bundle: versions, who stands behind it, what it may newly reach, and what the checks say. */
export function BundleNews({ verdict }: { readonly verdict: BundleVerdict }): ReactElement {
  const { t } = useTranslation();
  const { flows, approvers, emergency, newReach, findings, notes } = verdict;
  return (
    <div className={styles.news}>
      <section>
        <SectionHeading>{t('operations.news.versions')}</SectionHeading>
        <ul className={styles.lines}>
          {flows.map(({ flow, version, live }) => (
            <li key={flow} className={styles.versionLine}>
              <b>{flow}</b>
              <span className={styles.quiet}>{live === null ? t('operations.news.notLive') : live.version}</span>
              <ArrowRight size={14} aria-label={t('operations.news.becomes')} />
              <span>{version}</span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <SectionHeading>{t('operations.news.approved')}</SectionHeading>
        {emergency === null ? (
          <p>
            {approvers.length === 0
              ? t('operations.news.nobody')
              : t('operations.news.approvedBy', { who: approvers.join(', ') })}
          </p>
        ) : (
          <p>
            <StatusChip tone="danger" size="sm" icon={Siren}>
              {t('operations.live.emergency')}
            </StatusChip>{' '}
            {emergency.by}: {emergency.reason} ({emergency.incident})
          </p>
        )}
      </section>
      <section>
        <SectionHeading>{t('operations.news.reach')}</SectionHeading>
        {newReach.length === 0 ? (
          <p>{t('operations.news.noReach')}</p>
        ) : (
          <>
            <p>
              <StatusChip tone="warn" size="sm">
                {t('operations.news.reachCount', { count: newReach.length })}
              </StatusChip>
            </p>
            <ul className={styles.lines}>
              {newReach.map(({ kind, what, sentence }) => (
                <li key={`${kind} ${what}`}>{sentence}</li>
              ))}
            </ul>
          </>
        )}
      </section>
      <section>
        <SectionHeading>{t('operations.news.conformance')}</SectionHeading>
        {findings.length === 0 && (
          <p>
            <StatusChip tone="ok" size="sm">
              {t('operations.news.conforms')}
            </StatusChip>
          </p>
        )}
        <ul className={styles.lines}>
          {findings.slice(0, 20).map(({ rule, message, file, line, column }) => (
            <li key={`${rule} ${file} ${line} ${column} ${message}`}>
              {message} <code className={styles.quiet}>{rule}</code>
            </li>
          ))}
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </section>
    </div>
  );
}

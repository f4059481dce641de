import { ArrowRight } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Kbd } from '#ui/kbd.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { StatusIcon } from '#ui/status-icon.tsx';
import type { Tone } from '#ui/tone.ts';
import type { EmergencyReleased, Released, ReviewFacts } from '../../data/reviews.ts';
import { useKeys } from '../../keys/use-keys.ts';
import type { ChangeEntry } from '../../review/change-entries.ts';
import { ChangeList } from '../../review/change-list.tsx';
import { countOpen, splitThreads, threadsOf } from '../../review/comment-places.ts';
import { UntrustedKey } from '../../review/identity-facts.tsx';
import { Needs } from '../../review/needs.tsx';
import { printPerson } from '../../review/print-person.ts';
import type { Deciding } from './decision-dialogs.tsx';
import { printUntil } from './emergency-dialog.tsx';
import styles from './reviews.module.css';
import type { Selection } from './use-selection.ts';

type Props = {
  readonly facts: ReviewFacts;
  readonly selection: Selection;
  /** What was released of it in this tab. */
  readonly given: { readonly released: Released | undefined; readonly declared: EmergencyReleased | undefined };
  readonly onDecide: (deciding: Deciding) => void;
};

/** What a reviewer reads first: what it is, every change by risk, the checks, and who must approve. */
export function ReviewSide({ facts, selection, given, onDecide }: Props) {
  const { t } = useTranslation();
  const { review, mine } = facts;
  const { arranged, entries, flows, selected, viewed, select, toggle } = selection;
  const at = useMemo(() => splitThreads(threadsOf(review.threads), entries).at, [review.threads, entries]);
  const commentsAt = (entry: ChangeEntry): number => countOpen(at.get(entry.key) ?? []);
  const isOpen = review.state !== 'released' && review.state !== 'withdrawn';
  return (
    <section className={styles.side} aria-label={t('reviews.what')} data-region="review-side">
      <Head facts={facts} selection={selection} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
      <section className={styles.sideScroll} aria-label={t('reviews.changes')} tabIndex={0}>
        <Progress count={entries.length} viewed={entries.filter(({ key }) => viewed.includes(key)).length} />
        <Given given={given} isOpen={isOpen} onDecide={onDecide} />
        {isOpen && !mine.isAuthor && mine.whyNot !== null && (
          <div className={styles.notice}>
            <UntrustedKey needed="approver" />
          </div>
        )}
        <ChangeList
          arranged={arranged}
          flows={flows}
          selected={selected?.key}
          onSelect={select}
          viewed={viewed}
          onViewed={toggle}
          commentsAt={commentsAt}
          label={t('reviews.changes')}
        />
        <Checks facts={facts} />
        <Approvals facts={facts} isOpen={isOpen} />
        <Files facts={facts} />
      </section>
    </section>
  );
}

function Given({ given, isOpen, onDecide }: Pick<Props, 'given' | 'onDecide'> & { readonly isOpen: boolean }) {
  const { t } = useTranslation();
  const { released, declared } = given;
  const notice = (tone: 'ok' | 'warn', title: string, shown: Deciding) => (
    <div className={styles.notice}>
      <Banner
        tone={tone}
        title={title}
        actions={<Button onClick={() => onDecide(shown)}>{t('reviews.release.show')}</Button>}
      />
    </div>
  );
  if (released !== undefined) return notice('ok', t('reviews.release.done'), 'release');
  if (declared === undefined || !isOpen) return null;
  return notice('warn', t('reviews.emergency.until', { until: printUntil(declared.until) }), 'emergency');
}

function Head({ facts, selection }: Pick<Props, 'facts' | 'selection'>) {
  const { t } = useTranslation();
  const { review } = facts;
  const { entries, flows } = selection;
  const releases = Object.entries(review.versions).map(([id, version]) => {
    const flow = flows.find((one) => one.id === id);
    return { id, name: flow?.name ?? id, from: flow?.before?.flow.version, to: version };
  });
  const [only] = releases;
  const moved = entries.filter(({ sort }) => sort === 'layout').length;
  return (
    <header className={styles.sideHead}>
      {releases.length === 1 && only !== undefined ? (
        <>
          <h1>
            <Versions from={only.from} to={only.to} />
          </h1>
          <p>{only.name}</p>
        </>
      ) : (
        <>
          <h1>{t('reviews.flows', { count: releases.length })}</h1>
          <ul className={styles.releases}>
            {releases.map(({ id, name, from, to }) => (
              <li key={id}>
                <b>{name}</b> <Versions from={from} to={to} />
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        {t('reviews.requestedBy', { name: printPerson(review.author) })} <RelativeTime at={review.createdAt} />
        {' · '}
        {t('reviews.affecting', { count: entries.length - moved })}
        {moved > 0 && `, ${t('reviews.ofLayout', { count: moved })}`}
      </p>
      <ul className={styles.standing} aria-label={t('reviews.approvals')}>
        {facts.needs.map(({ role, count, doneBy }) => {
          const isDone = doneBy.length >= count;
          return (
            <li key={role}>
              <StatusIcon
                tone={isDone ? 'ok' : 'wait'}
                label={t(isDone ? 'reviews.done' : 'reviews.waiting')}
                size={14}
              />
              {t(`reviews.need.${role}`, { count })}
              {count > 1 && ` (${t('reviews.approvalsOf', { approvals: doneBy.length, needed: count })})`}
            </li>
          );
        })}
      </ul>
      {review.description !== '' && <p className={styles.description}>{review.description}</p>}
    </header>
  );
}

function Versions({ from, to }: { readonly from: string | undefined; readonly to: string }) {
  const { t } = useTranslation();
  // A flow that was never released carries the version it is to get.
  const isFirst = from === undefined || from === to;
  return (
    <>
      <span>{isFirst ? t('reviews.new') : from}</span>
      <ArrowRight size={14} role="img" aria-label={t('reviews.becomes')} />
      <span>{to}</span>
    </>
  );
}

function Progress({ count, viewed }: { readonly count: number; readonly viewed: number }) {
  const { t } = useTranslation();
  const previous = useKeys('review.previous-change');
  const next = useKeys('review.next-change');
  const tick = useKeys('review.viewed');
  if (count === 0) return null;
  return (
    <div className={styles.progress}>
      <p>
        <span role="status">{t('reviews.progress', { viewed, count })}</span>
        <span className={styles.hints}>
          {next !== undefined && <Kbd keys={next} />}
          {previous !== undefined && <Kbd keys={previous} />}
          {tick !== undefined && (
            <>
              <Kbd keys={tick} /> {t('reviews.keys.viewed')}
            </>
          )}
        </span>
      </p>
      <div className={styles.track} aria-hidden>
        <i style={{ inlineSize: `${Math.round((viewed / count) * 100)}%` }} />
      </div>
    </div>
  );
}

const checkTones: Readonly<Record<ReviewFacts['checks'][number]['state'], Tone>> = {
  ok: 'ok',
  warning: 'warn',
  failed: 'danger',
};

function Checks({ facts: { checks } }: Pick<Props, 'facts'>) {
  const { t } = useTranslation();
  if (checks.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="review-checks">
      <h2 id="review-checks">{t('reviews.checks')}</h2>
      <ul className={styles.checks}>
        {checks.map(({ name, state, detail }) => (
          <li key={`${name} ${detail}`}>
            <StatusIcon tone={checkTones[state]} label={t(`reviews.check.${state}`)} />
            <span>
              {name}
              <small>{detail}</small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Approvals({ facts, isOpen }: Pick<Props, 'facts'> & { readonly isOpen: boolean }) {
  const { t } = useTranslation();
  const { needs, review, mine } = facts;
  const reason = review.state === 'approved' ? mine.whyNotRelease : mine.whyNot;
  return (
    <section className={styles.section} aria-labelledby="review-needs">
      <h2 id="review-needs">{t('reviews.approvals')}</h2>
      <Needs needs={needs} />
      {isOpen && reason !== null && <p className={styles.whyNot}>{reason}</p>}
      {review.decisions.length > 0 && (
        <ul className={`${styles.decisions} ${styles.notice}`} aria-label={t('reviews.decisions')}>
          {review.decisions.map(({ by, at, decision, note, stands }) => (
            <li key={`${by} ${at} ${decision}`}>
              <StatusIcon
                tone={!stands ? 'idle' : decision === 'approve' ? 'ok' : 'warn'}
                label={t(stands ? `reviews.decided.${decision}` : 'reviews.decided.past')}
              />
              <span>
                {t(`reviews.decided.${decision}By`, { name: printPerson(by) })} <RelativeTime at={at} />
                {!stands && <small>{t('reviews.decided.past')}</small>}
                {note !== null && <small>{note}</small>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Files({ facts: { files } }: Pick<Props, 'facts'>) {
  const { t } = useTranslation();
  if (files.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="review-files">
      <h2 id="review-files">{t('reviews.files')}</h2>
      <ul className={styles.files}>
        {files.map(({ file }) => (
          <li key={file}>{file}</li>
        ))}
      </ul>
    </section>
  );
}

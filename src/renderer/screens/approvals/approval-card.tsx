import { useQueryClient } from '@tanstack/react-query';
import { ArrowLeft, Check, CircleCheck, CircleX, Clock, Hourglass, Undo2, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { Kbd } from '#ui/kbd.tsx';
import { RelativeTime } from '#ui/relative-time.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import { showToast } from '#ui/toaster.tsx';
import type { Look } from '../../canvas/step-looks.ts';
import { useMay } from '../../data/runs.ts';
import { type ApprovalDetail, type ApprovalRow, useApproval } from '../../data/work.ts';
import { go, printRoute } from '../../routes.ts';
import { JsonView } from '../runs/json-view.tsx';

import styles from './approval-card.module.css';
import { DecideDialog } from './decide-dialog.tsx';
import { labelFields } from './label-fields.ts';
import { ShownFields } from './shown-fields.tsx';

/** How approvals look by state; the words are the text `approvals.state.<state>`. */
export const approvalLooks: Readonly<Record<ApprovalRow['state'], Look>> = {
  open: { tone: 'wait', icon: Hourglass },
  approved: { tone: 'ok', icon: CircleCheck },
  rejected: { tone: 'danger', icon: CircleX },
  expired: { tone: 'warn', icon: Clock },
  withdrawn: { tone: 'idle', icon: Undo2 },
};

/** Props of ApprovalCard. */
export type ApprovalCardProps = {
  readonly id: string;
  /** Shows the way back to the list, where the list is not beside it. */
  readonly isAlone: boolean;
  /** The decision that was asked for by key or button; undefined while none is. */
  readonly asked: 'approved' | 'rejected' | undefined;
  readonly onAsk: (decision: 'approved' | 'rejected' | undefined) => void;
  readonly onDecided: () => void;
};

/** What is asked, in one sentence, with the data and the two decisions. */
export function ApprovalCard(props: ApprovalCardProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useApproval(props.id);
  if (data === undefined) {
    if (error === null) return <SkeletonRows label={t('approvals.loadingOne')} />;
    return (
      <div className={styles.note}>
        <Banner
          tone="danger"
          title={t('approvals.unreadOne')}
          actions={<Button onClick={() => void refetch()}>{t('runs.retry')}</Button>}
        >
          {error.message}
        </Banner>
      </div>
    );
  }
  return <Card {...props} approval={data} />;
}

function Card({
  approval,
  isAlone,
  asked,
  onAsk,
  onDecided,
}: ApprovalCardProps & { readonly approval: ApprovalDetail }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const may = useMay();
  const isOpen = approval.state === 'open';
  const mayDecide = may('approvals.decide');
  const { tone, icon } = approvalLooks[approval.state];
  const decided = (decision: 'approved' | 'rejected'): void => {
    showToast({ tone: 'ok', title: t(`approvals.done.${decision}`, { title: approval.title }) });
    void queries.invalidateQueries({ queryKey: ['work'] });
    void queries.invalidateQueries({ queryKey: ['work-counts'] });
    onDecided();
  };
  return (
    <article className={styles.card} aria-label={approval.title}>
      <div className={styles.scroll}>
        {isAlone ? (
          <div>
            <Button icon={ArrowLeft} variant="ghost" onClick={() => go({ screen: 'approvals' })}>
              {t('approvals.backToList')}
            </Button>
          </div>
        ) : null}
        <header className={styles.head}>
          <h1 className={styles.title}>{approval.title}</h1>
          <StatusChip tone={tone} icon={icon}>
            {t(`approvals.state.${approval.state}`)}
          </StatusChip>
        </header>
        <p className={styles.facts}>
          <Requester approval={approval} />
          {approval.dueAt === null || !isOpen ? null : (
            <span>
              {t('approvals.due')} <RelativeTime at={approval.dueAt} />
            </span>
          )}
          <span>{t('approvals.group', { group: approval.group })}</span>
        </p>
        {isOpen ? null : <Verdict approval={approval} />}
        <ShownData shown={approval.shown} />
        <History approval={approval} />
      </div>
      {isOpen && mayDecide ? (
        <footer className={styles.foot}>
          <Button size="lg" variant="primary" icon={Check} aria-keyshortcuts="a" onClick={() => onAsk('approved')}>
            {t('approvals.approve')} <Kbd keys="A" />
          </Button>
          <Button size="lg" icon={X} aria-keyshortcuts="r" onClick={() => onAsk('rejected')}>
            {t('approvals.reject')} <Kbd keys="R" />
          </Button>
        </footer>
      ) : null}
      {isOpen && !mayDecide ? (
        <footer className={styles.foot}>
          <span>{t('approvals.denied', { group: approval.group })}</span>
        </footer>
      ) : null}
      {isOpen && mayDecide ? (
        <DecideDialog approval={approval} decision={asked} onClose={() => onAsk(undefined)} onDecided={decided} />
      ) : null}
    </article>
  );
}

function Requester({ approval }: { readonly approval: ApprovalDetail }) {
  const { t } = useTranslation();
  const { story } = approval;
  return (
    <>
      <span>{story === null ? approval.flow : t('approvals.asks', { flow: story.flowName, step: story.step })}</span>
      <a href={printRoute({ screen: 'runs', run: approval.run })}>
        {story?.key === null || story === null ? t('approvals.run') : t('approvals.runOf', { key: story.key })}
      </a>
      <span>
        {t('approvals.asked')} <RelativeTime at={approval.openedAt} />
      </span>
    </>
  );
}

function Verdict({ approval }: { readonly approval: ApprovalDetail }) {
  const { t } = useTranslation();
  const { state, decidedBy, reason } = approval;
  const tone = state === 'approved' ? 'ok' : state === 'rejected' ? 'danger' : 'info';
  return (
    <Banner tone={tone} title={t(`approvals.verdict.${state}`, { by: decidedBy ?? '' })}>
      {reason === null ? null : `“${reason}”`}
    </Banner>
  );
}

/** What the approver signs for; the title that stands above already is not said again. */
function ShownData({ shown }: { readonly shown: unknown }) {
  const { t } = useTranslation();
  const [isRaw, setIsRaw] = useState(false);
  const data = dataOf(shown);
  const words = { yes: t('approvals.yes'), no: t('approvals.no'), none: '–' };
  return (
    <section aria-label={t('approvals.data')} className={styles.data}>
      <ShownFields fields={labelFields(data, words)} />
      <div>
        <Button variant="link" aria-expanded={isRaw} onClick={() => setIsRaw(!isRaw)}>
          {t('approvals.raw')}
        </Button>
      </div>
      {isRaw ? <JsonView value={shown} label={t('approvals.raw')} look="json" /> : null}
    </section>
  );
}

function dataOf(shown: unknown): unknown {
  return typeof shown === 'object' && shown !== null && 'data' in shown ? shown.data : shown;
}

function History({ approval }: { readonly approval: ApprovalDetail }) {
  const { t } = useTranslation();
  const { story, decidedAt, decidedBy, state } = approval;
  const left = (story?.quorum ?? 1) - (story?.votes.length ?? 0);
  return (
    <section aria-label={t('approvals.history')}>
      <h2 className={styles.subtitle}>{t('approvals.history')}</h2>
      <ol className={styles.history}>
        {story === null ? null : (
          <li>
            {t('approvals.began')} <RelativeTime at={story.startedAt} />
          </li>
        )}
        <li>
          {t('approvals.opened')} <RelativeTime at={approval.openedAt} />
        </li>
        {story?.votes.map((vote) => (
          <li key={vote.by}>
            {t(`approvals.vote.${vote.decision}`, { by: vote.by })} <RelativeTime at={vote.at} />
            {vote.reason === null ? null : `: “${vote.reason}”`}
          </li>
        ))}
        {decidedAt === null ? null : (
          <li>
            {t(`approvals.verdict.${state}`, { by: decidedBy ?? '' })} <RelativeTime at={decidedAt} />
          </li>
        )}
      </ol>
      {state === 'open' && story !== null && story.quorum > 1 ? (
        <p>{t('approvals.quorum', { count: left, quorum: story.quorum })}</p>
      ) : null}
    </section>
  );
}

import { CircleCheck, Ellipsis, MessageSquare, PackageCheck, Send, Siren, Trash2, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { DropdownMenu } from '#ui/menu.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import type { Tone } from '#ui/tone.ts';
import type { ReviewRow } from '../../data/review-list.ts';
import { type Identity, type ReviewFacts, useIdentity, useReview } from '../../data/reviews.ts';
import { runCommand } from '../../keys/commands.ts';
import { printRoute } from '../../routes.ts';
import styles from './reviews.module.css';

/** The colour and glyph of each state of a review. */
export const reviewTones: Readonly<Record<ReviewRow['state'], Tone>> = {
  open: 'info',
  'changes-requested': 'warn',
  approved: 'ok',
  released: 'idle',
  withdrawn: 'idle',
};

/** Where this review stands, in the top line. */
export function ReviewCrumb({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { data } = useReview(id);
  return (
    <>
      <a href={printRoute({ screen: 'reviews' })}>{t('frame.reviews')}</a>
      <b aria-current="page" className={styles.crumbTitle} title={data?.review.title}>
        {data?.review.title ?? id}
      </b>
      {data !== undefined && (
        <StatusChip tone={reviewTones[data.review.state]} size="sm">
          {t(`designer.review.${data.review.state}`)}
        </StatusChip>
      )}
    </>
  );
}

/** What can be done about this review now: one main action. */
export function ReviewActions({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { data } = useReview(id);
  const { data: identity } = useIdentity();
  if (data === undefined) return null;
  const { review, mine } = data;
  if (review.state === 'released' || review.state === 'withdrawn') return null;
  const [only, ...more] = Object.values(review.versions);
  const version = more.length === 0 ? (only ?? '') : '';
  // Who has no name yet is asked for it by the action itself.
  const mayApprove = mine.canApprove || (identity?.person === null && !mine.isAuthor);
  return (
    <>
      {mayDeclareEmergency(review, identity) && <MoreActions />}
      <Button icon={MessageSquare} onClick={() => runCommand('review.comment')}>
        {t('reviews.comment')}
      </Button>
      {mine.isAuthor && (
        <>
          <Button icon={Trash2} onClick={() => runCommand('review.withdraw')}>
            {t('reviews.takeBack')}
          </Button>
          <Button icon={Send} onClick={() => runCommand('flow.request-review')}>
            {t('designer.handOver.mend')}
          </Button>
        </>
      )}
      {!mine.isAuthor && review.state !== 'approved' && (
        <Button icon={Undo2} onClick={() => runCommand('review.request-changes')}>
          {t('reviews.requestChanges')}
        </Button>
      )}
      {review.state !== 'approved' && !mine.isAuthor && (
        <Button
          variant="primary"
          icon={CircleCheck}
          disabled={!mayApprove}
          title={mayApprove ? undefined : (mine.whyNot ?? undefined)}
          onClick={() => runCommand('review.approve')}
        >
          {t('reviews.approve', { version })}
        </Button>
      )}
      {review.state === 'approved' && (
        <Button
          variant="primary"
          icon={PackageCheck}
          disabled={!mine.canRelease}
          title={mine.canRelease ? undefined : (mine.whyNotRelease ?? undefined)}
          onClick={() => runCommand('review.release')}
        >
          {t('reviews.releaseNow', { version })}
        </Button>
      )}
    </>
  );
}

/** Whether somebody may release a change for a day that nobody approved yet. */
export function mayDeclareEmergency({ state }: ReviewFacts['review'], identity: Identity | undefined): boolean {
  return state === 'open' && identity?.roles.includes('emergency') === true;
}

/** What is rarely done, kept away from what is done every day. */
function MoreActions() {
  const { t } = useTranslation();
  return (
    <DropdownMenu
      align="end"
      trigger={<IconButton label={t('reviews.menu')} icon={Ellipsis} tooltipSide="left" />}
      entries={[
        {
          id: 'emergency',
          label: t('reviews.emergency.open'),
          icon: Siren,
          danger: true,
          onSelect: () => runCommand('review.emergency'),
        },
      ]}
    />
  );
}

import { Clock3, PackageCheck, Send, ShieldCheck, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { StatusChip } from '#ui/status-chip.tsx';
import type { IconType } from '#ui/tone.ts';
import { useReviews } from '../data/review-list.ts';
import { useIdentity } from '../data/reviews.ts';
import { useDocument } from '../document/document.ts';
import { runCommand } from '../keys/commands.ts';
import { go } from '../routes.ts';
import { type HandOverState, reviewOf, stateOfFlow } from './hand-over-state.ts';

const icons: Readonly<Record<HandOverState['kind'], IconType>> = {
  request: Send,
  wait: Clock3,
  mend: Undo2,
  approve: ShieldCheck,
  look: Clock3,
  release: PackageCheck,
};

/** The one main action about the open flow, by where its review stands. */
export function HandOverButton() {
  const { t } = useTranslation();
  const flow = useDocument((state) => state.flow?.id);
  const { data } = useReviews();
  const { data: identity } = useIdentity();
  const state = stateOfFlow(flow ?? '', data?.reviews ?? [], identity);
  const act = (): void => {
    if (state.kind === 'request' || state.kind === 'mend') runCommand('flow.request-review');
    else go({ screen: 'reviews', review: state.review });
  };
  return (
    <Button variant="primary" icon={icons[state.kind]} onClick={act}>
      {t(`designer.handOver.${state.kind}`)}
    </Button>
  );
}

/** Where the review of the open flow stands, beside its version; nothing without one. */
export function ReviewChip() {
  const { t } = useTranslation();
  const flow = useDocument((state) => state.flow?.id);
  const { data } = useReviews();
  const { data: identity } = useIdentity();
  const review = reviewOf(flow ?? '', data?.reviews ?? [], identity?.person ?? null);
  if (review === undefined) return null;
  return (
    <StatusChip
      tone={review.state === 'approved' ? 'ok' : review.state === 'open' ? 'info' : 'warn'}
      size="sm"
      title={review.title}
      onClick={() => go({ screen: 'reviews', review: review.id })}
    >
      {t(`designer.review.${review.state}`)}
    </StatusChip>
  );
}

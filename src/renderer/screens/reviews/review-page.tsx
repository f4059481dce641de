import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { SegmentedControl } from '#ui/segmented-control.tsx';
import { SkeletonRows } from '#ui/skeleton.tsx';
import { SplitPane } from '#ui/split-pane.tsx';
import { type EmergencyReleased, type Released, type ReviewFacts, useIdentity, useReview } from '../../data/reviews.ts';
import { Refused } from '../../frame/refused.tsx';
import { useTopBar } from '../../frame/top-bar-parts.ts';
import { useCommand } from '../../keys/commands.ts';
import { countOpen, placeOf, splitThreads, threadsOf } from '../../review/comment-places.ts';
import { titleOf } from '../../review/entry-looks.tsx';
import { FieldDiff } from '../../review/field-diff.tsx';
import { withIdentity } from '../../review/identity-asking.ts';
import { MergedGraph } from '../../review/merged-graph.tsx';
import thread from '../../review/review.module.css';
import { Composer, Threads } from '../../review/threads.tsx';
import { useIsNarrow } from '../runs/use-is-narrow.ts';
import { type Deciding, DecisionDialogs } from './decision-dialogs.tsx';
import { mayDeclareEmergency, ReviewActions, ReviewCrumb } from './review-head.tsx';
import { ReviewSide } from './review-side.tsx';
import styles from './reviews.module.css';
import { type Selection, useSelection } from './use-selection.ts';

type Props = { readonly id: string; readonly change: string | undefined };

/** One review: what changed, drawn and in words, what was said about it, and the decision. */
export function ReviewPage({ id, change }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useReview(id);
  const { facts, hasMoved, accept } = useSeen(data);
  useEffect(() => {
    useTopBar.setState({ crumb: <ReviewCrumb id={id} />, actions: <ReviewActions id={id} /> });
    return () => useTopBar.setState({ crumb: null, actions: null });
  }, [id]);
  const lookAgain = async (): Promise<void> => accept((await refetch()).data);
  if (facts !== undefined) return <Shown facts={facts} change={change} hasMoved={hasMoved} onLookAgain={lookAgain} />;
  if (error !== null) return <Refused error={error} onRetry={() => void refetch()} />;
  return <SkeletonRows label={t('reviews.loading')} rowHeight={48} rows={8} tile />;
}

/**
 * What a reviewer is looking at. A review that is handed over anew meanwhile does not change under their eyes: they are
 * told, and what they sign is what they saw.
 */
function useSeen(data: ReviewFacts | undefined) {
  const [facts, setFacts] = useState(data);
  const isSame = facts?.review.digest === data?.review.digest;
  if (data !== undefined && data !== facts && (facts === undefined || isSame || data.mine.isAuthor)) setFacts(data);
  return {
    facts,
    hasMoved: facts !== undefined && data !== undefined && !isSame,
    accept: (fresh: ReviewFacts | undefined): void => {
      if (fresh !== undefined) setFacts(fresh);
    },
  };
}

type ShownProps = {
  readonly facts: ReviewFacts;
  readonly hasMoved: boolean;
  readonly change: string | undefined;
  readonly onLookAgain: () => Promise<void>;
};

function Shown({ facts, change, hasMoved, onLookAgain }: ShownProps) {
  const { t } = useTranslation();
  const selection = useSelection(facts, change);
  const [deciding, setDeciding] = useState<Deciding>();
  const [released, setReleased] = useState<Released>();
  const [lastDeclared, setDeclared] = useState<EmergencyReleased>();
  // What was signed for is no longer what is shown once it is handed over anew.
  const declared = lastDeclared?.digest === facts.review.digest ? lastDeclared : undefined;
  const isNarrow = useIsNarrow();
  const { mine } = facts;
  const { data: identity } = useIdentity();
  const { selected, move, toggle } = selection;
  useCommand('review.next-change', () => move(1));
  useCommand('review.previous-change', () => move(-1));
  useCommand('review.viewed', () => selected !== undefined && toggle(selected), selected !== undefined);
  const root = useFocusOnOpening();
  const decide = (next: Deciding) => (): void => withIdentity(identity, () => setDeciding(next));
  useCommand('review.approve', decide('approve'), mine.canApprove || identity?.person === null);
  useCommand('review.request-changes', decide('request-changes'), facts.review.state === 'open');
  useCommand('review.release', decide('release'), mine.canRelease);
  useCommand('review.withdraw', decide('withdraw'), mine.isAuthor);
  useCommand('review.emergency', () => setDeciding('emergency'), mayDeclareEmergency(facts.review, identity));
  const given = { released, declared };
  const side = <ReviewSide facts={facts} selection={selection} given={given} onDecide={setDeciding} />;
  const detail = <Detail facts={facts} selection={selection} />;
  return (
    <div ref={root} className={styles.review} data-keys="review">
      {hasMoved && (
        <Banner
          tone="warn"
          layout="bar"
          title={t('reviews.movedMeanwhile')}
          actions={<Button onClick={() => void onLookAgain()}>{t('reviews.lookAgain')}</Button>}
        />
      )}
      {isNarrow ? (
        <div className={styles.narrow}>
          {side}
          <div className={styles.narrowDetail}>{detail}</div>
        </div>
      ) : (
        <SplitPane
          id="review"
          panes={[
            { id: 'side', label: t('reviews.resizeSide'), size: 348, min: 260, max: 560, content: side },
            { id: 'detail', content: detail },
          ]}
        />
      )}
      <DecisionDialogs
        facts={facts}
        deciding={deciding}
        released={released}
        onReleased={setReleased}
        declared={declared}
        onDeclared={setDeclared}
        onLookAgain={onLookAgain}
        onDone={() => setDeciding(undefined)}
      />
    </div>
  );
}

/** What led here is gone with its focus: the list of changes takes it, so that its keys are heard at once. */
function useFocusOnOpening() {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const present = document.activeElement;
    if (present !== document.body && present?.matches('main') !== true) return;
    root.current?.querySelector<HTMLElement>('[data-entry][aria-current]')?.focus({ preventScroll: true });
  }, []);
  return root;
}

type DetailProps = { readonly facts: ReviewFacts; readonly selection: Selection };

function Detail({ facts, selection }: DetailProps) {
  const { t } = useTranslation();
  const { flow, merged, step, selectStep, entries } = selection;
  const texts = useRef<HTMLDivElement>(null);
  if (entries.length === 0) return <EmptyState sentence={t('reviews.nothing')} />;
  const graph =
    flow === undefined || merged === undefined ? (
      <EmptyState sentence={t('reviews.graph.unreadable')} />
    ) : (
      <MergedGraph
        key={flow.id}
        merged={merged}
        label={flow.name}
        selected={step}
        onSelect={selectStep}
        onOpen={() => texts.current?.querySelector<HTMLElement>('textarea, [tabindex="0"]')?.focus()}
      />
    );
  return (
    <SplitPane
      id="review-detail"
      direction="vertical"
      panes={[
        {
          id: 'graph',
          label: t('reviews.resizeGraph'),
          size: 340,
          min: 140,
          content: (
            <div className={styles.fill} data-region="review-graph">
              {graph}
            </div>
          ),
        },
        {
          id: 'texts',
          min: 180,
          content: (
            <div ref={texts} className={styles.below} data-region="review-texts">
              <Below facts={facts} selection={selection} />
            </div>
          ),
        },
      ]}
    />
  );
}

function Below({ facts, selection }: DetailProps) {
  const { t } = useTranslation();
  const { selected, flows, parts, part, choosePart } = selection;
  if (selected === undefined) return null;
  return (
    <>
      <div className={styles.fill}>
        <FieldDiff title={titleOf(selected, flows, t)} parts={parts} chosen={part} onChoose={choosePart} />
      </div>
      <Comments facts={facts} selection={selection} />
    </>
  );
}

function Comments({ facts, selection }: DetailProps) {
  const { t } = useTranslation();
  const { review } = facts;
  const { entries, selected, flows, part, parts } = selection;
  const [about, setAbout] = useState<'here' | 'whole'>('here');
  const field = useRef<HTMLTextAreaElement>(null);
  const { at, whole } = useMemo(() => splitThreads(threadsOf(review.threads), entries), [review.threads, entries]);
  const isOpen = review.state !== 'released' && review.state !== 'withdrawn';
  useCommand('review.comment', () => field.current?.focus(), isOpen);
  if (selected === undefined) return null;
  const title = titleOf(selected, flows, t);
  const own = at.get(selected.key) ?? [];
  const shown = about === 'here' ? own : whole;
  const shownField = (parts.find(({ id }) => id === part) ?? parts[0])?.field ?? null;
  const place =
    about === 'here' ? placeOf(selected, shownField) : { flow: null, node: null, field: null, replyTo: null };
  const label = about === 'here' ? t('reviews.commentOn', { title }) : t('reviews.commentOnAll');
  return (
    <section className={thread.threads} aria-label={t('reviews.conversation')}>
      <header className={thread.threadHead}>
        <h2>{t('reviews.conversation')}</h2>
        <SegmentedControl
          label={t('reviews.about')}
          value={about}
          onValueChange={setAbout}
          segments={[
            { value: 'here', label: t('reviews.aboutHere', { title, count: countOpen(own) }) },
            { value: 'whole', label: t('reviews.aboutAll', { count: countOpen(whole) }) },
          ]}
        />
      </header>
      {shown.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: comments that scroll must be reachable by keyboard
        <section className={thread.scroll} aria-label={t('reviews.conversation')} tabIndex={0}>
          <Threads review={review.id} threads={shown} isOpen={isOpen} />
        </section>
      )}
      {isOpen && (
        <Composer
          key={`${about} ${selected.key}`}
          review={review.id}
          place={place}
          label={label}
          send={t('reviews.comment')}
          field={field}
        />
      )}
    </section>
  );
}

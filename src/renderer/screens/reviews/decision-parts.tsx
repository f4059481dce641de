import { useTranslation } from 'react-i18next';
import { Banner } from '#ui/banner.tsx';
import { Button } from '#ui/button.tsx';
import { RefusedCall } from '../../data/files.ts';
import type { ReviewFacts } from '../../data/reviews.ts';
import styles from '../../review/review.module.css';
import { printRoute } from '../../routes.ts';

/** Why a decision was not carried out. */
export type Refusal = { readonly code: string; readonly message: string };

/** What a call that failed said. */
export function refusalOf(error: unknown): Refusal {
  const code = error instanceof RefusedCall ? error.code : '';
  return { code, message: error instanceof Error ? error.message : '' };
}

/** Whether it was refused because the author handed something else over meanwhile. */
export function hasMoved(refusal: Refusal | undefined): boolean {
  return refusal?.code === 'review/moved';
}

type RefusedProps = {
  readonly refusal: Refusal | undefined;
  /** What is said where the content is not what was shown. */
  readonly moved: string;
  readonly onLookAgain: () => void;
};

/** A refusal in words; where something else was handed over meanwhile, with the way to look at that. */
export function RefusedDecision({ refusal, moved, onLookAgain }: RefusedProps) {
  const { t } = useTranslation();
  if (refusal === undefined) return null;
  if (!hasMoved(refusal)) return <Banner tone="danger" title={refusal.message} />;
  const look = (
    <Button variant="primary" onClick={onLookAgain}>
      {t('reviews.lookAgain')}
    </Button>
  );
  return <Banner tone="warn" title={moved} actions={look} />;
}

/** What a signature stands under: flows with their versions, and the digest of all of it. */
export function Signed({ facts }: { readonly facts: ReviewFacts }) {
  const { t } = useTranslation();
  const { versions, digest } = facts.review;
  return (
    <ul className={styles.facts} aria-label={t('reviews.signed')}>
      {Object.entries(versions).map(([flow, version]) => (
        <li key={flow}>
          <span className={styles.grow}>{flow}</span>
          <b>{version}</b>
        </li>
      ))}
      <li>
        <span className={styles.grow}>{t('reviews.digest')}</span>
        <code title={digest}>{digest.slice(0, 12)}</code>
      </li>
    </ul>
  );
}

/** Where the studio keeps a bundle, and where an operator takes it from. */
export function KeptAt({ kept }: { readonly kept: string }) {
  const { t } = useTranslation();
  return (
    <>
      <p>
        {t('reviews.release.kept')} <code>{kept}</code>
      </p>
      <p>
        {t('reviews.release.deploy')}
        <a href={printRoute({ screen: 'operations', tab: 'runtimes' })}>{t('frame.operations')}</a>
      </p>
    </>
  );
}

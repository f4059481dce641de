import { useTranslation } from 'react-i18next';
import { StatusIcon } from '#ui/status-icon.tsx';
import type { ReviewNeed } from '../data/reviews.ts';
import { printPerson } from './print-person.ts';
import styles from './review.module.css';

/** Who must approve, why, and who did. */
export function Needs({ needs }: { readonly needs: readonly ReviewNeed[] }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.needs}>
      {needs.map(({ role, count, why, doneBy }) => {
        const isDone = doneBy.length >= count;
        return (
          <li key={role} className={styles.need}>
            <StatusIcon tone={isDone ? 'ok' : 'wait'} label={t(isDone ? 'reviews.done' : 'reviews.waiting')} />
            <span>
              {t(`reviews.need.${role}`, { count })}
              {doneBy.length > 0 && ` · ${doneBy.map(printPerson).join(', ')}`}
              {!isDone && doneBy.length > 0 && ` · ${t('reviews.stillMissing', { count: count - doneBy.length })}`}
              <small>{why}</small>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

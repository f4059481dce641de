import { BellOff, Flag, Hourglass, KeyRound, ListFilter, Repeat, ShieldCheck, Timer, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { IconType } from '#ui/tone.ts';
import type { Badge } from './badges.ts';
import styles from './step-card.module.css';

/** Badges a card shows at most; the rest are counted. */
const shownBadges = 3;

const icons: Readonly<Record<Badge['kind'], IconType>> = {
  signed: ShieldCheck,
  once: ListFilter,
  keyed: KeyRound,
  retry: Repeat,
  undo: Undo2,
  pivot: Flag,
  due: Hourglass,
  timeout: Timer,
  optional: BellOff,
};

/** The promises a step keeps, as small marks at the foot of its card. */
export function BadgeRow({ badges }: { readonly badges: readonly Badge[] }) {
  const { t } = useTranslation();
  const words = (badge: Badge) => t(`canvas.badge.${badge.kind}`, { value: badge.value ?? '' });
  const hidden = badges.slice(shownBadges);
  return (
    <div className={styles.badges}>
      {badges.slice(0, shownBadges).map((badge) => {
        const Icon = icons[badge.kind];
        return (
          <span
            key={badge.kind}
            className={styles.badge}
            title={t(`canvas.badgeTip.${badge.kind}`, { value: badge.value ?? '' })}
          >
            <Icon size={11} aria-hidden />
            <span>{words(badge)}</span>
          </span>
        );
      })}
      {hidden.length > 0 && (
        <span className={styles.more} title={hidden.map(words).join(', ')}>
          +{hidden.length}
        </span>
      )}
    </div>
  );
}

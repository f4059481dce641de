import { useTranslation } from 'react-i18next';
import type { TemplateRow } from '../../data/governance.ts';
import { isBaseline } from '../../governance/rule-index.ts';
import { printRoute } from '../../routes.ts';
import { StandingChips } from './standing-chips.tsx';
import styles from './templates.module.css';

/** A card for each pattern; what every flow keeps comes last. */
export function Gallery({ templates }: { readonly templates: readonly TemplateRow[] }) {
  const { t } = useTranslation();
  const sorted = [...templates].sort(
    (one, other) =>
      Number(isBaseline(one.reference)) - Number(isBaseline(other.reference)) ||
      one.value.name.localeCompare(other.value.name),
  );
  return (
    <ul className={styles.gallery} aria-label={t('templates.title')}>
      {sorted.map((row) => (
        <li key={row.reference}>
          <Card row={row} />
        </li>
      ))}
    </ul>
  );
}

function Card({ row }: { readonly row: TemplateRow }) {
  const { t } = useTranslation();
  const { value, followers } = row;
  const fine = followers.filter(({ errors }) => errors === 0).length;
  return (
    <article className={styles.card}>
      <header>
        <h2>
          <a href={printRoute({ screen: 'templates', template: value.id })}>{value.name}</a>
        </h2>
        <StandingChips row={row} />
      </header>
      <p>{value.summary}</p>
      <Reasons level={3} title={t('templates.useWhen')} reasons={value.useWhen} />
      <Reasons level={3} title={t('templates.notWhen')} reasons={value.notWhen} />
      <footer>
        <span>{t('templates.ownedBy', { owner: value.owner })}</span>
        <span>{t('templates.version', { version: value.version })}</span>
        <b className={styles.count}>
          {followers.length === 0
            ? t('templates.followedByNone')
            : t('templates.followedBy', { count: followers.length, fine })}
        </b>
      </footer>
    </article>
  );
}

type ReasonsProps = { readonly level: 2 | 3; readonly title: string; readonly reasons: readonly string[] };

/** When a pattern fits, or does not. */
export function Reasons({ level, title, reasons }: ReasonsProps) {
  if (reasons.length === 0) return null;
  const Heading = `h${level}` as const;
  return (
    <div className={styles.reasons}>
      <Heading>{title}</Heading>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </div>
  );
}

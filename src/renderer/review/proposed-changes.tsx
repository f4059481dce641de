import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Change } from '#flow/diff/change.ts';
import { emptyLayout } from '#flow/layout.ts';
import { useDocument } from '../document/document.ts';
import { arrangeChanges } from './change-entries.ts';
import { ChangeList } from './change-list.tsx';
import type { ReadFlow } from './compared.ts';
import styles from './review.module.css';

type Props = {
  readonly changes: readonly Change[];
  readonly flows: readonly { readonly id: string; readonly name: string; readonly file: string }[];
  readonly label: string;
};

/** Changes by risk, before there is a review: steps of the open flow are called by their names. */
export function ProposedChanges({ changes, flows, label }: Props) {
  const { t } = useTranslation();
  const open = useDocument((state) => state.flow);
  const arranged = useMemo(() => arrangeChanges(changes), [changes]);
  const read = useMemo(
    (): readonly ReadFlow[] =>
      flows.map(({ id, name, file }) => ({
        id,
        name,
        file,
        before: undefined,
        after: open?.id === id ? { flow: open, layout: emptyLayout } : undefined,
        texts: { before: '', after: '' },
      })),
    [flows, open],
  );
  if (changes.length === 0) return <p className={styles.quiet}>{t('reviews.nothing')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
    <section className={styles.box} aria-label={label} tabIndex={0}>
      <ChangeList arranged={arranged} flows={read} label={label} />
    </section>
  );
}

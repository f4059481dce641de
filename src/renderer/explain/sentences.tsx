import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sentence } from '#flow/explain/explain-flow.ts';
import styles from './explain.module.css';

type Props = {
  readonly told: readonly Sentence[];
  /** Called with the step a sentence is about. */
  readonly onOpen: (node: string) => void;
};

/** An explanation as numbered sentences; each leads to its step. */
export const Sentences = memo(function Sentences({ told, onOpen }: Props) {
  const { t } = useTranslation();
  return (
    <ol className={styles.list}>
      {told.map(({ number, key, params, node }, index) => {
        const words = t(key, { ...params });
        return (
          <li
            // Sentences have no id; their order is what they are.
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is rewritten as a whole
            key={index}
            className={styles.sentence}
            data-level={levelOf(number)}
          >
            <span className={styles.number}>{number}</span>
            {node === undefined ? (
              <span>{words}</span>
            ) : (
              <button type="button" className={styles.open} onClick={() => onOpen(node)}>
                {words}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
});

/** How far a sentence stands in: 0 for steps of the flow, one more for terms and for each scope around it. */
function levelOf(number: string): number {
  const scopes = number.split('.').length - 1;
  return scopes + (/[a-z]$/.test(number) ? 1 : 0);
}

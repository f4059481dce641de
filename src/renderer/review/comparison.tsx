import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Change } from '#flow/diff/change.ts';
import { EmptyState } from '#ui/empty-state.tsx';
import type { ComparedFlow } from '../data/reviews.ts';
import { arrangeChanges, type ChangeEntry, listEntries } from './change-entries.ts';
import { ChangeList } from './change-list.tsx';
import { readCompared } from './compared.ts';
import styles from './comparison.module.css';
import { titleOf } from './entry-looks.tsx';
import { FieldDiff } from './field-diff.tsx';
import { mergeFlow } from './merge-graph.ts';
import { MergedGraph } from './merged-graph.tsx';
import { partsOf } from './shown-texts.ts';

type Props = { readonly flow: ComparedFlow; readonly changes: readonly Change[] };

/** Two versions of one flow: changes, one drawing of both, and text beside text. */
export function Comparison({ flow, changes }: Props) {
  const { t } = useTranslation();
  const read = useMemo(() => readCompared(flow), [flow]);
  const flows = useMemo(() => [read], [read]);
  const arranged = useMemo(() => arrangeChanges(changes), [changes]);
  const merged = useMemo(() => mergeFlow(read, changes), [read, changes]);
  const entries = useMemo(() => listEntries(arranged), [arranged]);
  const [key, setKey] = useState<string>();
  const [part, setPart] = useState<string>();
  const selected = entries.find((entry) => entry.key === key) ?? entries[0];
  const parts = useMemo(
    () => (selected === undefined ? [] : partsOf(selected, { flows, files: [] })),
    [selected, flows],
  );
  const select = (entry: ChangeEntry): void => {
    setKey(entry.key);
    setPart(undefined);
  };
  if (changes.length === 0) return <EmptyState sentence={t('reviews.history.same')} />;
  return (
    <div className={styles.comparison}>
      <div className={styles.changes}>
        <ChangeList
          arranged={arranged}
          flows={flows}
          selected={selected?.key}
          onSelect={select}
          label={t('reviews.changes')}
        />
      </div>
      <div className={styles.graph}>
        {merged !== undefined && (
          <MergedGraph
            key={read.id}
            merged={merged}
            label={read.name}
            selected={selected?.node ?? undefined}
            onSelect={(step) => {
              const found = entries.find(({ node }) => node === step);
              if (found !== undefined) select(found);
            }}
          />
        )}
      </div>
      <div className={styles.texts}>
        {selected !== undefined && (
          <FieldDiff title={titleOf(selected, flows, t)} parts={parts} chosen={part} onChoose={setPart} />
        )}
      </div>
    </div>
  );
}

import { useMemo, useState } from 'react';
import type { ReviewFacts } from '../../data/reviews.ts';
import { type ArrangedChanges, arrangeChanges, type ChangeEntry, listEntries } from '../../review/change-entries.ts';
import { type ReadFlow, readCompared } from '../../review/compared.ts';
import { type MergedFlow, mergeFlow } from '../../review/merge-graph.ts';
import { partsOf, type ShownPart } from '../../review/shown-texts.ts';
import { markKey, toggleViewed, useViewed, viewedOf } from '../../review/viewed-marks.ts';
import { printRoute } from '../../routes.ts';

/** What is looked at of a review, and how to look at something else. */
export type Selection = {
  readonly flows: readonly ReadFlow[];
  readonly arranged: ArrangedChanges;
  readonly entries: readonly ChangeEntry[];
  readonly selected: ChangeEntry | undefined;
  /** The flow whose drawing is shown. */
  readonly flow: ReadFlow | undefined;
  readonly merged: MergedFlow | undefined;
  /** The step that is ringed: of the selected change, or one walked to since. */
  readonly step: string | undefined;
  readonly parts: readonly ShownPart[];
  readonly part: string | undefined;
  readonly viewed: readonly string[];
  readonly select: (entry: ChangeEntry) => void;
  readonly selectStep: (step: string) => void;
  readonly choosePart: (part: string) => void;
  readonly move: (by: 1 | -1) => void;
  readonly toggle: (entry: ChangeEntry) => void;
};

/** Reads a review's flows and follows what is looked at. */
export function useSelection(
  { review, changes, flows: compared, files }: ReviewFacts,
  change: string | undefined,
): Selection {
  const flows = useMemo(() => compared.map(readCompared), [compared]);
  const arranged = useMemo(() => arrangeChanges(changes), [changes]);
  const entries = useMemo(() => listEntries(arranged), [arranged]);
  const [walked, setWalked] = useState<string>();
  const [part, setPart] = useState<string>();
  const selected = entries.find(({ key }) => key === change) ?? entries[0];
  const flow = flows.find(({ id }) => id === selected?.flow) ?? flows[0];
  const merged = useMemo(() => (flow === undefined ? undefined : mergeFlow(flow, changes)), [flow, changes]);
  const parts = useMemo(
    () => (selected === undefined ? [] : partsOf(selected, { flows, files })),
    [selected, flows, files],
  );
  const marks = markKey(review.id, review.digest);
  const viewed = useViewed((state) => viewedOf(state, marks));
  const select = (entry: ChangeEntry): void => {
    setWalked(undefined);
    setPart(undefined);
    // Going from change to change is no way back to be kept.
    window.location.replace(printRoute({ screen: 'reviews', review: review.id, change: entry.key }));
  };
  return {
    flows,
    arranged,
    entries,
    selected,
    flow,
    merged,
    step: walked ?? selected?.node ?? undefined,
    parts,
    part,
    viewed,
    select,
    selectStep: (step) => {
      const found = entries.find((entry) => entry.node === step && entry.flow === flow?.id);
      if (found === undefined) setWalked(step);
      else select(found);
    },
    choosePart: setPart,
    move: (by) => {
      const at = selected === undefined ? -1 : entries.indexOf(selected);
      const next = entries[Math.min(entries.length - 1, Math.max(0, at + by))];
      if (next !== undefined && next !== selected) select(next);
    },
    toggle: ({ key }) => toggleViewed(marks, key),
  };
}

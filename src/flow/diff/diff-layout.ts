import type { Layout } from '../layout.ts';
import { emptyLayout } from '../layout.ts';
import type { Change } from './change.ts';
import type { FlowPair } from './flow-pair.ts';
import { count } from './say-value.ts';

/** One sentence for all boxes and notes of a flow that stand elsewhere; new steps bring their boxes along. */
export function diffLayout(
  pair: FlowPair,
  before: Layout = emptyLayout,
  after: Layout = emptyLayout,
): readonly Change[] {
  const steps = pair.pairing.pairs.filter(({ before: was, after: is }) => {
    const moved = was.scope !== is.scope;
    return !moved && JSON.stringify(before.boxes.get(was.node.id)) !== JSON.stringify(after.boxes.get(is.node.id));
  });
  const ids = new Set([...before.notes.keys(), ...after.notes.keys()]);
  const notes = [...ids].filter((id) => JSON.stringify(before.notes.get(id)) !== JSON.stringify(after.notes.get(id)));
  if (steps.length === 0 && notes.length === 0) return [];
  const parts = [
    ...(steps.length === 0 ? [] : [`${count(steps.length, 'step')} of ${pair.name} moved`]),
    ...(notes.length === 0
      ? []
      : [`${count(notes.length, 'note')}${steps.length === 0 ? ` of ${pair.name}` : ''} changed`]),
  ];
  return [pair.note({ kind: 'layout', risk: 'none', sentence: `${parts.join(' and ')}; layout only.` })];
}

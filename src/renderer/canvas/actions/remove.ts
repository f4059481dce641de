import { arrange, presentDocument } from '../../document/document.ts';
import { edit } from '../../document/edit.ts';
import { nodesOf } from '../../document/find-node.ts';
import { select, useView } from '../../document/view.ts';
import { choose, selectedNotes, selectedSteps, useBoard } from '../board.ts';
import { dropBoxes } from '../gestures/move-boxes.ts';
import { disconnectSteps } from './connect.ts';
import { arrivalsOf } from './reach.ts';
import { tellDone, tellProblems } from './tell.ts';

/** Deletes what is selected: an edge, or steps and notes. With `reconnect` the ends left over are joined. */
export function removeSelection({ reconnect }: { readonly reconnect: boolean }): void {
  const { edge } = useView.getState();
  if (edge !== undefined) {
    disconnectSteps(edge);
    return;
  }
  const steps = selectedSteps();
  const notes = selectedNotes();
  if (steps.length === 0) {
    removeNotes(notes);
    return;
  }
  const next = neighbourOf(steps);
  const { placed } = useBoard.getState();
  const given = { ids: outermost(steps), ...(reconnect ? { reconnect } : {}) };
  const problems = edit({ edit: 'remove-node', arguments: given }, () => dropBoxes(placed, steps, notes));
  if (tellProblems(problems)) return;
  tellDone('told.deleted', { count: steps.length });
  select(next === undefined ? [] : [next]);
}

function removeNotes(notes: readonly string[]): void {
  if (notes.length === 0) return;
  const { placed } = useBoard.getState();
  arrange(dropBoxes(placed, [], notes), { key: 'edit.delete-note', params: { count: notes.length } });
  choose([]);
  tellDone('told.notesDeleted', { count: notes.length });
}

/** Steps without those that stand inside another of them: what is inside goes with it. */
export function outermost(ids: readonly string[]): readonly string[] {
  const { flow } = presentDocument();
  const chosen = new Set(ids);
  if (flow === undefined) return ids;
  const index = nodesOf(flow);
  return ids.filter((id) => !(index.get(id)?.inside ?? []).some((scope) => chosen.has(scope)));
}

/** What is selected after steps are gone, so that keys go on from there: what led to the first of them. */
function neighbourOf(ids: readonly string[]): string | undefined {
  const { flow } = presentDocument();
  const gone = new Set(ids);
  const [first] = ids;
  if (flow === undefined || first === undefined) return undefined;
  return arrivalsOf(flow)
    .get(first)
    ?.map(({ from }) => from)
    .find((id) => !gone.has(id));
}

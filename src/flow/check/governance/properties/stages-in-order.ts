import { createPassage } from '../passage.ts';
import { stepsBehind } from '../steps-behind.ts';
import type { FlowProperty, View } from '../view.ts';
import { milestonesOf, stagesOf } from './stage-list.ts';

/** No stage comes before the one it follows, and none is left out on the way to the next. */
export const stagesInOrder: FlowProperty = {
  name: 'stages-in-order',
  says: 'Milestones follow each other as the parameter `stages` lists them; stages on ways that never meet are in no order.',
  *ask(view) {
    const stages = stagesOf(view).filter((stage) => milestonesOf(stage, view).length > 0);
    for (const [index, stage] of stages.entries()) {
      const next = stages[index + 1];
      for (const late of stages.slice(index + 1)) yield* findEarly(stage, late, view);
      if (next !== undefined) yield* findSkips(stage, next, view);
    }
  },
};

function* findEarly(stage: string, late: string, view: View) {
  for (const node of milestonesOf(late, view)) {
    const behind = stepsBehind(node, view.examination);
    const earlier = milestonesOf(stage, view).find((one) => behind.has(one));
    if (earlier === undefined) continue;
    yield { node, detail: stage, values: { stage: late }, related: [earlier.id] };
  }
}

/** A way to the later stage that leaves out the one before it, although both stand on ways from one start. */
function* findSkips(stage: string, next: string, view: View) {
  const marks = milestonesOf(stage, view);
  const passage = createPassage([{ type: 'milestone', config: { milestone: stage } }], view);
  for (const node of milestonesOf(next, view)) {
    if (!marks.some((mark) => stepsBehind(mark, view.examination).has(node))) continue;
    const way = passage.wayTo(node);
    const start = view.examination.byId.get(way?.[0]?.node ?? '');
    if (way === undefined || start === undefined) continue;
    const behind = stepsBehind(start, view.examination);
    if (!marks.some((mark) => behind.has(mark))) continue;
    yield { node, detail: stage, values: { stage: next }, paths: [way], related: way.map((step) => step.node) };
  }
}

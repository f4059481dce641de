import type { Edit } from '../../../edit/edit.ts';
import { isJsonObject, type Json } from '../../../json.ts';
import { templateReference } from '../../../template/template.ts';
import type { FindingFix } from '../../finding.ts';
import type { FlowProperty, View } from '../view.ts';
import { milestonesOf, stagesOf } from './stage-list.ts';

/** Every stage the flow stands for is marked by a milestone. */
export const marksStages: FlowProperty = {
  name: 'marks-stages',
  says: 'Each stage of the parameter `stages` has a Milestone of that name.',
  *ask(view) {
    const stages = stagesOf(view);
    const missing = stages.filter((stage) => milestonesOf(stage, view).length === 0);
    const present = stages.filter((stage) => !missing.includes(stage));
    for (const stage of missing) {
      const fix = offerMilestone(stage, stages, view) ?? offerStages(present, view);
      yield { detail: stage, path: 'nodes', ...(fix === undefined ? {} : { fix }) };
    }
  },
};

/** The first stage is reached when everything was done; what comes later only a person can place. */
function offerMilestone(stage: string, stages: readonly string[], view: View): FindingFix | undefined {
  const sagas = view.examination.root.nodes.filter(({ type }) => type === 'saga');
  const [saga] = sagas;
  const businessKey = view.examination.nodes.map(({ node }) => node.config.businessKey).find(isText);
  if (stage !== 'confirmed' || stages[0] !== stage || saga === undefined || sagas.length > 1) return undefined;
  const targets = (saga.node.next?.ports ?? []).find(({ port }) => port === 'completed')?.targets ?? [];
  const [to] = targets;
  const key = businessKey ?? view.examination.flow.correlation;
  if (key === undefined || targets.length > 1) return undefined;
  const place =
    to === undefined
      ? { after: { node: saga.id, port: 'completed' } }
      : { onEdge: { from: saga.id, port: 'completed', to } };
  const given = { type: 'milestone@1', name: 'Confirmed', config: { milestone: stage, businessKey: key }, ...place };
  const add: Edit = { edit: 'add-node', arguments: given };
  return { title: 'Mark the stage when all is done', edits: [add] };
}

/** A flow may stand for some stages only, and says so where it follows the template. */
function offerStages(present: readonly string[], view: View): FindingFix | undefined {
  const { follows } = view.examination.flow;
  const reference = templateReference(view.bound.template);
  if (present.length === 0) return undefined;
  const items: readonly Json[] = Array.isArray(follows) ? follows : [follows ?? null];
  const value = items.map((item) => {
    const template = isJsonObject(item) ? item.template : item;
    if (template !== reference) return item;
    const chosen = isJsonObject(item) && isJsonObject(item.parameters) ? item.parameters : {};
    return { template, parameters: { ...chosen, stages: present } };
  });
  const edit: Edit = { edit: 'set-flow', arguments: { key: 'follows', value } };
  return { title: 'Stand for the marked stages only', edits: [edit] };
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}

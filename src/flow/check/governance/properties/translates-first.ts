import { findReachable } from '../../../graph/reach.ts';
import type { ExaminedBody, ExaminedNode } from '../../examination.ts';
import type { StepProperty } from '../view.ts';

/** The first mapping behind Odoo says which agreed shape it makes. */
export const translatesFirst: StepProperty = {
  name: 'translates-first',
  says: 'A Map fields that names its agreed shape, or one behind another that does.',
  ask(step) {
    if (step.type !== 'map' || step.node.config.output !== undefined) return true;
    return isBehindTranslation(step) || { path: `${step.path}.config.output` };
  },
};

/** True where some mapping before a step, in its list or one around, names its agreed shape. */
export function isBehindTranslation(step: ExaminedNode): boolean {
  for (let here: ExaminedNode | undefined = step; here !== undefined; here = here.scope) {
    const index = here.body?.graph.indexOf.get(here.id);
    if (here.body !== undefined && index !== undefined && behindIn(here.body)[index] === 1) return true;
  }
  return false;
}

const kept = new WeakMap<ExaminedBody, Uint8Array>();

/** Marks every step that a way leads to from a mapping that translates; worked out once a body, since every step asks. */
function behindIn(body: ExaminedBody): Uint8Array {
  const known = kept.get(body);
  if (known !== undefined) return known;
  const { graph, nodes } = body;
  const behind = nodes.flatMap(({ type, node }, index) =>
    type === 'map' && node.config.output !== undefined ? (graph.outgoing[index] ?? []).map(({ to }) => to) : [],
  );
  const reached = findReachable(graph, behind);
  kept.set(body, reached);
  return reached;
}

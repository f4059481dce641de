import type { ExaminedNode } from '../../examination.ts';
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
    if (mapsBefore(here).some(({ node }) => node.config.output !== undefined)) return true;
  }
  return false;
}

/** Mappings from which a way leads to a step, in the same list; those inside scopes on the way count as well. */
function mapsBefore({ body, id }: ExaminedNode): readonly ExaminedNode[] {
  const start = body?.graph.indexOf.get(id);
  if (body === undefined || start === undefined) return [];
  const seen = new Set<number>();
  const open = (body.graph.incoming[start] ?? []).map(({ from }) => from);
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    open.push(...(body.graph.incoming[index] ?? []).map(({ from }) => from));
  }
  return [...seen].flatMap((index) => body.nodes[index] ?? []).filter(({ type }) => type === 'map');
}

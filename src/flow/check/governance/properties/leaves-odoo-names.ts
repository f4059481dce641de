import type { CheckContext } from '../../context.ts';
import type { Examination, ExaminedNode } from '../../examination.ts';
import type { StepProperty, View } from '../view.ts';
import { askedFields, declaredNames, isOdooName, isOdooTrigger, readNames, readsRawRecord } from './odoo-names.ts';
import { isBehindTranslation } from './translates-first.ts';

/** Behind the first mapping nobody reads a field by the name Odoo gives it. */
export const leavesOdooNames: StepProperty = {
  name: 'leaves-odoo-names',
  says: 'Behind a Map fields with an agreed shape, expressions of other steps read no field by its Odoo name.',
  ask(step, view) {
    const isTranslation = step.type === 'map' && step.node.config.output !== undefined;
    if (isTranslation || !isBehindTranslation(step)) return true;
    const names = namesAround(view);
    const { code } = step.node.config;
    if (step.type === 'script' && typeof code === 'string') {
      const found = [...code.matchAll(/[.'"]([a-z_]\w*)/g)].map(([, name = '']) => name).find(names.isRaw);
      if (found !== undefined) return { path: `${step.path}.config.code`, detail: `"${found}"` };
    }
    for (const { path, read } of view.examination.expressionsOf(step)) {
      if (!read.ok) continue;
      const found = [...readNames(read.tree, names.isForeign)].find(names.isRaw);
      if (found !== undefined) return { path, detail: `"${found}"` };
      if (readsRawRecord(read.tree, names)) return { path, detail: '"record"' };
    }
    return true;
  },
};

/** What tells a name of Odoo from one of the organisation, in one flow. */
type NamesAround = {
  readonly isRaw: (name: string) => boolean;
  /** Whether results of a step are named by another system than Odoo. */
  readonly isForeign: (id: string) => boolean;
  readonly triggers: ReadonlySet<string>;
  /** True where the flow has a field `record` of its own. */
  readonly ownRecord: boolean;
};

const kept = new WeakMap<Examination, NamesAround>();

/** Worked out once a flow, since every step behind the mapping asks. */
function namesAround(view: View): NamesAround {
  const { examination } = view;
  const known = kept.get(examination);
  if (known !== undefined) return known;
  const { nodes, byId, context } = examination;
  const canonical = canonicalNames(nodes, context);
  const asked = askedFields(view);
  const names: NamesAround = {
    // One plain word may be anybody's; what is joined by `_` and was asked of Odoo is Odoo's.
    isRaw: (name) => !canonical.has(name) && (isOdooName(name) || (asked.has(name) && name.includes('_'))),
    isForeign: (id) => !['odoo', 'odoo-trigger'].includes(byId.get(id)?.type ?? 'odoo'),
    triggers: new Set(nodes.filter(isOdooTrigger).map(({ id }) => id)),
    ownRecord: nodes.some(({ node }) => node.into === 'record') || canonical.has('record'),
  };
  kept.set(examination, names);
  return names;
}

/** Names of the fields the agreed shapes have that the flow's mappings make. */
function canonicalNames(nodes: readonly ExaminedNode[], { contracts }: CheckContext): ReadonlySet<string> {
  const outputs = new Set(nodes.flatMap(({ type, node }) => (type === 'map' ? [node.config.output] : [])));
  return new Set(
    [...outputs].flatMap((name) => [...declaredNames(typeof name === 'string' ? contracts?.get(name) : undefined)]),
  );
}

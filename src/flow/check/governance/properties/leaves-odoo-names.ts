import type { StepProperty } from '../view.ts';
import { askedFields, declaredNames, isOdooName, isOdooTrigger, readNames, readsRawRecord } from './odoo-names.ts';
import { isBehindTranslation } from './translates-first.ts';

/** Behind the first mapping nobody reads a field by the name Odoo gives it. */
export const leavesOdooNames: StepProperty = {
  name: 'leaves-odoo-names',
  says: 'Behind a Map fields with an agreed shape, expressions of other steps read no field by its Odoo name.',
  ask(step, view) {
    const isTranslation = step.type === 'map' && step.node.config.output !== undefined;
    if (isTranslation || !isBehindTranslation(step)) return true;
    const { nodes, byId, context } = view.examination;
    const outputs = nodes.flatMap(({ type, node }) => (type === 'map' ? [node.config.output] : []));
    const canonical = new Set(
      outputs.flatMap((name) => [
        ...declaredNames(typeof name === 'string' ? context.contracts?.get(name) : undefined),
      ]),
    );
    const asked = askedFields(view);
    const triggers = new Set(nodes.filter(isOdooTrigger).map(({ id }) => id));
    // One plain word may be anybody's; what is joined by `_` and was asked of Odoo is Odoo's.
    const isRaw = (name: string) =>
      !canonical.has(name) && (isOdooName(name) || (asked.has(name) && name.includes('_')));
    const isForeign = (id: string) => !['odoo', 'odoo-trigger'].includes(byId.get(id)?.type ?? 'odoo');
    const ownRecord = nodes.some(({ node }) => node.into === 'record') || canonical.has('record');
    const { code } = step.node.config;
    if (step.type === 'script' && typeof code === 'string') {
      const found = [...code.matchAll(/[.'"]([a-z_]\w*)/g)].map(([, name = '']) => name).find(isRaw);
      if (found !== undefined) return { path: `${step.path}.config.code`, detail: `"${found}"` };
    }
    for (const { node, path, read } of view.examination.expressions()) {
      if (node !== step || !read.ok) continue;
      const found = [...readNames(read.tree, isForeign)].find(isRaw);
      if (found !== undefined) return { path, detail: `"${found}"` };
      if (readsRawRecord(read.tree, { triggers, ownRecord })) return { path, detail: '"record"' };
    }
    return true;
  },
};

import type { StepProperty } from '../view.ts';
import { askedFields, declaredNames, isOdooName } from './odoo-names.ts';

/** The agreed shape a mapping makes is the organisation's own, not Odoo's under another title. */
export const shapeWithoutOdooNames: StepProperty = {
  name: 'shape-without-odoo-names',
  says: 'The agreed shape of a Map fields declares no field by the name Odoo gives it. Unknown without the shape.',
  ask({ type, node, path }, view) {
    const { output } = node.config;
    const { contracts } = view.examination.context;
    if (type !== 'map' || typeof output !== 'string' || contracts === undefined) return true;
    const schema = contracts.get(output);
    if (schema === undefined) return true;
    const asked = askedFields(view);
    const found = [...declaredNames(schema)].find(
      (name) => isOdooName(name) || (asked.has(name) && name.includes('_')),
    );
    return found === undefined || { path: `${path}.config.output`, detail: `"${found}"`, values: { shape: output } };
  },
};

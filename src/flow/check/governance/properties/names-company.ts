import { systemOf } from '../../../registry/registry.ts';
import { connectionOf, type StepProperty } from '../view.ts';

/** An Odoo step says for which company it acts, where the database has several. */
export const namesCompany: StepProperty = {
  name: 'names-company',
  says: 'The step or its connection names a company, or the registry says that the database has one only.',
  ask(step, { examination }) {
    const connection = connectionOf(step, examination);
    if (step.node.config.company !== undefined || connection?.extra?.company !== undefined) return true;
    const { registry } = examination.context;
    const system = registry && connection?.system ? systemOf(registry, connection.system) : undefined;
    return system?.companies !== 'several' || { path: `${step.path}.config.company` };
  },
};

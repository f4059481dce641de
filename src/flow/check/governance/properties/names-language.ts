import { isJsonObject } from '../../../json.ts';
import { systemOf } from '../../../registry/registry.ts';
import { connectionOf, type StepProperty } from '../view.ts';

/** An Odoo step says in which language it reads and writes names, where several companies share a database. */
export const namesLanguage: StepProperty = {
  name: 'names-language',
  says: 'The step or its connection names a language, or the registry says that the database has one company only.',
  ask(step, { examination }) {
    const connection = connectionOf(step, examination);
    const { context } = step.node.config;
    if (connection?.extra?.lang !== undefined || (isJsonObject(context) && context.lang !== undefined)) return true;
    const { registry } = examination.context;
    const system = registry && connection?.system ? systemOf(registry, connection.system) : undefined;
    return system?.companies !== 'several' || { path: `${step.path}.config.context` };
  },
};

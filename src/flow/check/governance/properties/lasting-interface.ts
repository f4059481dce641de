import { systemOf } from '../../../registry/registry.ts';
import { connectionOf, type StepProperty } from '../view.ts';

/** First version of Odoo whose remote procedure calls are gone. */
const odooWithoutRpc = 22;
/** First version of Odoo that has the newer interface. */
const odooWithJson2 = 19;

/** The step uses no operation or interface that its vendor takes away. */
export const lastingInterface: StepProperty = {
  name: 'lasting-interface',
  says: 'The operation is not deprecated by its system, and no Odoo is reached in a way that its planned version lacks.',
  ask(step, { examination }) {
    const { registry, today } = examination.context;
    const connection = connectionOf(step, examination);
    const { operation } = step.node.config;
    const system = registry && connection?.system ? systemOf(registry, connection.system) : undefined;
    const notice = system?.operations.find((one) => one.operation === operation);
    if (notice?.deprecated !== undefined && today !== undefined && notice.deprecated <= today) {
      return { path: `${step.path}.config.operation`, detail: `"${notice.use ?? 'its successor'}"` };
    }
    const version = connection?.extra?.version;
    const planned = connection?.extra?.plannedVersion;
    if (typeof version !== 'number' || typeof planned !== 'number') return true;
    return version >= odooWithJson2 || planned < odooWithoutRpc || { detail: 'the newer interface, from Odoo 19 on' };
  },
};

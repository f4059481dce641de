import { readExpression } from '../../read-expression.ts';
import { pathsIn } from '../syntax.ts';
import type { StepProperty } from '../view.ts';

/** The key of a periodic posting names the period it is posted for. */
export const keyNamesPeriod: StepProperty = {
  name: 'key-names-period',
  says: 'The key reads the field that the parameter `periodField` names, or the batch of the schedule.',
  ask({ node, path }, { parameters }) {
    const read = node.key === undefined ? undefined : readExpression(node.key);
    const names = read?.ok === true ? pathsIn(read.tree).flatMap((one) => one.names) : [];
    return names.some((name) => name === parameters.periodField || name === 'batch') || { path: `${path}.key` };
  },
};

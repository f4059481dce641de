import { isWrite } from '../../examination.ts';
import type { StepProperty } from '../view.ts';

/** Operations that move goods or money, or promise to. */
const operations = /^(order|invoice|payment|credit|refund|charge|capture|delivery|stock|purchase|journal)\b/i;
const models = /^(sale\.order|purchase\.order|account\.|stock\.(picking|move))/;
const names = /(order|invoice|payment|refund|charge|capture|credit)/i;

/** The step changes what somebody owes or owns. */
export const financialWrite: StepProperty = {
  name: 'financial-write',
  says: 'A write to orders, invoices, payments, deliveries or stock, by its operation, model or path.',
  ask(step) {
    const { operation, model, path } = step.node.config;
    if (!isWrite(step)) return false;
    if (typeof operation === 'string')
      return operations.test(operation) || (step.type === 'saas' && names.test(operation));
    if (typeof model === 'string') return models.test(model);
    return typeof path === 'string' && names.test(path);
  },
};

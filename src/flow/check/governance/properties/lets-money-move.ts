import { stepsBehind } from '../steps-behind.ts';
import type { StepProperty } from '../view.ts';
import { financialWrite } from './financial-write.ts';

/** An approval on which a change to what somebody owes or owns depends. */
export const letsMoneyMove: StepProperty = {
  name: 'lets-money-move',
  says: 'What is approved here leads to a write to orders, invoices, payments, deliveries or stock.',
  ask(step, view) {
    if (step.type !== 'approval') return false;
    const behind = stepsBehind(step, view.examination, { ports: ['approved'] });
    return [...behind].some((one) => financialWrite.ask(one, view) === true);
  },
};

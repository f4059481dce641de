import { isWrite } from '../../examination.ts';
import type { StepProperty } from '../view.ts';

/** The step makes an invoice binding. */
export const postsInvoice: StepProperty = {
  name: 'posts-invoice',
  says: 'Posts an invoice: `invoice.post`, `action_post` of `account.move`, or a write to a path or action of invoices.',
  ask(step) {
    const { operation, model, method, path } = step.node.config;
    if (!isWrite(step) || step.isUndo) return false;
    if (typeof operation === 'string')
      return /invoice/i.test(operation) && !/(cancel|credit|refund|draft)/i.test(operation);
    if (typeof model === 'string') return model === 'account.move' && (method === 'action_post' || method === 'post');
    return typeof path === 'string' && /invoice/i.test(path) && !/(credit|refund|draft)/i.test(path);
  },
};

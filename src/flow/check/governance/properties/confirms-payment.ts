import type { StepProperty } from '../view.ts';

/** The step learns or makes certain that the money is there. */
export const confirmsPayment: StepProperty = {
  name: 'confirms-payment',
  says: 'Looks a payment up or carries it out, by its operation, model or path; a reimbursement does not count.',
  ask({ manifest, isUndo, node: { config } }) {
    if (manifest?.kind !== 'effect' || manifest.connection === undefined || isUndo) return false;
    const words = [config.operation, config.model, config.path, config.method, config.values, config.args];
    const text = words.filter((word) => typeof word === 'string').join(' ');
    // Odoo's window for making invoices has the word in its name, and moves no money.
    const isOther = /(refund|reimburse|advance\.payment)/i.test(text);
    return /(payment|authori[sz]|capture|charge)/i.test(text) && !isOther;
  },
};

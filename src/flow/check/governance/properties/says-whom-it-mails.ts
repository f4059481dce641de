import { isJsonObject } from '../../../json.ts';
import { isWrite } from '../../examination.ts';
import type { StepProperty } from '../view.ts';

/** Actions of Odoo after which a customer may have mail, depending on settings nobody sees in the flow. */
const actions =
  /^(action_confirm|action_post|action_quotation_sent?|action_invoice_sent|action_send.*|button_validate|message_post|send_mail)$/;

const operations = /^(order\.confirm|order\.send|invoice\.(post|send)|delivery\.(done|validate))$/;

/** The step says whether customers get mail from it. */
export const saysWhomItMails: StepProperty = {
  name: 'says-whom-it-mails',
  says: 'A step of Odoo after which customers may get mail says so in its notes, or sets a mail key of its context.',
  ask(step) {
    const { operation, method, confirm, context } = step.node.config;
    if (step.type !== 'odoo' || !isWrite(step) || step.isUndo) return true;
    const mayMail =
      typeof operation === 'string'
        ? operations.test(operation) || (operation === 'order.create' && confirm === true)
        : typeof method === 'string' && actions.test(method);
    if (!mayMail || /mail|message/i.test(step.node.notes ?? '')) return true;
    const keys = isJsonObject(context) ? Object.keys(context) : [];
    return keys.some((key) => key.startsWith('mail_') || key === 'tracking_disable');
  },
};

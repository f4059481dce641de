import type { ModelBehaviour } from '../environment.ts';
import type { Schema } from '../schema.ts';
import { automationBehaviour } from './automation.ts';
import {
  immediateTransferBehaviour,
  pickingBehaviour,
  quantBehaviour,
  moveBehaviour as stockMoveBehaviour,
} from './deliveries.ts';
import {
  archiveMethods,
  attachmentBehaviour,
  chatterMethods,
  employeeBehaviour,
  externalIdBehaviour,
  leadBehaviour,
  purchaseOrderBehaviour,
  purchaseOrderLineBehaviour,
  taskBehaviour,
  withDefaults,
} from './documents.ts';
import {
  invoiceWizardBehaviour,
  moveBehaviour,
  moveLineBehaviour,
  paymentBehaviour,
  paymentWizardBehaviour,
} from './invoices.ts';
import { partnerBehaviour, userBehaviour } from './partners.ts';
import { templateBehaviour, variantBehaviour } from './products.ts';
import { cancelWizardBehaviour, saleOrderBehaviour, saleOrderLineBehaviour } from './sale-orders.ts';

const active = withDefaults({ active: true });

const ownBehaviours: Readonly<Record<string, ModelBehaviour>> = {
  'account.journal': withDefaults({ active: true, company_id: 1 }),
  'account.move': moveBehaviour,
  'account.move.line': moveLineBehaviour,
  'account.payment': paymentBehaviour,
  'account.payment.register': paymentWizardBehaviour,
  'account.payment.term': active,
  'account.tax': withDefaults({ active: true, amount_type: 'percent', type_tax_use: 'sale' }),
  'base.automation': automationBehaviour,
  'crm.lead': leadBehaviour,
  'crm.team': active,
  'hr.department': active,
  'hr.employee': employeeBehaviour,
  'hr.job': active,
  'ir.attachment': attachmentBehaviour,
  'ir.model.data': externalIdBehaviour,
  'mail.message': withDefaults({ message_type: 'comment' }),
  'product.pricelist': withDefaults({ active: true, currency_id: 1 }),
  'product.product': variantBehaviour,
  'product.template': templateBehaviour,
  'project.project': withDefaults({ active: true, company_id: 1 }),
  'project.task': taskBehaviour,
  'purchase.order': purchaseOrderBehaviour,
  'purchase.order.line': purchaseOrderLineBehaviour,
  'res.company': withDefaults({ active: true, currency_id: 1, partner_id: 1 }),
  'res.currency': withDefaults({ active: true, rounding: 0.01, decimal_places: 2 }),
  'res.lang': active,
  'res.partner': partnerBehaviour,
  'res.partner.category': active,
  'res.users': userBehaviour,
  'sale.advance.payment.inv': invoiceWizardBehaviour,
  'sale.order': saleOrderBehaviour,
  'sale.order.cancel': cancelWizardBehaviour,
  'sale.order.line': saleOrderLineBehaviour,
  'stock.immediate.transfer': immediateTransferBehaviour,
  'stock.location': active,
  'stock.move': stockMoveBehaviour,
  'stock.picking': pickingBehaviour,
  'stock.quant': quantBehaviour,
  'stock.warehouse': withDefaults({ active: true, company_id: 1 }),
  'uom.uom': active,
};

const withChatter = new Set([
  'account.move',
  'account.payment',
  'crm.lead',
  'hr.employee',
  'product.product',
  'product.template',
  'project.task',
  'purchase.order',
  'res.partner',
  'sale.order',
  'stock.picking',
]);

/** The behaviour of every model, its own and what it shares with others. */
export function collectBehaviours(schema: Schema): ReadonlyMap<string, ModelBehaviour> {
  const behaviours = new Map<string, ModelBehaviour>();
  for (const model of schema.values()) {
    const own = ownBehaviours[model.name] ?? {};
    behaviours.set(model.name, {
      ...own,
      methods: {
        ...(withChatter.has(model.name) ? chatterMethods : {}),
        ...(model.fields.has('active') ? archiveMethods : {}),
        ...own.methods,
      },
    });
  }
  return behaviours;
}

import accountMove from './fields/account.move.json' with { type: 'json' };
import accountMoveLine from './fields/account.move.line.json' with { type: 'json' };
import accountPayment from './fields/account.payment.json' with { type: 'json' };
import automation from './fields/automation.json' with { type: 'json' };
import crmLead from './fields/crm.lead.json' with { type: 'json' };
import hrEmployee from './fields/hr.employee.json' with { type: 'json' };
import irModelData from './fields/ir.model.data.json' with { type: 'json' };
import mailMessage from './fields/mail.message.json' with { type: 'json' };
import productProduct from './fields/product.product.json' with { type: 'json' };
import productTemplate from './fields/product.template.json' with { type: 'json' };
import projectTask from './fields/project.task.json' with { type: 'json' };
import purchaseOrder from './fields/purchase.order.json' with { type: 'json' };
import reference from './fields/reference.json' with { type: 'json' };
import resPartner from './fields/res.partner.json' with { type: 'json' };
import resUsersApikeys from './fields/res.users.apikeys.json' with { type: 'json' };
import resUsers from './fields/res.users.json' with { type: 'json' };
import saleOrder from './fields/sale.order.json' with { type: 'json' };
import saleOrderLine from './fields/sale.order.line.json' with { type: 'json' };
import stockMove from './fields/stock.move.json' with { type: 'json' };
import stockPicking from './fields/stock.picking.json' with { type: 'json' };
import stockQuant from './fields/stock.quant.json' with { type: 'json' };
import stockReference from './fields/stock-reference.json' with { type: 'json' };
import wizards from './fields/wizards.json' with { type: 'json' };

/**
 * The field fixtures, file by file. Imported and not read from the folder, so that the demo can carry the fake in one
 * build with itself.
 */
export const fieldFixtures: readonly object[] = [
  accountMove,
  accountMoveLine,
  accountPayment,
  automation,
  crmLead,
  hrEmployee,
  irModelData,
  mailMessage,
  productProduct,
  productTemplate,
  projectTask,
  purchaseOrder,
  reference,
  resPartner,
  resUsersApikeys,
  resUsers,
  saleOrder,
  saleOrderLine,
  stockReference,
  stockMove,
  stockPicking,
  stockQuant,
  wizards,
];

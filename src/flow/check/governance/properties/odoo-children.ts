/** A field of a record whose content stands in other records, and how to hear of changes there. */
export type ChildField = {
  /** Model of the records that really change. */
  readonly child: string;
  /** Field of the child that leads back to the parent. */
  readonly parent: string;
};

const stock: ChildField = { child: 'stock.quant', parent: 'product_id' };
const moves: ChildField = { child: 'stock.move', parent: 'picking_id' };
const orderLines: ChildField = { child: 'sale.order.line', parent: 'order_id' };
const invoiceLines: ChildField = { child: 'account.move.line', parent: 'move_id' };

const quantities: Readonly<Record<string, ChildField>> = {
  qty_available: stock,
  free_qty: stock,
  virtual_available: stock,
  incoming_qty: stock,
  outgoing_qty: stock,
};

/** Fields by model that may change while the time stamp of the record itself stands still. */
export const childFields: Readonly<Record<string, Readonly<Record<string, ChildField>>>> = {
  'sale.order': {
    order_line: orderLines,
    picking_ids: { child: 'stock.picking', parent: 'sale_id' },
    delivery_status: { child: 'stock.picking', parent: 'sale_id' },
    invoice_ids: { child: 'account.move', parent: 'invoice_line_ids' },
    invoice_status: orderLines,
  },
  'purchase.order': {
    order_line: { child: 'purchase.order.line', parent: 'order_id' },
    picking_ids: { child: 'stock.picking', parent: 'purchase_id' },
    receipt_status: { child: 'stock.picking', parent: 'purchase_id' },
  },
  'account.move': { invoice_line_ids: invoiceLines, line_ids: invoiceLines, payment_state: invoiceLines },
  'stock.picking': {
    move_ids: moves,
    move_lines: moves,
    move_ids_without_package: moves,
    move_line_ids: { child: 'stock.move.line', parent: 'picking_id' },
  },
  'product.product': { ...quantities, stock_quant_ids: stock },
  'product.template': {
    ...quantities,
    product_variant_ids: { child: 'product.product', parent: 'product_tmpl_id' },
    seller_ids: { child: 'product.supplierinfo', parent: 'product_tmpl_id' },
    attribute_line_ids: { child: 'product.template.attribute.line', parent: 'product_tmpl_id' },
  },
  'product.pricelist': { item_ids: { child: 'product.pricelist.item', parent: 'pricelist_id' } },
  'res.partner': {
    child_ids: { child: 'res.partner', parent: 'parent_id' },
    bank_ids: { child: 'res.partner.bank', parent: 'partner_id' },
    credit: { child: 'account.move.line', parent: 'partner_id' },
  },
  'mrp.bom': { bom_line_ids: { child: 'mrp.bom.line', parent: 'bom_id' } },
  'mrp.production': { move_raw_ids: { child: 'stock.move', parent: 'raw_material_production_id' } },
  'project.project': { task_ids: { child: 'project.task', parent: 'project_id' } },
  'project.task': { timesheet_ids: { child: 'account.analytic.line', parent: 'task_id' } },
};

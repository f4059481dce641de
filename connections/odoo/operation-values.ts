import type { JsonObject } from '#flow/json.ts';

/** A customer as `customer.upsert` and an order take one; any other field of Odoo may stand beside these. */
const customer = {
  type: 'object',
  title: 'Customer',
  required: ['name'],
  properties: {
    name: { type: 'string', title: 'Name' },
    email: { type: 'string', format: 'email', title: 'Email' },
    phone: { type: 'string', title: 'Phone' },
    street: { type: 'string', title: 'Street' },
    zip: { type: 'string', title: 'Zip' },
    city: { type: 'string', title: 'City' },
    countryCode: { type: 'string', title: 'Country, as two letters' },
    vat: { type: 'string', title: 'Tax ID' },
    ref: { type: 'string', title: 'Reference' },
  },
} satisfies JsonObject;

const orderLine = {
  type: 'object',
  required: ['sku', 'quantity'],
  properties: {
    sku: { type: 'string', title: 'Product, by internal reference' },
    quantity: { type: 'number', title: 'Quantity' },
    unitPriceMinor: { type: 'integer', title: 'Unit price, in minor units' },
    description: { type: 'string', title: 'Description' },
    discountPercent: { type: 'number', title: 'Discount (%)' },
  },
} satisfies JsonObject;

/** What `order.create` takes, as JSON Schema. */
export const orderValues: JsonObject = {
  type: 'object',
  required: ['partner', 'order_line'],
  properties: {
    client_order_ref: { type: 'string', title: 'Customer reference' },
    partner: customer,
    order_line: { type: 'array', title: 'Order lines', items: orderLine },
    currency: { type: 'string', title: 'Currency of the prices' },
    date_order: { type: 'string', format: 'date-time', title: 'Order date' },
    note: { type: 'string', title: 'Terms and conditions' },
  },
};

/** What `customer.upsert` takes, as JSON Schema. */
export const customerValues: JsonObject = customer;

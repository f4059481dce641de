import type { JsonObject } from '../json.ts';
import type { Environment } from './environment.ts';
import { createRecord } from './orm.ts';

/** A user of the fake: an API key, a number, and what it may do. */
export interface SeedUser {
  readonly login: string;
  readonly uid: number;
  readonly name: string;
}

/** Fills an empty database with the few records every test and the demo need. Ids are the same in every run. */
export function seedRecords(env: Environment, users: readonly SeedUser[]): void {
  seedReferenceData(env);
  seedUsers(env, users);
  seedProducts(env);
}

function seedReferenceData(env: Environment): void {
  createAll(env, 'res.currency', [
    { name: 'USD', full_name: 'United States dollar', symbol: '$' },
    { name: 'EUR', full_name: 'Euro', symbol: '€' },
  ]);
  createAll(env, 'res.lang', [{ name: 'English (US)', code: 'en_US' }]);
  for (const [id, name, code] of [
    [20, 'Belgium', 'BE'],
    [57, 'Germany', 'DE'],
    [75, 'France', 'FR'],
    [165, 'Netherlands', 'NL'],
    [231, 'United Kingdom', 'GB'],
    [233, 'United States', 'US'],
  ] as const) {
    createAt(env, { model: 'res.country', id, values: { name, code } });
  }
  createAll(env, 'res.country.state', [{ name: 'California', code: 'CA', country_id: 233 }]);
  createAll(env, 'uom.uom', [{ name: 'Units' }, { name: 'Hours' }]);
  createAll(env, 'product.category', [{ name: 'All', complete_name: 'All' }]);
  createAll(env, 'product.pricelist', [{ name: 'Default' }]);
  createAll(env, 'account.tax', [{ name: '15%', amount: 15 }]);
  createAll(env, 'account.payment.term', [{ name: 'Immediate Payment' }, { name: '30 Days' }]);
  createAll(env, 'crm.team', [{ name: 'Sales' }]);
  createAll(env, 'crm.stage', [
    { name: 'New' },
    { name: 'Qualified' },
    { name: 'Proposition' },
    { name: 'Won', is_won: true },
  ]);
  createAll(env, 'hr.department', [{ name: 'Administration' }, { name: 'Sales' }]);
  createAll(env, 'project.project', [{ name: 'Internal' }]);
  createAll(env, 'stock.location', [
    { name: 'Stock', complete_name: 'WH/Stock', usage: 'internal' },
    { name: 'Customers', complete_name: 'Partners/Customers', usage: 'customer' },
  ]);
}

function seedUsers(env: Environment, users: readonly SeedUser[]): void {
  createAll(env, 'res.partner', [{ name: 'My Company (San Francisco)', is_company: true, country_id: 233 }]);
  createAll(env, 'res.company', [{ name: 'My Company (San Francisco)', country_id: 233 }]);
  createAll(env, 'account.journal', [
    { name: 'Customer Invoices', code: 'INV', type: 'sale' },
    { name: 'Bank', code: 'BNK1', type: 'bank' },
    { name: 'Vendor Bills', code: 'BILL', type: 'purchase' },
  ]);
  createAll(env, 'stock.warehouse', [{ name: 'YourCompany', code: 'WH', lot_stock_id: 1 }]);
  createAll(env, 'stock.picking.type', [
    { name: 'Delivery Orders', code: 'outgoing', sequence_code: 'OUT', warehouse_id: 1 },
  ]);
  for (const { login, uid, name } of users) {
    createAt(env, {
      model: 'res.users',
      id: uid,
      values: { login, name, email: `${login}@example.com`, tz: 'Europe/Brussels' },
    });
  }
}

/** Customers start at id 9 and products at 15, so that a mixed-up id shows. */
function seedProducts(env: Environment): void {
  env.store.reserveId('res.partner', 8);
  createAll(env, 'res.partner', [
    {
      name: 'Acme Corporation',
      is_company: true,
      email: 'orders@acme.example',
      city: 'Boston',
      country_id: 233,
      customer_rank: 1,
    },
    {
      name: 'Brouwer & Zonen',
      is_company: true,
      email: 'inkoop@brouwer.example',
      city: 'Utrecht',
      country_id: 165,
      customer_rank: 1,
    },
    {
      name: 'Gemini Furniture',
      is_company: true,
      email: 'office@gemini.example',
      city: 'Fairfield',
      country_id: 233,
      supplier_rank: 1,
    },
  ]);
  env.store.reserveId('product.template', 9);
  env.store.reserveId('product.product', 14);
  createAll(env, 'product.template', [
    {
      name: 'Customizable Desk',
      default_code: 'FURN_0096',
      barcode: '6010001000015',
      list_price: 750,
      standard_price: 500,
    },
    { name: 'Office Chair', default_code: 'FURN_7777', barcode: '6010001000022', list_price: 70, standard_price: 55 },
    { name: 'Desk Lamp', default_code: 'LAMP_0001', barcode: '6010001000039', list_price: 19, standard_price: 8 },
    {
      name: 'Delivery',
      default_code: 'SHIP',
      type: 'service',
      ...(env.version === 16 ? { detailed_type: 'service' } : {}),
      list_price: 10,
    },
  ]);
  createAll(
    env,
    'stock.quant',
    [15, 16, 17].map((product) => ({ product_id: product, location_id: 1, quantity: 100 })),
  );
}

function createAll(env: Environment, model: string, records: readonly JsonObject[]): void {
  for (const values of records) createRecord(env, model, values);
}

function createAt(
  env: Environment,
  what: { readonly model: string; readonly id: number; readonly values: JsonObject },
): void {
  env.store.reserveId(what.model, what.id - 1);
  createRecord(env, what.model, what.values);
}

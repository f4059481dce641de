import { isJsonList, type Json } from '../json.ts';
import { type PageTable, printPage } from '../page.ts';
import type { FakeDatabase, OdooLedgerEntry } from './database.ts';
import { readRecords } from './read.ts';
import type { FieldDefinition } from './schema.ts';

const shownRows = 100;

/** The page at `/`: what the demo Odoo holds and which calls it received, newest first. */
export function odooPage(database: FakeDatabase): string {
  return printPage({
    title: 'Demo Odoo — a stand-in, not Odoo',
    introduction:
      `It speaks the protocol of Odoo ${database.version} on this computer only, holds the database “${database.name}”, ` +
      'and forgets everything when it stops.',
    tables: [saleOrders(database), customers(database), calls(database.ledger.entries)],
  });
}

function saleOrders(database: FakeDatabase): PageTable {
  const rows = newest(database, 'sale.order', [
    'name',
    'partner_id',
    'client_order_ref',
    'state',
    'amount_total',
    'write_date',
  ]);
  return {
    title: 'Sale orders',
    columns: ['Number', 'Customer', 'Customer reference', 'Status', 'Total', 'Last change (UTC)'],
    rows: rows.map(([name = '', partner = '', reference = '', state = '', total = '', changed = '']) => [
      name,
      partner,
      reference,
      state,
      Number(total).toFixed(2),
      changed,
    ]),
    numbers: [4],
    whenEmpty: 'No order yet. Run a demo flow, then look again: this page reloads itself.',
  };
}

function customers(database: FakeDatabase): PageTable {
  return {
    title: 'Contacts',
    columns: ['Name', 'Email', 'City', 'Country', 'Reference'],
    rows: newest(database, 'res.partner', ['name', 'email', 'city', 'country_id', 'ref']),
    whenEmpty: 'No contact yet.',
  };
}

/** Records of a model, newest first, every value as text; a relation shows its name. */
function newest(database: FakeDatabase, model: string, fields: readonly string[]): readonly (readonly string[])[] {
  const ids = database.store
    .all(model)
    .map((row) => row.id)
    .reverse()
    .slice(0, shownRows);
  const records = readRecords(database.systemEnvironment(), { model, ids, fields, relations: 'pairs' });
  const definition = database.schema.get(model);
  return records.map((record) => fields.map((name) => printCell(definition?.fields.get(name), record[name])));
}

/** A value as a person reads it: relations by name, choices by label, nothing for nothing. */
function printCell(field: FieldDefinition | undefined, value: Json | undefined): string {
  if (isJsonList(value)) return String(value[1] ?? '');
  if (value === false || value === undefined) return '';
  return field?.selection?.find(([choice]) => choice === value)?.[1] ?? String(value);
}

function calls(entries: readonly OdooLedgerEntry[]): PageTable {
  return {
    title: 'Calls received',
    columns: ['Number', 'Time', 'Call', 'User', 'Done', 'Refused because'],
    rows: entries
      .slice(-shownRows)
      .reverse()
      .map((entry) => [
        String(entry.seq),
        entry.at,
        `${entry.model} ${entry.method}`,
        entry.login,
        entry.applied ? 'yes' : 'no',
        entry.refusal ?? '',
      ]),
    numbers: [0],
    whenEmpty: 'Nobody has called yet.',
  };
}
